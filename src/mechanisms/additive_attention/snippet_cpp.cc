  // Bahdanau et al. 2014, section 3.1 and appendix A.1.2; every query and key projected once.
  const Matrix q = project(Q, w_q);  // W_q q_i [S, d_a]
  const Matrix k = project(K, w_k);  // W_k k_j [S, d_a]
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    Row scores(S, hidden);
    for (int j = 0; j < S; ++j) {
      if (!visible(i, j)) continue;
      scores[j] = 0;  // s_ij = w_v · tanh(W_q q_i + W_k k_j)
      for (int c = 0; c < d_k; ++c) scores[j] += w_v[0][c] * std::tanh(q[i][c] + k[j][c]);
    }
    const Row weights = softmax(scores);
    for (int j = 0; j < S; ++j) add(output[i], weights[j], V[j]);
  }
