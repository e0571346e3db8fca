"""digitpad.ui.recipes.mixture: the shares and the pictures are those of the recipe."""

import time

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitpad.training.recipe import PRESETS, Recipe
from digitpad.ui import theme
from digitpad.ui.recipes.mixture import COLOURS, MixtureBar, PreviewView

MIXED = Recipe(examples=8_000, hands=4_000, non_digits=2_000, samples=2_000)
WITH_SET = Recipe(examples=8_000, data_set="mine", pictures=8_000)


def pixel(widget: QWidget, share: float) -> QColor:
    picture = widget.grab().toImage()
    return picture.pixelColor(int(share * picture.width()), picture.height() // 2)


def test_the_bar_is_divided_as_the_data_are(qtbot: QtBot) -> None:
    bar = MixtureBar()
    qtbot.addWidget(bar)
    bar.resize(200, 8)
    bar.show_shares(MIXED.shares)
    palette = bar.palette()
    assert pixel(bar, 0.45) == theme.accent(palette)
    assert pixel(bar, 0.70) == theme.second(palette)
    assert pixel(bar, 0.80) == theme.other(palette)
    assert pixel(bar, 0.95) == theme.series(2)(palette)
    assert len({colour(palette).name() for colour in COLOURS.values()}) == 5
    assert "synthetic digits 25%, not digits 12%, own samples 12%" in bar.accessibleDescription()


@pytest.fixture
def view(qtbot: QtBot) -> PreviewView:
    made = PreviewView()
    qtbot.addWidget(made)
    made.resize(300, 100)
    return made


def shown(view: PreviewView) -> bytes:
    return np.array([picture.image for picture in view.pictures]).tobytes()


def test_sixteen_pictures_come_one_by_one(view: PreviewView, qtbot: QtBot) -> None:
    view.show_recipe(MIXED)
    assert not view.pictures  # nobody sees them yet
    view.show()
    qtbot.waitUntil(lambda: len(view.pictures) == 16)
    qtbot.waitUntil(lambda: not view._timer.isActive())
    kinds = [picture.kind for picture in view.pictures]
    assert kinds == ["mnist"] * 8 + ["hands"] * 4 + ["non_digits"] * 2 + ["samples"] * 2
    assert pixel(view, 0.06).lightness() < 255


def test_more_shows_others_and_so_does_another_recipe(view: PreviewView, qtbot: QtBot) -> None:
    view.show()
    seen = set()
    for recipe in (PRESETS["mnist_mlp"], None, PRESETS["quick"]):
        if recipe:
            view.show_recipe(recipe)
        else:
            view.show_more()
        qtbot.waitUntil(lambda: not view._timer.isActive())
        seen.add(shown(view))
    assert len(seen) == 3
    view.show_recipe(PRESETS["quick"])  # the same again: nothing to do
    assert not view._timer.isActive()


def test_a_data_sets_pictures_come_once_they_are_read(view: PreviewView, qtbot: QtBot) -> None:
    view.show()
    view.show_recipe(WITH_SET)
    qtbot.waitUntil(lambda: len(view.pictures) == 16 and not view._timer.isActive())
    assert [picture.kind for picture in view.pictures] == ["mnist"] * 8 + ["pictures"] * 8
    assert not any(picture.image.any() for picture in view.pictures[8:])
    own = np.zeros((3, 28, 28), np.uint8)
    own[:, 5:9, 5:9] = 255
    view.show_data_set(own)
    qtbot.waitUntil(lambda: not view._timer.isActive())
    assert all(np.array_equal(one.image, own[0] / np.float32(255)) for one in view.pictures[8:])


def test_the_pictures_are_as_large_as_there_is_room(view: PreviewView, qtbot: QtBot) -> None:
    view.show()
    heights = []
    for width in (200, 300, 900):
        view.resize(width, view.height())
        heights.append(view.height())
    assert heights == sorted(heights)
    assert heights[-1] < 130


def test_no_picture_keeps_the_window_waiting(view: PreviewView, qtbot: QtBot) -> None:
    view.show_recipe(PRESETS["shipped"])
    view.show()
    times = []
    for _ in range(16):
        start = time.perf_counter()
        view._make_one()
        times.append(time.perf_counter() - start)
    assert np.median(times) < 0.01  # one millisecond where nothing else goes on
