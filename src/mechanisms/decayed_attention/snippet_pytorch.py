# Sun et al. 2023 (RetNet), eq. 5, without its scale; parallel form: o = (Q Kᵀ ⊙ D) V.
#: if rotation == 1
theta = 10000.0 ** (-2 * torch.arange(d_k // 2) / d_k)  # RoPE (Su et al. 2021)
Q, K = turn_pairs(Q, theta), turn_pairs(K, theta)
#: elif rotation == 2
theta = 10000.0 ** (-2 * torch.arange(d_k // 2) / d_k)  # RoPE (Su et al. 2021), pairs i and i + d/2
Q, K = turn_halves(Q, theta), turn_halves(K, theta)
#: elif rotation == 3
theta = 10000.0 ** -torch.linspace(0, 1, d_k // 2)  # RetNet's angles, both ends included
Q, K = turn_pairs(Q, theta), turn_pairs(K, theta)
#: end
position = torch.arange(S)
age = (position[:, None] - position).abs()
D = (float(gamma) ** age).tril()  # D_ij = γ^(i−j), 0⁰ = 1
weights = Q @ K.T * D * visible  # [S, S]
output = weights @ V  # [S, d_v]
