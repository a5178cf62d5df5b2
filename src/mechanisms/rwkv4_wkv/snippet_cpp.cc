  // Peng et al. 2023, section "WKV operator"; parallel form. Every channel has scores of its own.
  Matrix output = zeros(S, d_v);
  for (int t = 0; t < S; ++t) {
    for (int c = 0; c < d_v; ++c) {
      Row scores(S, hidden);
      for (int i = 0; i <= t; ++i) {
        if (!visible(t, i)) continue;
        scores[i] = i == t ? bonus[0][c] + K[t][c] : K[i][c] - (t - 1 - i) * decay_rate[0][c];
      }
      const Row weights = softmax(scores);
      for (int i = 0; i < S; ++i) output[t][c] += weights[i] * V[i][c];
    }
  }
