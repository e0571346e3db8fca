"""digitpad.ui.samples.sample_thumbnail: small pictures drawn from strokes."""

import json

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from digitpad.data.samples import Sample
from digitpad.ui import theme
from digitpad.ui.samples.sample_thumbnail import Thumbnails, thumbnail
from tests.tools import demo_digit

LIGHT = QPalette(QColor("#eeeeee"))
pytestmark = pytest.mark.usefixtures("qapp")


def picture(sample: Sample, ratio: float = 1.0, palette: QPalette = LIGHT) -> QImage:
    return thumbnail(sample, 64, ratio, palette).toImage()


def inked(image: QImage) -> list[tuple[int, int]]:
    """Return the pixels that are nearer to ink than to paper."""
    return [
        (x, y)
        for y in range(3, image.height() - 3)
        for x in range(3, image.width() - 3)
        if image.pixelColor(x, y).lightness() < 128
    ]


def of_ink(*strokes: list[list[float]]) -> Sample:
    return Sample(1, ink=json.dumps({"word": "1", "drawing": strokes}))


def test_strokes_fill_the_picture_wherever_and_however_large_they_were_drawn() -> None:
    small = inked(picture(of_ink([[0, 0], [0, 1]])))
    large = inked(picture(of_ink([[900, 900], [100, 800]])))
    assert small == large
    assert {x for x, _ in small} == {30, 31, 32, 33}  # a line in the middle
    assert max(y for _, y in small) - min(y for _, y in small) > 40


def test_a_dot_is_seen() -> None:
    assert inked(picture(of_ink([[5], [5]])))


def test_a_finer_screen_gets_more_pixels() -> None:
    sample = Sample.of(demo_digit(3), 3, "pad")
    assert picture(sample, 2.0).width() == 128
    assert len(inked(picture(sample, 2.0))) > 3 * len(inked(picture(sample)))


def test_ink_is_light_where_the_window_is_dark() -> None:
    sample = Sample.of(demo_digit(3), 3, "pad")
    image = picture(sample, palette=theme.dark_palette())
    x, y = inked(picture(sample))[0]
    assert image.pixelColor(32, 5).lightness() < 50
    assert image.pixelColor(x, y).lightness() > 128


def test_where_there_is_only_a_picture_that_is_shown() -> None:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[14:, :] = 255
    below = inked(picture(Sample(1, picture=pixels.tobytes())))
    assert {y for _, y in below} == set(range(32, 61))


def test_damaged_strokes_are_a_question_mark() -> None:
    assert inked(picture(Sample(1, ink="{nonsense")))


def test_a_frame_draws_what_there_is_time_for_and_the_next_one_goes_on(qtbot: QtBot) -> None:
    thumbnails = Thumbnails()
    samples = [of_ink([[0, number + 1], [0, 1]]) for number in range(2000)]

    def drawn() -> int:
        thumbnails.begin_frame()
        return sum(thumbnails.find(s, 16, 1.0, LIGHT) is not None for s in samples)

    first = drawn()
    assert 0 < first < len(samples)
    assert drawn() > first
