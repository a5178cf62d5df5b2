# Bahdanau et al. 2014, section 3.1 and appendix A.1.2; every query and key projected once.
q = Q @ w_q.T  # W_q q_i [S, d_a]
k = K @ w_k.T  # W_k k_j [S, d_a]
scores = torch.tanh(q[:, None] + k) @ w_v[0]  # s_ij = w_v · tanh(W_q q_i + W_k k_j) [S, S]
weights = softmax(scores, visible)
output = weights @ V
