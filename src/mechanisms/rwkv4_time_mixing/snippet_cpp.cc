  // Peng et al. 2023, section "Time mixing"; parallel form.
  const auto shifted = [&](const Matrix& mix) {  // μ x_t + (1−μ) x_{t−1}, and 0 before the first
    Matrix x = X;
    for (int t = 0; t < S; ++t) {
      for (int c = 0; c < d_k; ++c) {
        x[t][c] = mix[0][c] * X[t][c] + (t > 0 ? (1 - mix[0][c]) * X[t - 1][c] : 0);
      }
    }
    return x;
  };
  const Matrix k = project(shifted(mix_k), w_k), v = project(shifted(mix_v), w_v);
  const Matrix r = project(shifted(mix_r), w_r);
  Matrix gated = zeros(S, d_k);  // sigmoid(r) ⊙ wkv
  for (int t = 0; t < S; ++t) {
    for (int c = 0; c < d_k; ++c) {
      Row scores(S, hidden);
      for (int i = 0; i <= t; ++i) {
        scores[i] = i == t ? bonus[0][c] + k[t][c] : k[i][c] - (t - 1 - i) * decay_rate[0][c];
      }
      const Row weights = softmax(scores);
      for (int i = 0; i < S; ++i) gated[t][c] += sigmoid(r[t][c]) * weights[i] * v[i][c];
    }
  }
  const Matrix output = project(gated, w_o);
