  // Dao and Gu 2024 (Mamba-2), listing 1, with q = C, k = B, v = X; parallel form: o = (Q Kᵀ ⊙ L) V.
  Matrix output = zeros(S, d_v);
  for (int i = 0; i < S; ++i) {
    double left = 1;  // L_ij = a_i a_{i−1} … a_{j+1}
    for (int j = i; j >= 0; --j) {
      if (visible(i, j)) add(output[i], dot(Q[i], K[j]) * left, V[j]);
      left *= decay[j][0];
    }
  }
