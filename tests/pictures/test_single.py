"""digitpad.pictures.single: a picture of one digit becomes the network's input."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.data.mnist import load_mnist
from digitpad.ink import Drawing
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError
from digitpad.pictures.single import normalise_gray, read_picture
from digitpad.resources import bundled_network
from tests.tools import demo_digit


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


def test_mnists_own_images_come_back_as_they_are() -> None:
    for image in load_mnist().x_test[:300]:
        assert np.array_equal(normalise_gray(image), image / np.float32(255))


def test_mnists_own_images_dark_on_light_are_read_nearly_the_same() -> None:
    images = load_mnist().x_test[:300]
    network = DenseNetwork.open(bundled_network())
    passed = np.stack([normalise_gray(255 - image) for image in images])
    before = network.probabilities(images / np.float32(255)).argmax(1)
    after = network.probabilities(passed).argmax(1)
    assert np.mean(before == after) > 0.99


def test_a_small_picture_that_lies_elsewhere_is_placed() -> None:
    image = load_mnist().x_test[0]
    moved = normalise_gray(np.roll(image, 3, axis=1))
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
    drawn = tmp_path / "drawn.png"
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
        (drawn, "no shape in it"),
        (cut, "not a whole picture"),
        (blank, "no digit"),
    ]
    for path, wrong in cases:
        with pytest.raises(PictureError, match=wrong) as caught:
            read_picture(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
