# Peng et al. 2024 (RWKV-5), recurrent form. The receptance r is Q; the decay w and the bonus u have a number a
# channel.
w, u = decay[0][:, None], bonus[0][:, None]  # [d_k, 1]
state = torch.zeros(d_k, d_v)
output = torch.zeros(S, d_v)
for t in range(S):
    new = torch.outer(K[t], V[t])
    output[t] = Q[t] @ (state + u * new)  # read first, with a bonus for the token itself
    state = w * state + new
