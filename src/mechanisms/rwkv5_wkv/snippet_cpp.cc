  // Peng et al. 2024 (RWKV-5), recurrent form. The receptance r is Q; the decay w and the bonus u have a number
  // a channel.
  Matrix state = zeros(d_k, d_v), output = zeros(S, d_v);
  for (int t = 0; t < S; ++t) {
    for (int c = 0; c < d_k; ++c) {
      add(output[t], Q[t][c], state[c]);  // read first, with a bonus for the token itself
      add(output[t], Q[t][c] * bonus[0][c] * K[t][c], V[t]);
      for (double& x : state[c]) x *= decay[0][c];
      add(state[c], K[t][c], V[t]);
    }
  }
