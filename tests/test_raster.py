"""digitpad.raster: ink and pictures become MNIST's 28x28, wherever and however they were drawn."""

from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.data.hands import draw_digit
from digitpad.data.mnist import load_mnist
from digitpad.ink import Drawing, Stroke
from digitpad.network import DenseNetwork
from digitpad.raster import (
    CENTRE,
    SIDE,
    Input,
    PictureError,
    normalize_picture,
    rasterize,
    read_picture,
)
from digitpad.resources import bundled_network
from tests.tools import demo_digit, drawing_of, resampled

#: Digits as many hands draw them.
hands = st.builds(
    lambda seed, digit: draw_digit(np.random.default_rng(seed), digit),
    st.integers(0, 2**32 - 1),
    st.integers(0, 9),
)
#: The same answer: no pixel differs by more than a rounding of its coverage.
SAME = 0.02


def moved(drawing: Drawing, scale: float, x: float, y: float) -> Drawing:
    return Drawing(
        [
            Stroke([v * scale + x for v in s.x], [v * scale + y for v in s.y])
            for s in drawing.strokes
        ]
    )


def centre_of_mass(image: Input) -> tuple[float, float]:
    axis = np.arange(SIDE) + 0.5
    return float(image.sum(0) @ axis / image.sum()), float(image.sum(1) @ axis / image.sum())


@given(hands, st.floats(0.2, 5), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_place_and_size_do_not_change_the_input(
    drawing: Drawing, scale: float, x: float, y: float
) -> None:
    assert np.abs(rasterize(moved(drawing, scale, x, y)) - rasterize(drawing)).max() < SAME


@given(hands, st.floats(0, 1))
def test_the_pens_pressure_does_not_change_the_input(drawing: Drawing, pressure: float) -> None:
    pressed = Drawing([Stroke(s.x, s.y, s.t, [pressure] * len(s)) for s in drawing.strokes])
    assert np.array_equal(rasterize(pressed), rasterize(drawing))


@given(hands, st.booleans(), st.randoms(use_true_random=False))
def test_order_and_direction_of_strokes_do_not_change_the_input(
    drawing: Drawing, backwards: bool, order: Random
) -> None:
    strokes = [Stroke(s.x[::-1], s.y[::-1]) if backwards else s for s in drawing.strokes]
    order.shuffle(strokes)
    assert np.abs(rasterize(Drawing(strokes)) - rasterize(drawing)).max() < SAME


@given(hands, st.integers(2, 6))
def test_dense_sampling_does_not_change_the_input(drawing: Drawing, times: int) -> None:
    dense = resampled(drawing, lambda count: times * (count - 1) + 1)
    assert np.abs(rasterize(dense) - rasterize(drawing)).max() < SAME


@given(hands)
def test_sparse_sampling_does_not_change_a_sure_answer(drawing: Drawing) -> None:
    network = DenseNetwork.open(bundled_network())
    before = network.read(rasterize(drawing))
    assume(before.confidence > 0.95)
    sparse = resampled(drawing, lambda count: count // 2 + 1)
    assert network.read(rasterize(sparse)).digit == before.digit


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=20),
        min_size=1,
        max_size=4,
    )
)
def test_any_ink_gives_a_picture_in_range_and_in_the_box(
    strokes: list[list[tuple[float, float]]],
) -> None:
    image = rasterize(drawing_of(*strokes))
    assert image.shape == (SIDE, SIDE)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert 0.2 < image.max() <= 1
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert np.ptp(rows) + 1 <= 21  # 20, on pixels it need not be aligned with
    assert np.ptp(columns) + 1 <= 21


@pytest.mark.parametrize("digit", range(10))
def test_the_digit_fills_the_box_and_is_centred_by_mass(digit: int) -> None:
    image = rasterize(demo_digit(digit))
    rows, columns = np.flatnonzero((image > 0.02).any(1)), np.flatnonzero((image > 0.02).any(0))
    assert 20 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    assert centre_of_mass(image) == pytest.approx((CENTRE, CENTRE), abs=0.05)


def test_the_centre_and_the_ink_are_those_of_mnist() -> None:
    mnist = load_mnist().x_train[:5_000] / 255
    centres = np.array([centre_of_mass(image) for image in mnist])
    assert centres.mean(axis=0) == pytest.approx((CENTRE, CENTRE), abs=0.05)
    drawn = np.mean([rasterize(demo_digit(digit)).mean() for digit in range(10)])
    assert drawn == pytest.approx(mnist.mean(), rel=0.2)


def test_an_empty_drawing_is_black() -> None:
    assert not rasterize(Drawing()).any()
    assert not rasterize(Drawing([Stroke()])).any()


def test_a_click_is_a_dot_in_the_centre() -> None:
    image = rasterize(drawing_of([(700, 20)]))
    assert np.count_nonzero(image) <= 16
    assert image.max() > 0.9
    assert centre_of_mass(image) == pytest.approx((CENTRE, CENTRE), abs=0.05)


def test_ink_without_extent_is_a_dot_however_it_was_written() -> None:
    dot = rasterize(drawing_of([(0, 0)]))
    for tiny in (0.0, 1e-310, 1e-9):
        assert np.abs(rasterize(drawing_of([(0, 0), (tiny, tiny)])) - dot).max() < SAME


def picture(drawing: Drawing, paper: str, ink: str, side: int = 300, width: float = 22) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor(paper))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 1000, side / 1000)
    pen = QPen(QColor(ink), width * 1000 / 300, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for stroke in drawing.strokes:
        painter.drawPolyline([QPointF(x, y) for x, y in zip(stroke.x, stroke.y, strict=True)])
    painter.end()
    return image


@pytest.mark.parametrize(
    ("paper", "ink"), [("white", "black"), ("black", "white"), ("#ddd", "#36c")]
)
@pytest.mark.parametrize("side", [28, 300, 5_000])
def test_pictures_are_read_dark_on_light_and_light_on_dark(
    paper: str, ink: str, side: int, tmp_path: Path
) -> None:
    network = DenseNetwork.open(bundled_network())
    for digit in (0, 2, 3, 7):
        file = tmp_path / f"{digit}.png"
        picture(demo_digit(digit), paper, ink, side).save(str(file))
        assert network.read(read_picture(file)).digit == digit


def as_qimage(picture: npt.NDArray[np.uint8]) -> QImage:
    return QImage(picture.tobytes(), 28, 28, 28, QImage.Format.Format_Grayscale8)


def test_mnists_own_images_come_back_as_they_are() -> None:
    for image in load_mnist().x_test[:300]:
        assert np.array_equal(normalize_picture(as_qimage(image)), image / np.float32(255))


def test_mnists_own_images_dark_on_light_are_read_nearly_the_same() -> None:
    images = load_mnist().x_test[:300]
    network = DenseNetwork.open(bundled_network())
    passed = np.stack([normalize_picture(as_qimage(255 - image)) for image in images])
    before = network.probabilities(images / np.float32(255)).argmax(1)
    after = network.probabilities(passed).argmax(1)
    assert np.mean(before == after) > 0.99


def test_a_small_picture_that_lies_elsewhere_is_placed() -> None:
    image = load_mnist().x_test[0]
    moved = normalize_picture(as_qimage(np.roll(image, 3, axis=1)))
    assert np.abs(moved - image / np.float32(255)).mean() < 0.05


def test_a_very_wide_picture_and_an_odd_name_are_read(tmp_path: Path) -> None:
    wide = QImage(50_000, 5, QImage.Format.Format_Grayscale8)
    wide.fill(255)
    with QPainter(wide) as painter:
        painter.fillRect(20_000, 1, 5_000, 3, QColor("black"))
    file = tmp_path / ":wide é.png"
    wide.save(str(tmp_path / "wide.png"))
    (tmp_path / "wide.png").rename(file)
    assert read_picture(file).max() > 0


@pytest.mark.parametrize("ink", ["black", "white"])
def test_a_transparent_picture_shows_its_ink(ink: str, tmp_path: Path) -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setPen(QPen(QColor(ink), 16))
        painter.drawLine(100, 30, 100, 170)
    file = tmp_path / "one.png"
    image.save(str(file))
    seen = read_picture(file)
    assert seen[14, 13:16].max() > 0.9
    assert seen[:, :8].max() == 0


def test_what_is_no_picture_is_told_in_one_sentence(tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("not a picture")
    drawn = tmp_path / "endless work.png"
    drawn.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    cut = tmp_path / "cut.png"
    picture(demo_digit(3), "white", "black").save(str(cut))
    cut.write_bytes(cut.read_bytes()[:900])
    blank = tmp_path / "blank.png"
    picture(Drawing(), "white", "black").save(str(blank))
    cases = [
        (tmp_path / "none.png", "does not exist"),
        (tmp_path, "not a file"),
        (tmp_path / ("long " * 100), "cannot be read"),
        (text, "not a picture"),
        (drawn, "not a picture of a kind"),
        (cut, "not a whole picture"),
        (blank, "no digit"),
    ]
    for path, wrong in cases:
        with pytest.raises(PictureError, match=wrong) as caught:
            read_picture(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
