  // Sun et al. 2023 (RetNet), section 2.2, eq. 8, in the order of the released code.
//: if eps != 0
//: if form_parallel
  // The parallel form divides plain retention by √c_t r_t, which a norm with ε > 0 does not quite take out.
//: elif form_recurrent
  // The recurrent form divides plain retention by √c_t, which a norm with ε > 0 does not quite take out.
//: else
  // The chunkwise form divides plain retention by √c_i max(r_t, g), i counted inside the chunk, which a norm
  // with ε > 0 does not quite take out.
//: end
//: end
  const int d = d_k / heads, e = d_v / heads;  // widths of one head
  Matrix gated = project(X, w_g);
  for (Row& row : gated) {
    for (double& x : row) x *= sigmoid(x);  // swish
  }
  for (int h = 0; h < heads; ++h) {
    const double gamma = 1 - std::exp2(-5 - h);
    const Matrix q = turn_pairs(project(X, slice(w_q, h * d, d)), retnet_angles(d));
    const Matrix k = turn_pairs(project(X, slice(w_k, h * d, d)), retnet_angles(d));
    const Matrix v = project(X, slice(w_v, h * e, e));
    const auto weight = [&](int t, int j) {  // q_t · k_j γ^(t−j)
      return dot(q[t], k[j]) / std::sqrt(d) * std::pow(gamma, t - j);
    };
//: if eps != 0
    const auto c = [&](int t) {  // c_t = 1 + γ + … + γ^t
      double sum = 0;
      for (int m = 0; m <= t; ++m) sum += std::pow(gamma, m);
      return sum;
    };
//: end
    for (int t = 0; t < S; ++t) {
      Row y(e);  // plain retention
      for (int j = 0; j <= t; ++j) add(y, weight(t, j), v[j]);
//: if eps != 0
//: if form_chunkwise
      const int first = t / chunk * chunk;
      const double root_c = std::sqrt(c(t - first));
      double r = 0;
      for (int j = first; j <= t; ++j) r += std::abs(weight(t, j)) / root_c;
      // What the tokens before have left, R = Σ γ^(first−1−j) k_jᵀ v_j, over c of a whole chunk.
      Matrix R = zeros(e, d);  // transposed
      for (int j = 0; j < first; ++j) {
        const double left = std::pow(gamma, first - 1 - j) / std::sqrt(d) / c(chunk - 1);
        for (int b = 0; b < e; ++b) add(R[b], left * v[j][b], k[j]);
      }
      double factor = std::max(1.0, r);
      for (const Row& column : R) {
        double sum = 0;
        for (const double x : column) sum += std::abs(x);
        factor = std::max(factor, sum);
      }
      for (double& x : y) x /= root_c * factor;
//: elif form_parallel
      double r = 0;
      for (int j = 0; j <= t; ++j) r += std::abs(weight(t, j)) / std::sqrt(c(t));
      for (double& x : y) x /= std::sqrt(c(t)) * std::clamp(r, 1.0, 5e4);
//: else
      for (double& x : y) x /= std::sqrt(c(t));
//: end
//: end
//: if norm == 1
      double mean = 0;  // the paper's group norm
      for (const double x : y) mean += x / e;
      for (double& x : y) x -= mean;
//: end
      const double root = std::sqrt(dot(y, y) / e + eps);
      for (int b = 0; b < e; ++b) gated[t][h * e + b] *= root == 0 ? 0 : y[b] / root;
    }
  }
  const Matrix output = project(gated, w_o);
