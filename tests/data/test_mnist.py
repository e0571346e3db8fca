"""digitpad.data.mnist: the bundled file is MNIST, to the byte."""

import hashlib
import struct

import numpy as np
import pytest

from digitpad.data.mnist import first_training_images, load_mnist

#: The published MD5 sums of the four IDX files.
PUBLISHED = {
    "x_train": "6bbc9ace898e44ae57da46a324031adb",
    "y_train": "a25bea736e30d166cdddb491f175f624",
    "x_test": "2646ac647ad5339dbf082846283269ea",
    "y_test": "27ae3e4e09519cfbb04c329615203637",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_array_is_the_published_idx_file(name: str) -> None:
    array = getattr(load_mnist(), name)
    assert array.dtype == np.uint8
    header = struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape)
    assert hashlib.md5(header + array.tobytes()).hexdigest() == PUBLISHED[name]


def test_the_first_images_are_read_without_the_others() -> None:
    assert np.array_equal(first_training_images(100), load_mnist().x_train[:100])
    assert len(first_training_images(0)) == 0
