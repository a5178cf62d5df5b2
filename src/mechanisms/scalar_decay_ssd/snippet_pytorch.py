# Dao and Gu 2024 (Mamba-2), listing 1, with q = C, k = B, v = X; parallel form: o = (Q Kᵀ ⊙ L) V.
L = torch.tensor([[decay[j + 1 : i + 1].prod() for j in range(S)] for i in range(S)]).tril()  # a_i … a_{j+1}
weights = Q @ K.T * L * visible  # [S, S]
output = weights @ V  # [S, d_v]
