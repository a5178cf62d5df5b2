# Sun et al. 2023 (RetNet), section 2.2, eq. 8, in the order of the released code.
#: if eps != 0
#: if form_parallel
# The parallel form divides plain retention by √c_t r_t, which a norm with ε > 0 does not quite take out.
#: elif form_recurrent
# The recurrent form divides plain retention by √c_t, which a norm with ε > 0 does not quite take out.
#: else
# The chunkwise form divides plain retention by √c_i max(r_t, g), i counted inside the chunk, which a norm with
# ε > 0 does not quite take out.
#: end
#: end
d = w_q.shape[0] // heads  # width of one head's keys
theta = 10000.0 ** -torch.linspace(0, 1, d // 2)
position = torch.arange(S)
age = (position[:, None] - position).abs()
normed = []
for h, (w_qh, w_kh, w_vh) in enumerate(zip(w_q.chunk(heads), w_k.chunk(heads), w_v.chunk(heads))):
    q = turn_pairs(X @ w_qh.T, theta)
    k = turn_pairs(X @ w_kh.T / d**0.5, theta)
    v = X @ w_vh.T
    gamma = 1 - 2.0 ** (-5 - h)
    weights = q @ k.T * (gamma**age).tril()  # (Q Kᵀ ⊙ D) [S, S]
    y = weights @ v  # plain retention [S, d_v of a head]
#: if eps != 0
#: if form_chunkwise
    c = (gamma ** torch.arange(chunk)).cumsum(0)  # c_i = 1 + γ + … + γ^i
    for first in range(0, S, chunk):
        rows = slice(first, min(first + chunk, S))
        inside = torch.arange(rows.stop - first)  # i
        # What the tokens before have left, R = Σ γ^(first−1−j) k_jᵀ v_j, over c of a whole chunk.
        past = gamma ** (first - 1 - torch.arange(first))
        R = (k[:first] * past[:, None]).T @ v[:first] / c[-1]
        g = R.abs().sum(dim=0).max().clamp(min=1)
        r = weights[rows, rows].abs().sum(dim=1) / c[inside].sqrt()
        y[rows] /= (c[inside].sqrt() * torch.maximum(r.clamp(min=1), g))[:, None]
#: else
    c = (gamma ** torch.arange(S)).cumsum(0)[:, None]  # c_t = 1 + γ + … + γ^t
#: if form_parallel
    r = weights.abs().sum(dim=1, keepdim=True) / c.sqrt()
    y = y / (c.sqrt() * r.clamp(1, 5e4))
#: else
    y = y / c.sqrt()
#: end
#: end
#: end
#: if norm == 1
    y = y - y.mean(dim=1, keepdim=True)  # the paper's group norm
#: end
    root = (y.square().mean(dim=1, keepdim=True) + eps).sqrt()
    normed.append(y / root.masked_fill(root == 0, 1))  # zeros stay zeros
gate = torch.nn.functional.silu(X @ w_g.T)  # swish
output = (gate * torch.cat(normed, dim=1)) @ w_o.T  # [S, d_model]
