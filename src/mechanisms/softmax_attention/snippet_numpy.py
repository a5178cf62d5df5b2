# Vaswani et al. 2017, section 3.2.1, eq. 1; all scores at once (materialised).
#: if encoding == 1
theta = 10000.0 ** (-2 * np.arange(d_k // 2) / d_k)  # RoPE (Su et al. 2021)
Q, K = turn_pairs(Q, theta), turn_pairs(K, theta)
#: elif encoding == 2
theta = 10000.0 ** (-2 * np.arange(d_k // 2) / d_k)  # RoPE (Su et al. 2021), pairs i and i + d/2
Q, K = turn_halves(Q, theta), turn_halves(K, theta)
#: elif encoding == 3
pair = np.arange(d_k // 2)
theta = 10000.0 ** (-2 * pair / d_k)  # xPos (Sun et al. 2022): RoPE, and
zeta = (2 * pair / d_k + 0.4) / 1.4
gain = np.repeat(zeta ** (np.arange(S)[:, None] / 512), 2, axis=1)  # queries grow as keys shrink
Q, K = turn_pairs(Q, theta) * gain, turn_pairs(K, theta) / gain
#: end
#: if scaled
scores = Q @ K.T / np.sqrt(d_k)  # [S, S], row i: query i
#: else
scores = Q @ K.T  # [S, S], row i: query i
#: end
#: if biased
scores = scores + bias
#: end
#: if encoding == 4
i, j = np.indices((S, S))
scores = scores - 2.0 ** -(head + 1) * abs(i - j)  # ALiBi (Press et al. 2021), the slope of one of 8 heads
#: end
weights = softmax(scores, visible)  # [S, S]
output = weights @ V  # [S, d_v]
