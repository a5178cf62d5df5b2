  // Schlag et al. 2021; Yang et al. 2024; recurrent form.
//: if scaled
  const double scale = 1 / std::sqrt(d_k);
//: else
  const double scale = 1;
//: end
  Matrix state = zeros(d_k, d_v), output = zeros(S, d_v);
  for (int t = 0; t < S; ++t) {
    Row difference = V[t];  // v_t less what the state answers to the key
    for (int c = 0; c < d_k; ++c) add(difference, -K[t][c], state[c]);
    for (int c = 0; c < d_k; ++c) {
      add(state[c], beta[t][0] * K[t][c], difference);
      add(output[t], scale * Q[t][c], state[c]);
    }
  }
