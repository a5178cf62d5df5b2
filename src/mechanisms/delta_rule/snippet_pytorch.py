# Schlag et al. 2021; Yang et al. 2024; recurrent form.
#: if scaled
Q = Q / d_k**0.5
#: end
state = torch.zeros(d_k, d_v)
output = torch.zeros(S, d_v)
for t in range(S):
    predicted = K[t] @ state  # what the state answers to the key
    state = state + beta[t] * torch.outer(K[t], V[t] - predicted)
    output[t] = Q[t] @ state
