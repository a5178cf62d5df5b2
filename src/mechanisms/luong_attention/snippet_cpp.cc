  // Luong et al. 2015, section 3; all scores of a row at once (materialised). There is no 1/√d.
//: if score == 1
  const Matrix q = project(Q, w_a);  // general: k · (W_a q)
//: elif score == 2
  const Matrix q = project(Q, w_1), k = project(K, w_2);  // concat: v_a · tanh(W_1 q + W_2 k)
//: end
  Matrix output = zeros(S, d_v);
  Matrix attentional;
  for (int i = 0; i < S; ++i) {
//: if locality == 1
    const int centre = i;  // local-m: every query looks around its own position
//: elif locality == 2
    double prediction = 0;  // local-p, eq. 9: p = S · sigmoid(v_p · tanh(W_p q))
    for (int c = 0; c < d_k; ++c) prediction += v_p[0][c] * std::tanh(dot(w_p[c], Q[i]));
    const double centre = S * sigmoid(prediction);
//: end
    Row scores(S, hidden);
    for (int j = 0; j < S; ++j) {
//: if locality == 0
      if (!visible(i, j)) continue;
//: else
      if (!visible(i, j) || std::abs(j - std::floor(centre)) > half_width) continue;
//: end
//: if score == 0
      scores[j] = dot(Q[i], K[j]);
//: elif score == 1
      scores[j] = dot(q[i], K[j]);
//: else
      scores[j] = 0;
      for (int c = 0; c < d_k; ++c) scores[j] += v_a[0][c] * std::tanh(q[i][c] + k[j][c]);
//: end
    }
//: if locality == 2
    Row weights = softmax(scores);
    const double sigma = half_width / 2.0;  // eq. 10
    for (int j = 0; j < S; ++j) weights[j] *= std::exp(-(j - centre) * (j - centre) / (2 * sigma * sigma));
//: else
    const Row weights = softmax(scores);
//: end
    for (int j = 0; j < S; ++j) add(output[i], weights[j], V[j]);
    Row both = output[i];  // eq. 5: tanh(W_c [c; q]), the context first
    both.insert(both.end(), Q[i].begin(), Q[i].end());
    attentional.emplace_back();
    for (const Row& w : w_c) attentional[i].push_back(std::tanh(dot(w, both)));
  }
//: expect output = output
//: expect attentional = attn_h
