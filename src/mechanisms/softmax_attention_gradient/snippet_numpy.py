# Dao 2023 (FlashAttention-2), section 3.1.2; dout is dO, the gradient of a loss by the output.
#: if scaled
scale = 1 / np.sqrt(d_k)
#: else
scale = 1
#: end
weights = softmax(scale * Q @ K.T, visible)  # p [S, S]
output = weights @ V  # o [S, d_v]
D = (dout * output).sum(axis=1, keepdims=True)  # D_i = dO_i · o_i
d_scores = weights * (dout @ V.T - D)  # dS_ij = p_ij (dO_i · v_j − D_i)
dQ = scale * d_scores @ K
dK = scale * d_scores.T @ Q  # over the queries that look at a key
dV = weights.T @ dout
#: expect output = output
#: expect dQ = d_q of dout V K
#: expect dK = d_k of dout V Q
#: expect dV = d_v of dout
