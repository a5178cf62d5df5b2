# Vaswani et al. 2017, section 3.1: layers of attention, each added to what it reads. No norms, no biases.
def split(x, heads):
    """[S, heads · d] → [heads, S, d]"""
    return x.reshape(S, heads, -1).transpose(0, 1)


d = X.shape[1] // heads  # width of one head
weights_of = [
    (w_q1, w_k1, w_v1, w_o1),
#: if layers >= 2
    (w_q2, w_k2, w_v2, w_o2),
#: end
#: if layers >= 3
    (w_q3, w_k3, w_v3, w_o3),
#: end
#: if layers >= 4
    (w_q4, w_k4, w_v4, w_o4),
#: end
]
#: if positions == 1
theta = 10000.0 ** (-2 * torch.arange(d // 2) / d)  # RoPE (Su et al. 2021)
#: elif positions == 2
#: if heads == 3
slopes = 2.0 ** torch.tensor([-4, -8, -2])  # ALiBi (Press et al. 2021): of 2 heads, then the first of 4
#: else
slopes = 2.0 ** (-8 * (torch.arange(heads) + 1) / heads)  # ALiBi (Press et al. 2021)
#: end
position = torch.arange(S)
distance = (position[:, None] - position).abs()
#: end
output = X
#: if given
for number, (w_q, w_k, w_v, w_o) in enumerate(weights_of, start=1):
#: else
for w_q, w_k, w_v, w_o in weights_of:
#: end
    q = split(output @ w_q.T, heads)  # [H, S, d]
    k = split(output @ w_k[: kv_heads * d].T, kv_heads)  # [H_kv, S, d]
    v = split(output @ w_v[: kv_heads * d].T, kv_heads)
#: if given
    for letter, x in {"q": q, "k": k, "v": v}.items():
        for h in range(len(x)):
            rows = given.get(f"{letter}_{number}_{h}")
            if rows is not None:
                x[h, : len(rows)] = rows
#: end
#: if positions == 1
    q = torch.stack([turn_pairs(one, theta) for one in q])
    k = torch.stack([turn_pairs(one, theta) for one in k])
#: end
    k, v = (x.repeat_interleave(heads // kv_heads, dim=0) for x in (k, v))  # neighbouring heads share
    scores = q @ k.mT  # [H, S, S]
#: if scaled
    scores = scores / d**0.5
#: end
#: if positions == 2
    scores = scores - slopes[:, None, None] * distance
#: end
    heads_out = softmax(scores, visible) @ v
    output = output + heads_out.transpose(0, 1).reshape(S, -1) @ w_o.T
