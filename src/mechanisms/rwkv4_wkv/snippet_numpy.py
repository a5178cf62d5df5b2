# Peng et al. 2023, section "WKV operator"; parallel form. Every channel has scores of its own.
t, i = np.indices((S, S))
age = (t - 1 - i)[:, :, None]  # of token i at output t; the token before has age 0
scores = np.where(age < 0, bonus + K[None], K[None] - age * decay_rate)  # [S, S, C]
weights = softmax(scores, visible[:, :, None], axis=1)
output = np.einsum("tic,ic->tc", weights, V)  # [S, C]
