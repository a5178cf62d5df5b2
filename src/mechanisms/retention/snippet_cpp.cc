  // Sun et al. 2023 (RetNet), section 2, eq. 5 to 8; parallel form: o = (Q Kᵀ ⊙ D) V, D_ij = γ^(i−j).
  const double gamma = 1 - std::exp2(-5 - head);  // γ_h of head h, eq. 8
//: if rotation == 1
  const Matrix q = turn_pairs(Q, rope(d_k));
  const Matrix k = turn_pairs(K, rope(d_k));
//: elif rotation == 2
  const Matrix q = turn_halves(Q, rope(d_k));  // pairs i and i + d/2
  const Matrix k = turn_halves(K, rope(d_k));
//: elif rotation == 3
  const Matrix q = turn_pairs(Q, retnet_angles(d_k));
  const Matrix k = turn_pairs(K, retnet_angles(d_k));
//: else
  const Matrix &q = Q, &k = K;
//: end
//: if scaled
  const double scale = 1 / std::sqrt(d_k);
//: else
  const double scale = 1;
//: end
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    for (int j = 0; j <= i; ++j) {
      if (visible(i, j)) add(output[i], scale * dot(q[i], k[j]) * std::pow(gamma, i - j), V[j]);
    }
  }
