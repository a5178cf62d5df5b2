# Peng et al. 2023, section "Time mixing"; parallel form.
before = torch.nn.functional.pad(X, (0, 0, 1, -1))  # x_{t−1}, and 0 before the first
k = (mix_k * X + (1 - mix_k) * before) @ w_k.T  # [S, C]
v = (mix_v * X + (1 - mix_v) * before) @ w_v.T
r = torch.sigmoid((mix_r * X + (1 - mix_r) * before) @ w_r.T)

position = torch.arange(S)
age = (position[:, None] - 1 - position)[:, :, None]  # of token i at output t; the token before has age 0
scores = torch.where(age < 0, bonus + k, k - age * decay_rate)  # [S, S, C]
weights = softmax(scores, visible[:, :, None], dim=1)
wkv = torch.einsum("tic,ic->tc", weights, v)
output = (r * wkv) @ w_o.T  # [S, C]
