# A softmax whose query is the key's own: s_j = σ (q_j · k_j). Parallel form.
#: if scaled
score = (Q * K).sum(dim=1) / d_k**0.5  # [S], one a token
#: else
score = (Q * K).sum(dim=1)  # [S], one a token
#: end
scores = score.expand(S, S)  # the same row for every output
#: if lambda == 0
visible = visible & torch.eye(S, dtype=torch.bool)  # λ = 0 keeps the present token only
#: elif lambda != 1
position = torch.arange(S)
age = position[:, None] - position
scores = scores + age * torch.tensor(lambda_).log()  # each further token leaves λ of a weight
#: end
weights = softmax(scores, visible)
output = weights @ V
