# Sun et al. 2023 (RetNet), section 2, eq. 5 to 8; parallel form: o = (Q Kᵀ ⊙ D) V.
gamma = 1 - 2.0 ** (-5 - head)  # γ_h of head h, eq. 8
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
#: if scaled
Q = Q / d_k**0.5
#: end
position = torch.arange(S)
age = (position[:, None] - position).abs()
D = (gamma**age).tril()  # D_ij = γ^(i−j)
weights = Q @ K.T * D * visible  # [S, S]
output = weights @ V  # [S, d_v]
