# Peng et al. 2023, section "WKV operator"; parallel form. Every channel has scores of its own.
position = torch.arange(S)
age = (position[:, None] - 1 - position)[:, :, None]  # of token i at output t; the token before has age 0
scores = torch.where(age < 0, bonus + K, K - age * decay_rate)  # [S, S, C]
weights = softmax(scores, visible[:, :, None], dim=1)
output = torch.einsum("tic,ic->tc", weights, V)  # [S, C]
