"""digitpad.training.unfold: the Dense layer answers as the convolution does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.training.unfold import unfold


@given(
    st.integers(1, 12).flatmap(
        lambda side: st.tuples(st.just(side), st.integers(1, side), st.integers(1, 4))
    ),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(0, 2**32 - 1),
)
def test_it_is_the_convolution_written_out(
    shape: tuple[int, int, int], channels: int, maps: int, seed: int
) -> None:
    (side, k, stride), random = shape, np.random.default_rng(seed)
    kernel = random.standard_normal((k, k, channels, maps)).astype(np.float32)
    image = random.standard_normal((side, side, channels)).astype(np.float32)
    out = (side - k) // stride + 1
    # The definition: each output is the kernel's product with the part of the image under it.
    expected = np.zeros((out, out, maps))
    for row in range(out):
        for column in range(out):
            top, left = row * stride, column * stride
            part = image[top : top + k, left : left + k]
            expected[row, column] = np.tensordot(part, kernel, 3)
    answer = image.ravel() @ unfold(kernel, side, stride)
    assert np.allclose(answer, expected.ravel(), atol=1e-4)
