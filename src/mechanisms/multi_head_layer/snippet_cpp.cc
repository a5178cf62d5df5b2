  // Vaswani et al. 2017, section 3.2.2; all tokens at once (materialised).
  const int d = d_k / heads, e = d_v / heads;  // widths of one head
  Matrix side_by_side = zeros(S, d_v);
  for (int h = 0; h < heads; ++h) {
    const int g = h / (heads / kv_heads);  // neighbouring heads share keys and values
    const Matrix q = project(X, slice(w_q, h * d, d)), k = project(X, slice(w_k, g * d, d));
    const Matrix v = project(X, slice(w_v, g * e, e));
    for (int i = 0; i < S; ++i) {
      Row scores(S, hidden);
      for (int j = 0; j < S; ++j) {
//: if scaled
        if (visible(i, j)) scores[j] = dot(q[i], k[j]) / std::sqrt(d);
//: else
        if (visible(i, j)) scores[j] = dot(q[i], k[j]);
//: end
      }
      const Row weights = softmax(scores);
      for (int j = 0; j < S; ++j) {
        for (int c = 0; c < e; ++c) side_by_side[i][h * e + c] += weights[j] * v[j][c];
      }
    }
  }
  const Matrix output = project(side_by_side, w_o);
