# Dao 2023 (FlashAttention-2), section 3.1.2; dout is dO, the gradient of a loss by the output.
#: if empty_rows
# Autograd would make NaN of a query that sees no key, so the gradients are written out.
#: if scaled
scale = d_k**-0.5
#: else
scale = 1
#: end
weights = softmax(scale * Q @ K.T, visible)  # p [S, S]
output = weights @ V  # o [S, d_v]
D = (dout * output).sum(dim=1, keepdim=True)  # D_i = dO_i · o_i
d_scores = weights * (dout @ V.T - D)  # dS_ij = p_ij (dO_i · v_j − D_i)
dQ = scale * d_scores @ K
dK = scale * d_scores.T @ Q  # over the queries that look at a key
dV = weights.T @ dout
#: else
for x in (Q, K, V):
    x.requires_grad_()
#: if scaled
weights = softmax(Q @ K.T / d_k**0.5, visible)  # [S, S]
#: else
weights = softmax(Q @ K.T, visible)  # [S, S]
#: end
output = weights @ V  # [S, d_v]
output.backward(dout)  # autograd finds dQ, dK and dV
output, dQ, dK, dV = output.detach(), Q.grad, K.grad, V.grad
#: end
#: expect output = output
#: expect dQ = d_q of dout V K
#: expect dK = d_k of dout V Q
#: expect dV = d_v of dout
