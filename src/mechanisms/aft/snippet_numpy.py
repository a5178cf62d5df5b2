# Zhai et al. 2021, eq. 2; parallel form. Every channel has scores of its own.
#: if biased
scores = K[None] + bias[:, :, None]  # k_s + w_ts [S, S, d]: output t, token s, channel
#: else
scores = np.repeat(K[None], S, axis=0)  # k_s [S, S, d]: output t, token s, channel
#: end
weights = softmax(scores, visible[:, :, None], axis=1)
output = sigmoid(Q) * np.einsum("tsc,sc->tc", weights, V)  # [S, d]
