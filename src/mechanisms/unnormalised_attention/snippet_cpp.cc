  // Katharopoulos et al. 2020, section 3.2, with φ(x) = x and without the denominator.
  Matrix output = zeros(S, d_v);
//: if masked
  for (int i = 0; i < S; ++i) {
    for (int j = 0; j < S; ++j) {
      if (visible(i, j)) add(output[i], dot(Q[i], K[j]), V[j]);
    }
  }
//: else
  Matrix state = zeros(d_k, d_v);  // Kᵀ V
  for (int j = 0; j < S; ++j) {
    for (int c = 0; c < d_k; ++c) add(state[c], K[j][c], V[j]);
  }
  for (int i = 0; i < S; ++i) {
    for (int c = 0; c < d_k; ++c) add(output[i], Q[i][c], state[c]);
  }
//: end
