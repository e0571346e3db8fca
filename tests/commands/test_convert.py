"""digitpad.commands.convert: files of one format become those of another."""

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from digitpad.cli import main
from digitpad.data.set_files import read_set
from digitpad.drawing_files import read_drawings, write_drawings
from digitpad.ink import Drawing
from digitpad.network import DenseNetwork
from digitpad.png import png
from digitpad.raster import rasterize
from digitpad.resources import asset, bundled_network
from tests.tools import complaint, demo_digit, run

DIGITS = [demo_digit(digit) for digit in range(10)]
INPUTS = [np.rint(rasterize(drawing) * 255).astype(np.uint8) for drawing in DIGITS]


def convert(*arguments: object) -> None:
    """Convert, and expect nothing but the names of the files."""
    done = run("convert", *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done
    assert done.stdout.splitlines()[0] == str(arguments[1])


@pytest.fixture
def ink(tmp_path: Path) -> Path:
    path = tmp_path / "ink.ndjson"
    write_drawings(path, DIGITS)
    return path


def test_ink_goes_from_format_to_format_and_comes_back(ink: Path, tmp_path: Path) -> None:
    inkml, back = tmp_path / "ink.inkml", tmp_path / "back.jsonl"
    convert(ink, inkml)
    convert(inkml, back)
    assert list(read_drawings(inkml)) == DIGITS
    assert back.read_bytes() == ink.read_bytes()


def test_one_drawing_becomes_a_picture(tmp_path: Path) -> None:
    one, svg, picture = tmp_path / "3.inkml", tmp_path / "3.svg", tmp_path / "3.png"
    write_drawings(one, [DIGITS[3]])
    convert(one, svg)
    convert(one, picture)
    assert QSvgRenderer(str(svg)).isValid()
    assert QImage(str(picture)).width() == 1_000
    assert run("predict", picture).stdout.startswith("3 ")


def test_ink_becomes_a_data_set_of_any_format(ink: Path, tmp_path: Path) -> None:
    for name in ("a.npz", "a.csv", "a-images-idx3-ubyte.gz", "folder"):
        convert(ink, tmp_path / name)
        there = read_set(tmp_path / name)
        order = np.argsort(there.y_train)
        assert list(there.y_train[order]) == list(range(10))
        assert np.array_equal(there.x_train[order], INPUTS)


def test_a_data_set_goes_from_format_to_format(ink: Path, tmp_path: Path) -> None:
    names = ["a.npz", "a.csv", "a-images-idx3-ubyte", "folder", "b.npz"]
    convert(ink, tmp_path / names[0])
    for source, target in pairwise(names):
        convert(tmp_path / source, tmp_path / target)
    first, last = (read_set(tmp_path / name) for name in (names[0], names[-1]))
    assert np.array_equal(first.x_train, last.x_train)
    assert np.array_equal(first.y_train, last.y_train)


def test_pictures_on_their_side_are_set_upright(tmp_path: Path) -> None:
    lying, upright = tmp_path / "lying.npz", tmp_path / "upright.npz"
    none = np.zeros((0, 28, 28), np.uint8)
    np.savez(
        lying,
        x_train=np.transpose(INPUTS, (0, 2, 1)),
        y_train=np.arange(10),
        x_test=none,
        y_test=none[:, 0, 0],
    )
    convert(lying, upright, "--transposed")
    assert np.array_equal(read_set(upright).x_train, INPUTS)


def test_a_network_is_copied_as_it_is_and_becomes_onnx(tmp_path: Path) -> None:
    copy, onnx = tmp_path / "copy.keras", tmp_path / "copy.onnx"
    convert(bundled_network(), copy)
    assert copy.read_bytes() == bundled_network().read_bytes()
    convert(copy, onnx)
    import onnxruntime

    session = onnxruntime.InferenceSession(onnx)
    image = rasterize(DIGITS[3])
    (said,) = session.run(None, {session.get_inputs()[0].name: image.reshape(1, 784)})
    expected = DenseNetwork.open(bundled_network()).read(image).probabilities
    assert np.allclose(said[0], expected, atol=1e-5)


def test_what_is_there_is_replaced_in_one_step(ink: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.inkml"
    target.write_text("before")
    convert(ink, target)
    assert list(read_drawings(target)) == DIGITS
    assert len(list(tmp_path.iterdir())) == 2


def test_the_good_ones_are_written_and_the_bad_ones_told(tmp_path: Path) -> None:
    source, target = tmp_path / "a.ndjson", tmp_path / "a.inkml"
    source.write_text(f"{DIGITS[0].to_json()}\nnonsense\n{{}}\n{DIGITS[1].to_json()}\n")
    done = run("convert", source, target)
    assert (done.returncode, done.stdout) == (2, f"{target}\n")
    assert done.stderr.splitlines() == [
        f"digitpad: {source}, line 2: it is not JSON",
        f'digitpad: {source}, line 3: it has no "drawing", a list of strokes [[x...], [y...]]',
    ]
    assert list(read_drawings(target)) == DIGITS[:2]


def test_of_a_file_that_is_cut_off_what_is_left_is_written(ink: Path, tmp_path: Path) -> None:
    whole, part, target = (tmp_path / name for name in ("a.inkml", "part.inkml", "b.ndjson"))
    convert(ink, whole)
    part.write_bytes(whole.read_bytes()[:-2_000])
    done = run("convert", part, target)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"digitpad: {part} is no InkML that can be read: it is not XML")
    good = [each for each in read_drawings(target) if isinstance(each, Drawing)]
    assert good == DIGITS[: len(good)]
    assert len(good) >= 7


def test_what_cannot_be_is_refused_in_one_sentence(
    ink: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    npz, picture, bad = (tmp_path / name for name in ("a.npz", "a.png", "bad.ndjson"))
    convert(ink, npz)
    picture.write_bytes(png(INPUTS[3]))
    bad.write_text("{}\n")
    (tmp_path / "empty.ndjson").touch()
    (tmp_path / "blank.inkml").write_text("<ink></ink>")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    new = tmp_path / "new.ndjson"
    network = bundled_network()
    for source, target, wrong in (
        (ink, new.with_suffix(".svg"), r"there are several; a file that ends in .ndjson or .inkml"),
        (ink, new.with_suffix(".png"), r"there are several; a file that ends in .ndjson or .inkml"),
        (ink, new.with_suffix(".keras"), "is ink; OUT must end in .ndjson, .inkml, .svg or .png"),
        (ink, new.with_suffix(".docx"), "ends in .docx, where a data set ends in .npz"),
        (ink, tmp_path / "none" / "a.inkml", "is not a folder, so nothing can be written there"),
        (ink, tmp_path, "is not an empty folder"),
        (ink, ink, "is what is read; name another file"),
        (ink, tmp_path / ".." / tmp_path.name / ink.name, "is what is read"),
        (npz, new, "is a data set, whose pictures have no strokes; OUT must end in .npz"),
        (npz, new.with_suffix(".onnx"), "is a data set"),
        (picture, npz, "has no labels: which digits are in pictures is told by folders 0 to 9"),
        (network, new, "is a network; OUT must end in .keras or .onnx"),
        (network, tmp_path / "folder", "is a network; OUT must end in .keras or .onnx"),
        (network, new.with_suffix(".h5"), "must end in .keras or .onnx"),
        (bad, new, 'line 1: it has no "drawing"'),
        (tmp_path / "empty.ndjson", new, "empty.ndjson is empty"),
        (tmp_path / "blank.inkml", new, "blank.inkml has no trace in it, so there is no ink"),
        (tmp_path / "none.ndjson", new, "none.ndjson does not exist"),
        (Path(__file__), new, "is no picture, ink"),
    ):
        assert main(["convert", str(source), str(target)]) == 2
        (sentence,) = capsys.readouterr().err.splitlines()
        assert wrong in sentence
    assert "--transposed is for data sets" in complaint("convert", ink, new, "--transposed")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("name", ["a.csv", "folder"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_where_it_is_ended_nothing_half_is_left(name: str, number: int, tmp_path: Path) -> None:
    source = asset("mnist.npz")  # whose table takes seconds to be written
    with subprocess.Popen(
        [sys.executable, "-m", "digitpad", "convert", str(source), str(tmp_path / name)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        while process.poll() is None and not list(tmp_path.iterdir()):
            time.sleep(0.01)
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
    assert (process.returncode, said, list(tmp_path.iterdir())) == (130, b"", [])


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_the_same_file_by_another_name_is_not_overwritten(ink: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.inkml"
    link.symlink_to(ink)
    assert "is what is read" in complaint("convert", ink, link)
    hard = tmp_path / "hard.inkml"
    hard.hardlink_to(ink)
    assert "is what is read" in complaint("convert", ink, hard)
    assert list(read_drawings(ink)) == DIGITS


def test_the_table_for_testing_is_not_overwritten_by_what_it_is_a_part_of(tmp_path: Path) -> None:
    for part, numbers in (("train", range(10)), ("test", range(5))):
        rows = [[number, *INPUTS[number].ravel().tolist()] for number in numbers]
        lines = [",".join(map(str, row)) for row in rows]
        (tmp_path / f"{part}.csv").write_text("\n".join(lines))
    before = (tmp_path / "test.csv").read_bytes()
    said = complaint("convert", tmp_path / "train.csv", tmp_path / "test.csv")
    assert said.endswith("train.csv; name another file to write")
    assert (tmp_path / "test.csv").read_bytes() == before
