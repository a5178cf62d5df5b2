#: section begin
# {{title}}: {{equation}}
# {{count}}: {{tokens}}
# Lookback computed the expected numbers, in its form “{{form}}”. This state of it:
# {{link}}
import torch

torch.set_default_dtype(torch.float64)


#: section part softmax
def softmax(scores, visible, dim=-1):
    """Over what is visible; torch.softmax subtracts the largest by itself."""
    weights = torch.softmax(scores.masked_fill(~visible, -torch.inf), dim)
#: if empty_rows
    return weights.masked_fill(~visible.any(dim, keepdim=True), 0)  # a query that sees no key
#: else
    return weights
#: end


#: section part turn_pairs
def turn_pairs(x, theta):
    """Channels 2i and 2i+1 of the row at position t turn by the angle t·θ_i."""
    angle = torch.arange(len(x))[:, None] * theta
    turned = torch.view_as_complex(x.reshape(len(x), -1, 2)) * torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(turned).flatten(1)


#: section part turn_halves
def turn_halves(x, theta):
    """Channels i and i + d/2 of the row at position t turn by the angle t·θ_i."""
    angle = torch.arange(len(x))[:, None] * theta
    a, b = x.chunk(2, dim=1)
    return torch.cat([a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()], dim=1)


#: section part check
def check(name, got, expected, tolerance):
    assert got.shape == expected.shape, f"{name} has the shape {got.shape}, not {expected.shape}"
    difference = (got - expected).abs().max().item()
    print(f"{name}: largest difference {difference:.2g}, tolerated {tolerance:.2g}")
    assert difference <= tolerance, f"{name} is not what was expected"


#: section end
print("ok: {{title}}, {{count}}, as Lookback computed it")
