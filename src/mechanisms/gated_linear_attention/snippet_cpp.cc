  // Yang et al. 2023 (gated linear attention), recurrent form.
//: if scaled
  const double scale = 1 / std::sqrt(d_k);
//: else
  const double scale = 1;
//: end
  Matrix state = zeros(d_k, d_v), output = zeros(S, d_v);
  for (int t = 0; t < S; ++t) {
    for (int c = 0; c < d_k; ++c) {
      for (double& x : state[c]) x *= gate[t][c];  // S_t = diag(α_t) S_{t−1} + k_tᵀ v_t
      add(state[c], K[t][c], V[t]);
      add(output[t], scale * Q[t][c], state[c]);
    }
  }
