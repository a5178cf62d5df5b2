# Peng et al. 2023, section "Time mixing"; parallel form.
before = np.vstack([np.zeros_like(X[:1]), X[:-1]])  # x_{t−1}, and 0 before the first
k = (mix_k * X + (1 - mix_k) * before) @ w_k.T  # [S, C]
v = (mix_v * X + (1 - mix_v) * before) @ w_v.T
r = sigmoid((mix_r * X + (1 - mix_r) * before) @ w_r.T)

t, i = np.indices((S, S))
age = (t - 1 - i)[:, :, None]  # of token i at output t; the token before has age 0
scores = np.where(age < 0, bonus + k[None], k[None] - age * decay_rate)  # [S, S, C]
weights = softmax(scores, visible[:, :, None], axis=1)
wkv = np.einsum("tic,ic->tc", weights, v)
output = (r * wkv) @ w_o.T  # [S, C]
