  // Katharopoulos et al. 2020, section 3.2; parallel form. φ(x) = elu(x) + 1
  const auto phi = [](Row x) {
    for (double& one : x) one = one > 0 ? one + 1 : std::exp(one);
    return x;
  };
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    double total = eps;
    for (int j = 0; j < S; ++j) {
      if (!visible(i, j)) continue;
      const double score = dot(phi(Q[i]), phi(K[j]));
      total += score;
      add(output[i], score, V[j]);
    }
//: if empty_rows
    if (total == 0) continue;  // a query that sees no key gives zeros
//: end
    for (double& x : output[i]) x /= total;
  }
