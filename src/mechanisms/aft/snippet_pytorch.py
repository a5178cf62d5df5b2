# Zhai et al. 2021, eq. 2; parallel form. Every channel has scores of its own.
#: if biased
scores = K + bias[:, :, None]  # k_s + w_ts [S, S, d]: output t, token s, channel
#: else
scores = K.expand(S, -1, -1)  # k_s [S, S, d]: output t, token s, channel
#: end
weights = softmax(scores, visible[:, :, None], dim=1)
output = torch.sigmoid(Q) * torch.einsum("tsc,sc->tc", weights, V)  # [S, d]
