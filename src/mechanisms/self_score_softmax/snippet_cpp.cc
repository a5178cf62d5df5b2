  // A softmax whose query is the key's own: s_j = σ (q_j · k_j). Parallel form.
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    Row scores(S, hidden);
    for (int j = 0; j < S; ++j) {
//: if lambda == 0
      if (i != j || !visible(i, j)) continue;  // λ = 0 keeps the present token only
//: else
      if (!visible(i, j)) continue;
//: end
//: if scaled
      scores[j] = dot(Q[j], K[j]) / std::sqrt(d_k);  // the same for every i
//: else
      scores[j] = dot(Q[j], K[j]);  // the same for every i
//: end
//: if lambda != 0 and lambda != 1
      scores[j] += (i - j) * std::log(lambda_);  // each further token leaves λ of a weight
//: end
    }
    const Row weights = softmax(scores);
    for (int j = 0; j < S; ++j) add(output[i], weights[j], V[j]);
  }
