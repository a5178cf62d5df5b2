# Katharopoulos et al. 2020, section 3.2; parallel form.
def phi(x):
    """elu(x) + 1, all digits of which are kept"""
    return torch.where(x > 0, x + 1, x.clamp(max=0).exp())


scores = phi(Q) @ phi(K).T * visible  # φ(q_i) · φ(k_j) [S, S]
total = scores.sum(dim=1, keepdim=True) + eps
#: if empty_rows
total[total == 0] = 1  # a query that sees no key gives zeros
#: end
output = scores @ V / total
