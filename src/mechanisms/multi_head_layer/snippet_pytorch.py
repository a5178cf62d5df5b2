# Vaswani et al. 2017, section 3.2.2; all tokens at once (materialised).
def split(x, heads):
    """[S, heads · d] → [heads, S, d]"""
    return x.reshape(S, heads, -1).transpose(0, 1)


d = w_q.shape[0] // heads  # widths of one head
e = w_v.shape[0] // heads
q = split(X @ w_q.T, heads)  # [H, S, d]
k = split(X @ w_k[: kv_heads * d].T, kv_heads)  # [H_kv, S, d]
v = split(X @ w_v[: kv_heads * e].T, kv_heads)
k, v = (x.repeat_interleave(heads // kv_heads, dim=0) for x in (k, v))  # neighbouring heads share
#: if scaled
weights = softmax(q @ k.mT / d**0.5, visible)  # [H, S, S]
#: else
weights = softmax(q @ k.mT, visible)  # [H, S, S]
#: end
side_by_side = (weights @ v).transpose(0, 1).reshape(S, -1)  # [S, H · d]
output = side_by_side @ w_o.T
