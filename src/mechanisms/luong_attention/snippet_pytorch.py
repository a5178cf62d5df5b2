# Luong et al. 2015, section 3; all scores at once (materialised). There is no 1/√d.
#: if score == 0
scores = Q @ K.T  # dot
#: elif score == 1
scores = Q @ w_a.T @ K.T  # general: k · (W_a q)
#: else
q, k = Q @ w_1.T, K @ w_2.T  # concat: v_a · tanh(W_1 q + W_2 k)
scores = torch.tanh(q[:, None] + k) @ v_a[0]
#: end
#: if locality == 1
centre = torch.arange(S)[:, None]  # local-m: every query looks around its own position
#: elif locality == 2
centre = S * torch.sigmoid(torch.tanh(Q @ w_p.T) @ v_p.T)  # local-p, eq. 9 [S, 1]
#: end
#: if locality != 0
key = torch.arange(S)
visible = visible & ((key - centre.floor()).abs() <= half_width)
#: end
weights = softmax(scores, visible)  # [S, S]
#: if locality == 2
weights = weights * torch.exp(-((key - centre) ** 2) / (2 * (half_width / 2) ** 2))  # eq. 10
#: end
output = weights @ V  # the context [S, d_v]
attentional = torch.tanh(torch.cat([output, Q], dim=1) @ w_c.T)  # eq. 5, the context first
#: expect output = output
#: expect attentional = attn_h
