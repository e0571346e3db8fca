"""digitpad.training.preview: the pictures shown before a run are those that it would learn from."""

import dataclasses
import time
from collections import Counter

import numpy as np
import pytest

from digitpad.training.preview import preview
from digitpad.training.recipe import PRESETS, Recipe
from tests.tools import keep_samples

MIXED = Recipe(examples=10_000, hands=5_000, non_digits=5_000, deformation=1.0)


def test_the_pictures_are_mixed_as_the_recipe_says() -> None:
    for turn in range(5):
        kinds = Counter(picture.kind for picture in preview(MIXED, turn))
        assert kinds == {"mnist": 8, "hands": 4, "non_digits": 4}
    assert {picture.kind for picture in preview(Recipe())} == {"mnist"}
    drawn = Recipe(examples=0, hands=1_000)
    assert {picture.kind for picture in preview(drawn)} == {"hands"}


def test_own_samples_are_shown_as_they_are_varied_once_there_are_some() -> None:
    recipe = Recipe(examples=8_000, samples=8_000)
    empty = [image for kind, image in preview(recipe) if kind == "samples"]
    assert len(empty) == 8
    assert not np.any(empty)
    keep_samples(2)
    shown = [image.tobytes() for kind, image in preview(recipe) if kind == "samples"]
    assert len(set(shown)) == 8
    assert shown == [image.tobytes() for kind, image in preview(recipe) if kind == "samples"]
    keep_samples(10)
    assert shown != [image.tobytes() for kind, image in preview(recipe) if kind == "samples"]


def test_a_data_sets_pictures_are_bent_as_the_others() -> None:
    recipe = Recipe(examples=8_000, data_set="mine", pictures=8_000)
    own = np.zeros((2, 28, 28), np.uint8)
    own[0, 4:24, 12:16], own[1, 12:16, 4:24] = 255, 255
    shown = [image for kind, image in preview(recipe, pictures=own) if kind == "pictures"]
    assert len(shown) == 8
    assert {image.tobytes() for image in shown} == {
        (image / np.float32(255)).tobytes() for image in own
    }
    bent = dataclasses.replace(recipe, deformation=1.0)
    assert len({image.tobytes() for _, image in preview(bent, pictures=own)}) == 16
    assert not any(image.any() for kind, image in preview(recipe) if kind == "pictures")


def test_each_picture_is_an_input_with_ink() -> None:
    for _, image in preview(MIXED):
        assert image.shape == (28, 28)
        assert image.dtype == np.float32
        assert 0 <= image.min() < 0.1
        assert 0.5 < image.max() <= 1


def test_few_training_images_are_all_that_is_shown() -> None:
    images = {image.tobytes() for _, image in preview(Recipe(examples=1, batch_size=1))}
    assert len(images) == 1


def test_the_same_digits_are_shown_bent_more_and_less() -> None:
    straight = dataclasses.replace(MIXED, deformation=0.0)
    changes = []
    for strength in (0.2, 1.0):
        bent = preview(dataclasses.replace(MIXED, deformation=strength))
        pairs = zip(preview(straight), bent, strict=True)
        changes.append(np.mean([np.abs(a.image - b.image).mean() for a, b in pairs]))
    assert 0 < changes[0] < changes[1]
    sharp = preview(dataclasses.replace(MIXED, undeformed=1.0))
    for a, b in zip(preview(straight), sharp, strict=True):
        assert np.array_equal(a.image, b.image)


def test_another_turn_and_another_seed_show_others() -> None:
    first = [picture.image.tobytes() for picture in preview(MIXED)]
    assert first == [picture.image.tobytes() for picture in preview(MIXED)]
    for other in (preview(MIXED, 1), preview(dataclasses.replace(MIXED, seed=1))):
        assert not {picture.image.tobytes() for picture in other} & set(first)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preview_of_a_preset_is_quick(name: str) -> None:
    list(preview(PRESETS[name]))  # MNIST is read at the first one
    start = time.perf_counter()
    assert len(list(preview(PRESETS[name]))) == 16
    assert time.perf_counter() - start < 0.5  # 16 ms where nothing else goes on
