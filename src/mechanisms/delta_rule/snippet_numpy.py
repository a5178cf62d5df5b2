# Schlag et al. 2021; Yang et al. 2024; recurrent form.
#: if scaled
Q = Q / np.sqrt(d_k)
#: end
state = np.zeros((d_k, d_v))
output = np.zeros((S, d_v))
for t in range(S):
    predicted = K[t] @ state  # what the state answers to the key
    state = state + beta[t] * np.outer(K[t], V[t] - predicted)
    output[t] = Q[t] @ state
