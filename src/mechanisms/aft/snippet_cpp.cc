  // Zhai et al. 2021, eq. 2; parallel form. Every channel has scores of its own.
  Matrix output = zeros(S, d_v);
  for (int t = 0; t < S; ++t) {
    for (int c = 0; c < d_v; ++c) {
      Row scores(S, hidden);
      for (int s = 0; s < S; ++s) {
//: if biased
        if (visible(t, s)) scores[s] = K[s][c] + bias[t][s];
//: else
        if (visible(t, s)) scores[s] = K[s][c];
//: end
      }
      const Row weights = softmax(scores);
      for (int s = 0; s < S; ++s) output[t][c] += sigmoid(Q[t][c]) * weights[s] * V[s][c];
    }
  }
