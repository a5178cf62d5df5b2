# Vaswani et al. 2017, section 3.2.1, eq. 1; all scores at once (materialised).
#: if encoding == 1
theta = 10000.0 ** (-2 * torch.arange(d_k // 2) / d_k)  # RoPE (Su et al. 2021)
Q, K = turn_pairs(Q, theta), turn_pairs(K, theta)
#: elif encoding == 2
theta = 10000.0 ** (-2 * torch.arange(d_k // 2) / d_k)  # RoPE (Su et al. 2021), pairs i and i + d/2
Q, K = turn_halves(Q, theta), turn_halves(K, theta)
#: elif encoding == 3
pair = torch.arange(d_k // 2)
theta = 10000.0 ** (-2 * pair / d_k)  # xPos (Sun et al. 2022): RoPE, and
zeta = (2 * pair / d_k + 0.4) / 1.4
gain = (zeta ** (torch.arange(S)[:, None] / 512)).repeat_interleave(2, dim=1)  # queries grow as keys shrink
Q, K = turn_pairs(Q, theta) * gain, turn_pairs(K, theta) / gain
#: end
#: if scaled
scores = Q @ K.T / d_k**0.5  # [S, S], row i: query i
#: else
scores = Q @ K.T  # [S, S], row i: query i
#: end
#: if biased
scores = scores + bias
#: end
#: if encoding == 4
position = torch.arange(S)
distance = (position[:, None] - position).abs()
scores = scores - 2.0 ** -(head + 1) * distance  # ALiBi (Press et al. 2021), the slope of one of 8 heads
#: end
weights = softmax(scores, visible)  # [S, S]
output = weights @ V  # [S, d_v]
