"""digitpad.commands.predict: pictures and ink are read, one answer a line."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.data.mnist import load_mnist
from digitpad.ink import write_ndjson
from digitpad.png import png as png_of
from tests.pictures.tools import as_image, encoded, scaled
from tests.tools import DEMO, changed_network, complaint, demo_digit, drawing_of, run


@pytest.fixture
def png(tmp_path: Path) -> Path:
    file = tmp_path / "two.png"
    image = load_mnist().x_test[1]  # a 2
    QImage(image.tobytes(), 28, 28, 28, QImage.Format.Format_Grayscale8).save(str(file))
    return file


def test_predict_answers_each_drawing_and_picture(png: Path) -> None:
    done = run("predict", DEMO, png, "--json")
    assert done.returncode == 0
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [o["source"] for o in objects] == [f"demo-{d}" for d in range(10)] + [str(png)]
    assert [o["digit"] for o in objects] == [*range(10), 2]
    for o in objects:
        assert o.keys() == {"source", "digit", "sure", "probabilities"}
        assert o["sure"] is True
        assert len(o["probabilities"]) == 10
        assert sum(o["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert int(np.argmax(o["probabilities"])) == o["digit"]
    lines = run("predict", png).stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("2 ")
    assert str(png) in lines[0]


def test_predict_answers_the_good_and_names_the_bad(tmp_path: Path, png: Path) -> None:
    ink = tmp_path / "ink.ndjson"
    ink.write_text(write_ndjson([demo_digit(3)]) + "broken\n" + write_ndjson([demo_digit(5)]))
    text = tmp_path / "text.png"
    text.write_text("no picture")
    done = run("predict", ink, tmp_path / "none.png", text, png, "--json")
    assert done.returncode == 2
    assert [json.loads(line)["digit"] for line in done.stdout.splitlines()] == [3, 5, 2]
    broken, missing, unreadable = done.stderr.splitlines()
    assert f"{ink}, line 2: it is not JSON" in broken
    assert "none.png does not exist" in missing
    assert "text.png is no picture" in unreadable


def test_a_network_with_code_in_it_is_refused(tmp_path: Path) -> None:
    odd = changed_network(
        tmp_path / "odd.keras",
        lambda config: config["config"]["layers"][1].update(class_name="Lambda"),
    )
    sentence = complaint("predict", DEMO, "--network", odd)
    assert "odd.keras" in sentence
    assert "Lambda" in sentence


def test_words_from_a_file_cannot_command_the_terminal(tmp_path: Path) -> None:
    drawing = demo_digit(3)
    drawing.key_id = "a\n\x1b[31m\ud800"
    file = tmp_path / "ink.ndjson"
    file.write_text(write_ndjson([drawing]))
    done = run("predict", file, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert "\x1b" not in line
    assert len(run("predict", file, "--json").stdout.splitlines()) == 1


def test_predict_says_where_it_is_not_sure(tmp_path: Path) -> None:
    line = [(50, 30), (34, 8), (8, 16), (14, 50), (50, 96), (88, 48), (92, 14), (64, 8), (50, 32)]
    heart = drawing_of(line)
    heart.key_id = "heart"
    file = tmp_path / "ink.ndjson"
    file.write_text(write_ndjson([heart, demo_digit(3)]))
    doubted, claimed = run("predict", file).stdout.splitlines()
    assert doubted.endswith("heart  (not sure)")
    assert "sure" not in claimed
    first, *_ = run("predict", file, "--json").stdout.splitlines()
    assert json.loads(first)["sure"] is False


def test_predict_prints_a_table_as_csv(png: Path, tmp_path: Path) -> None:
    odd = tmp_path / 'with, comma and "quotes".png'
    odd.write_bytes(png.read_bytes())
    rows = list(csv.DictReader(run("predict", png, odd, "--csv").stdout.splitlines()))
    assert [row["source"] for row in rows] == [str(png), str(odd)]
    for row in rows:
        assert list(row) == ["source", "digit", "confidence", "sure", *(f"p{d}" for d in range(10))]
        assert (row["digit"], row["sure"]) == ("2", "true")
        assert row["confidence"] == row["p2"]
        assert sum(float(row[f"p{d}"]) for d in range(10)) == pytest.approx(1, abs=1e-5)


def test_predict_reads_a_folder_a_set_and_each_digit_of_a_page(png: Path, tmp_path: Path) -> None:
    images = load_mnist().x_test[:3]
    numbers = tmp_path / "numbers.npz"
    np.savez(numbers, x_train=images, y_train=np.array([7, 2, 1], np.uint8))
    page = tmp_path / "page.png"
    paper = np.full((160, 480), 255, np.uint8)
    for place, image in enumerate(images):
        paper[20:140, 20 + 150 * place : 140 + 150 * place] = 255 - scaled(image, 120, 120)
    page.write_bytes(encoded(as_image(paper)))
    done = run("predict", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["digit"] for each in said] == [7, 2, 1, 7, 2, 1, 2]
    boxes = [each.get("box") for each in said]
    assert [box is not None for box in boxes] == [False] * 3 + [True] * 3 + [False]
    assert boxes[3][0] < boxes[4][0] < boxes[5][0]


def test_predict_tells_of_hundreds_of_files_in_their_order(tmp_path: Path) -> None:
    mnist, wrong = load_mnist(), tmp_path / "100.png"
    for number in range(300):
        (tmp_path / f"{number:03}.png").write_bytes(png_of(mnist.x_test[number]))
    wrong.write_bytes(wrong.read_bytes()[:80])
    done = run("predict", tmp_path, "--json")
    assert done.returncode == 2
    said = [json.loads(line) for line in done.stdout.splitlines()]
    read = [number for number in range(300) if number != 100]
    assert [each["source"] for each in said] == [str(tmp_path / f"{n:03}.png") for n in read]
    right = [each["digit"] == mnist.y_test[n] for each, n in zip(said, read, strict=True)]
    assert sum(right) > 290
    (problem,) = done.stderr.splitlines()
    assert problem.startswith(f"digitpad: {wrong} is not a whole picture")


@pytest.mark.parametrize("kind", ["picture", "ink"])
def test_predict_reads_standard_input(kind: str, png: Path) -> None:
    data = png.read_bytes() if kind == "picture" else Path(DEMO).read_bytes()
    done = run("predict", "-", "--json", given=data)
    assert done.returncode == 0, done.stderr
    first = json.loads(done.stdout.splitlines()[0])
    assert (first["source"], first["digit"]) == (
        ("standard input", 2) if kind == "picture" else ("demo-0", 0)
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX's closes it")
@pytest.mark.parametrize(("given", "said"), [("-", "is empty"), ("0", "is no picture")])
def test_standard_input_may_be_closed_or_endless(given: str, said: str) -> None:
    zero = "/dev/zero" if given == "0" else "&-"
    command = f'exec "$0" -m digitpad predict - <{zero}'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"digitpad: standard input {said}")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ended_while_it_waits_for_input_it_leaves_no_copy(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "digitpad", "predict", "-"],
        stdin=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    ) as process:
        while not list(tmp_path.glob("*/-")):
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x89PNG\r\n\x1a\n"])
def test_standard_input_that_is_nothing_is_one_sentence(data: bytes) -> None:
    done = run("predict", "-", given=data)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("digitpad: standard input ")


def test_an_empty_name_is_not_the_folder_where_one_is() -> None:
    assert complaint("predict", "") == (
        "digitpad: one of the names is empty, where that of a file or folder would be right"
    )
