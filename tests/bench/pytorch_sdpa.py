"""PyTorch's scaled_dot_product_attention, to stand beside `./dev bench kernels`: one thread, one head of width 64,
float32, the least time of many. Needs PyTorch with a fast BLAS (Debian 13: python3-torch and
libopenblas0-pthread)."""

import os
import time

for library in ("OMP", "OPENBLAS", "MKL"):  # before they are loaded
    os.environ[f"{library}_NUM_THREADS"] = "1"

import torch  # noqa: E402

torch.set_num_threads(1)
WIDTH = 64


def least_seconds(work, patience=2.0):
    work()
    least, end = float("inf"), time.perf_counter() + patience
    while time.perf_counter() < end:
        began = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - began)
    return least


def line(name, work, multiply_adds):
    seconds = least_seconds(work)
    print(f"{name:<56} {1e6 * seconds:12.1f} {multiply_adds / seconds / 1e9:12.2f}")


print(f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}")
print(f"{'least time of, on one thread':<56} {'µs':>12} {'10^9 per s':>12}")
with torch.inference_mode():
    for causal in (True, False):
        for tokens in (128, 512, 1024, 2048):
            q, k, v = (torch.randn(1, 1, tokens, WIDTH) for _ in range(3))
            pairs = tokens * (tokens + 1) / 2 if causal else tokens * tokens
            line(
                f"{'causal' if causal else 'bidirectional'} prefill of {tokens}",
                lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal),
                2 * WIDTH * pairs,
            )
    for tokens in (512, 2048):
        a, b = torch.randn(tokens, WIDTH), torch.randn(WIDTH, tokens)
        line(f"q kᵀ of {tokens}", lambda: a @ b, WIDTH * tokens * tokens)
