  // Vaswani et al. 2017, section 3.2.1, eq. 1; all scores of a row at once (materialised).
//: if encoding == 1
  const Matrix q = turn_pairs(Q, rope(d_k));
  const Matrix k = turn_pairs(K, rope(d_k));
//: elif encoding == 2
  const Matrix q = turn_halves(Q, rope(d_k));  // pairs i and i + d/2
  const Matrix k = turn_halves(K, rope(d_k));
//: elif encoding == 3
  Matrix q = turn_pairs(Q, rope(d_k));  // xPos (Sun et al. 2022): RoPE, and queries grow as keys shrink
  Matrix k = turn_pairs(K, rope(d_k));
  for (int t = 0; t < S; ++t) {
    for (int c = 0; c < d_k; ++c) {
      const double zeta = (2.0 * (c / 2) / d_k + 0.4) / 1.4;
      q[t][c] *= std::pow(zeta, t / 512.0);
      k[t][c] /= std::pow(zeta, t / 512.0);
    }
  }
//: else
  const Matrix &q = Q, &k = K;
//: end
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    Row scores(S, hidden);
    for (int j = 0; j < S; ++j) {
      if (!visible(i, j)) continue;
//: if scaled
      scores[j] = dot(q[i], k[j]) / std::sqrt(d_k);
//: else
      scores[j] = dot(q[i], k[j]);
//: end
//: if biased
      scores[j] += bias[i][j];
//: end
//: if encoding == 4
      scores[j] -= std::exp2(-(head + 1)) * std::abs(i - j);  // ALiBi (Press et al. 2021), one of 8 heads
//: end
    }
    const Row weights = softmax(scores);
    for (int j = 0; j < S; ++j) add(output[i], weights[j], V[j]);
  }
