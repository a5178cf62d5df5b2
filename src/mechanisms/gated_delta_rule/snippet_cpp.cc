  // Yang et al. 2025 (gated delta rule), recurrent form.
//: if scaled
  const double scale = 1 / std::sqrt(d_k);
//: else
  const double scale = 1;
//: end
  Matrix state = zeros(d_k, d_v), output = zeros(S, d_v);
  for (int t = 0; t < S; ++t) {
    for (Row& row : state) {
      for (double& x : row) x *= decay[t][0];
    }
    Row difference = V[t];  // v_t less what the state answers to the key
    for (int c = 0; c < d_k; ++c) add(difference, -K[t][c], state[c]);
    for (int c = 0; c < d_k; ++c) {
      add(state[c], beta[t][0] * K[t][c], difference);
      add(output[t], scale * Q[t][c], state[c]);
    }
  }
