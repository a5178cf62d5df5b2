#: section begin
# {{title}}: {{equation}}
# {{count}}: {{tokens}}
# Lookback computed the expected numbers, in its form “{{form}}”. This state of it:
# {{link}}
import numpy as np


#: section part softmax
def softmax(scores, visible, axis=-1):
    """exp(s) / Σ exp(s) over what is visible; taking the largest from all changes nothing, and exp stays ≤ 1."""
    scores = np.where(visible, scores, -np.inf)
    largest = scores.max(axis=axis, keepdims=True)
#: if empty_rows
    largest = np.where(np.isinf(largest), 0, largest)  # a query that sees no key
#: end
    terms = np.exp(scores - largest)
    total = terms.sum(axis=axis, keepdims=True)
#: if empty_rows
    total = np.where(total == 0, 1, total)  # has weights of zero
#: end
    return terms / total


#: section part sigmoid
def sigmoid(x):
    """1 / (1 + exp(−x)), where exp does not overflow"""
    return np.exp(-np.logaddexp(0, -x))


#: section part turn_pairs
def turn_pairs(x, theta):
    """Channels 2i and 2i+1 of the row at position t turn by the angle t·θ_i."""
    angle = np.arange(len(x))[:, None] * theta
    a, b = x[:, 0::2], x[:, 1::2]
    turned = np.empty_like(x)
    turned[:, 0::2] = a * np.cos(angle) - b * np.sin(angle)
    turned[:, 1::2] = a * np.sin(angle) + b * np.cos(angle)
    return turned


#: section part turn_halves
def turn_halves(x, theta):
    """Channels i and i + d/2 of the row at position t turn by the angle t·θ_i."""
    angle = np.arange(len(x))[:, None] * theta
    a, b = np.split(x, 2, axis=1)
    return np.hstack([a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)])


#: section part check
def check(name, got, expected, tolerance):
    assert got.shape == expected.shape, f"{name} has the shape {got.shape}, not {expected.shape}"
    difference = np.abs(got - expected).max()
    print(f"{name}: largest difference {difference:.2g}, tolerated {tolerance:.2g}")
    assert difference <= tolerance, f"{name} is not what was expected"


#: section end
print("ok: {{title}}, {{count}}, as Lookback computed it")
