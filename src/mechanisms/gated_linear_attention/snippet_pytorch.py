# Yang et al. 2023 (gated linear attention), recurrent form.
#: if scaled
Q = Q / d_k**0.5
#: end
state = torch.zeros(d_k, d_v)
output = torch.zeros(S, d_v)
for t in range(S):
    state = gate[t][:, None] * state + torch.outer(K[t], V[t])  # S_t = diag(α_t) S_{t−1} + k_tᵀ v_t
    output[t] = Q[t] @ state
