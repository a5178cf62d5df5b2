# Yang et al. 2023 (gated linear attention), recurrent form.
#: if scaled
Q = Q / np.sqrt(d_k)
#: end
state = np.zeros((d_k, d_v))
output = np.zeros((S, d_v))
for t in range(S):
    state = gate[t][:, None] * state + np.outer(K[t], V[t])  # S_t = diag(α_t) S_{t−1} + k_tᵀ v_t
    output[t] = Q[t] @ state
