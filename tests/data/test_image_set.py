"""digitpad.data.image_set: two parts, and how many pictures they are."""

import numpy as np

from tests.data.tools import digits


def test_a_set_knows_its_parts_and_how_many_pictures_they_have() -> None:
    some = digits(12, 5)
    assert some.count == 17
    for part in ("train", "test"):
        images, labels = some.part(part)
        assert np.array_equal(images, getattr(some, f"x_{part}"))
        assert np.array_equal(labels, getattr(some, f"y_{part}"))
