  // Vaswani et al. 2017, section 3.1: layers of attention, each added to what it reads. No norms, no biases.
  struct Weights {
    const Matrix &w_q, &w_k, &w_v, &w_o;
  };
  const std::vector<Weights> weights_of = {
      {w_q1, w_k1, w_v1, w_o1},
//: if layers >= 2
      {w_q2, w_k2, w_v2, w_o2},
//: end
//: if layers >= 3
      {w_q3, w_k3, w_v3, w_o3},
//: end
//: if layers >= 4
      {w_q4, w_k4, w_v4, w_o4},
//: end
  };
//: if given
  const auto put = [&](Matrix& rows, const char* letter, std::size_t number, int h) {
    const auto found = given.find(letter + ("_" + std::to_string(number + 1) + "_" + std::to_string(h)));
    if (found != given.end()) std::copy(found->second.begin(), found->second.end(), rows.begin());
  };
//: end
  const int d = d_k / heads;  // width of one head
//: if positions == 2
//: if heads == 3
  const Row slopes = {1.0 / 16, 1.0 / 256, 1.0 / 4};  // ALiBi (Press et al. 2021): of 2 heads, the first of 4
//: else
  Row slopes;  // ALiBi (Press et al. 2021)
  for (int h = 0; h < heads; ++h) slopes.push_back(std::exp2(-8.0 * (h + 1) / heads));
//: end
//: end
  Matrix output = X;
//: if given
  for (std::size_t number = 0; number < weights_of.size(); ++number) {
    const Weights& w = weights_of[number];
//: else
  for (const Weights& w : weights_of) {
//: end
    Matrix side_by_side = zeros(S, d_k);
    for (int h = 0; h < heads; ++h) {
      const int g = h / (heads / kv_heads);  // neighbouring heads share keys and values
      Matrix q = project(output, slice(w.w_q, h * d, d)), k = project(output, slice(w.w_k, g * d, d));
      Matrix v = project(output, slice(w.w_v, g * d, d));
//: if given
      put(q, "q", number, h);
      put(k, "k", number, g);
      put(v, "v", number, g);
//: end
//: if positions == 1
      q = turn_pairs(q, rope(d));
      k = turn_pairs(k, rope(d));
//: end
      for (int i = 0; i < S; ++i) {
        Row scores(S, hidden);
        for (int j = 0; j < S; ++j) {
          if (!visible(i, j)) continue;
//: if scaled
          scores[j] = dot(q[i], k[j]) / std::sqrt(d);
//: else
          scores[j] = dot(q[i], k[j]);
//: end
//: if positions == 2
          scores[j] -= slopes[h] * std::abs(i - j);
//: end
        }
        const Row weights = softmax(scores);
        for (int j = 0; j < S; ++j) {
          for (int c = 0; c < d; ++c) side_by_side[i][h * d + c] += weights[j] * v[j][c];
        }
      }
    }
    const Matrix added = project(side_by_side, w.w_o);
    for (int i = 0; i < S; ++i) add(output[i], 1, added[i]);
  }
