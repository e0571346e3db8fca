"""digitpad.training.weight_pictures: weights are seen as they are, small ones too."""

import numpy as np

from digitpad.training.weight_pictures import SIDE, enlarged, shades


def test_each_picture_is_shaded_by_its_own_strongest_weight() -> None:
    weights = np.zeros((3, SIDE, SIDE), np.float32)
    weights[0, 0, :2] = (2, -1)
    weights[1, 0, :2] = (0.001, -0.002)
    pictures = shades(weights)
    assert pictures.dtype == np.uint8
    assert pictures[0, 0, :3].tolist() == [255, 64, 128]
    assert pictures[1, 0, :3].tolist() == [192, 1, 128]
    assert (pictures[2] == 128).all()  # nothing learnt, and nothing divided by it


def test_a_small_patch_is_enlarged_by_whole_pixels_in_the_middle() -> None:
    patch = np.arange(1, 37, dtype=np.float32).reshape(6, 6)
    large = enlarged(patch)
    assert large.shape == (SIDE, SIDE)
    assert np.array_equal(large[2:-2:4, 2:-2:4], patch)
    assert np.array_equal(large[2:6, 2:6], np.full((4, 4), 1))
    assert not large[:2].any()
    assert not large[:, -2:].any()
    whole = np.ones((SIDE, SIDE), np.float32)
    assert np.array_equal(enlarged(whole), whole)
