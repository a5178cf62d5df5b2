  // Sun et al. 2023 (RetNet), eq. 5, without its scale; parallel form: o = (Q Kᵀ ⊙ D) V, D_ij = γ^(i−j).
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
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    for (int j = 0; j <= i; ++j) {
      if (visible(i, j)) add(output[i], dot(q[i], k[j]) * std::pow(gamma, i - j), V[j]);
    }
  }
