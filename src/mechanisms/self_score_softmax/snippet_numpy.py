# A softmax whose query is the key's own: s_j = σ (q_j · k_j). Parallel form.
#: if scaled
score = (Q * K).sum(axis=1) / np.sqrt(d_k)  # [S], one a token
#: else
score = (Q * K).sum(axis=1)  # [S], one a token
#: end
scores = np.tile(score, (S, 1))  # the same row for every output
#: if lambda == 0
visible = visible & np.eye(S, dtype=bool)  # λ = 0 keeps the present token only
#: elif lambda != 1
i, j = np.indices((S, S))
scores = scores + (i - j) * np.log(lambda_)  # each further token leaves λ of a weight
#: end
weights = softmax(scores, visible)
output = weights @ V
