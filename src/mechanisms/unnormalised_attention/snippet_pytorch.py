# Katharopoulos et al. 2020, section 3.2, with φ(x) = x and without the denominator.
#: if masked
weights = Q @ K.T * visible  # [S, S]
output = weights @ V
#: else
output = Q @ (K.T @ V)  # the state KᵀV is [d_k, d_v]
#: end
