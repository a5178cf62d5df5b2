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
d = w_q.shape[0] // heads  # widths of one head
e = w_v.shape[0] // heads
theta = 10000.0 ** -np.linspace(0, 1, d // 2)
i, j = np.indices((S, S))
normed = []
for h in range(heads):
    q = turn_pairs(X @ w_q[h * d : (h + 1) * d].T, theta)
    k = turn_pairs(X @ w_k[h * d : (h + 1) * d].T / np.sqrt(d), theta)
    v = X @ w_v[h * e : (h + 1) * e].T
    gamma = 1 - 2.0 ** (-5 - h)
    weights = q @ k.T * np.tril(gamma ** abs(i - j))  # (Q Kᵀ ⊙ D) [S, S]
    y = weights @ v  # plain retention [S, d_v of a head]
#: if eps != 0
#: if form_chunkwise
    c = np.cumsum(gamma ** np.arange(chunk))  # c_i = 1 + γ + … + γ^i
    for first in range(0, S, chunk):
        rows = slice(first, min(first + chunk, S))
        inside = np.arange(rows.stop - first)  # i
        # What the tokens before have left, R = Σ γ^(first−1−j) k_jᵀ v_j, over c of a whole chunk.
        past = gamma ** np.arange(first - 1, -1, -1.0)
        R = (k[:first] * past[:, None]).T @ v[:first] / c[-1]
        g = max(1, abs(R).sum(axis=0).max())
        r = abs(weights[rows, rows]).sum(axis=1) / np.sqrt(c[inside])
        y[rows] /= (np.sqrt(c[inside]) * np.maximum(np.maximum(r, 1), g))[:, None]
#: else
    c = np.cumsum(gamma ** np.arange(S))[:, None]  # c_t = 1 + γ + … + γ^t
#: if form_parallel
    r = abs(weights).sum(axis=1, keepdims=True) / np.sqrt(c)
    y = y / (np.sqrt(c) * np.clip(r, 1, 5e4))
#: else
    y = y / np.sqrt(c)
#: end
#: end
#: end
#: if norm == 1
    y = y - y.mean(axis=1, keepdims=True)  # the paper's group norm
#: end
    root = np.sqrt((y**2).mean(axis=1, keepdims=True) + eps)
    normed.append(y / np.where(root == 0, 1, root))  # zeros stay zeros
gate = X @ w_g.T
gate = gate * sigmoid(gate)  # swish
output = (gate * np.hstack(normed)) @ w_o.T  # [S, d_model]
