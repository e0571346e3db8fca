"""Layers with shared weights, written out as the Dense layers that do the same.

A small kernel moved over the picture in strides is a Dense layer most of whose weights are 0 and
the others shared. Learning the kernel instead of the layer is how a dense network is taught that
a stroke is the same stroke everywhere: Simard, Steinkraus and Platt (ICDAR 2003) for the kernels,
d'Ascoli et al., "Finding the Needle in the Haystack with Convolutions" (2019) for the embedding.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def unfold(kernel: Floats, side: int, stride: int) -> Floats:
    """Return the Dense kernel of a convolution without padding.

    ``kernel``: float32 (k, k, channels, maps), as Keras' Conv2D has it. ``side``: of the square
    input, flattened row by row, channels last. Returns float32
    (side * side * channels, out * out * maps), out = (side - k) // stride + 1.
    """
    k, _, channels, maps = kernel.shape
    out = (side - k) // stride + 1
    dense = np.zeros((side, side, channels, out, out, maps), np.float32)
    for row in range(out):
        for column in range(out):
            top, left = row * stride, column * stride
            dense[top : top + k, left : left + k, :, row, column] = kernel
    return dense.reshape(side * side * channels, out * out * maps)
