  // Dao 2023 (FlashAttention-2), section 3.1.2; dout is dO, the gradient of a loss by the output.
//: if scaled
  const double scale = 1 / std::sqrt(d_k);
//: else
  const double scale = 1;
//: end
  Matrix output = zeros(S, d_v), dQ = zeros(S, d_k), dK = dQ, dV = output;
  for (int i = 0; i < S; ++i) {
    Row scores(S, hidden);
    for (int j = 0; j < S; ++j) {
      if (visible(i, j)) scores[j] = scale * dot(Q[i], K[j]);
    }
    const Row p = softmax(scores);
    for (int j = 0; j < S; ++j) add(output[i], p[j], V[j]);
    const double D = dot(dout[i], output[i]);
    for (int j = 0; j < S; ++j) {
      const double dS = p[j] * (dot(dout[i], V[j]) - D);
      add(dQ[i], scale * dS, K[j]);
      add(dK[j], scale * dS, Q[i]);  // over the queries that look at a key
      add(dV[j], p[j], dout[i]);
    }
  }
//: expect output = output
//: expect dQ = d_q of dout V K
//: expect dK = d_k of dout V Q
//: expect dV = d_v of dout
