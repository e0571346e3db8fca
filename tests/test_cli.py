"""digitpad.cli: the launcher and its sub-commands, as a person runs them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad import __version__
from digitpad.data.mnist import load_mnist
from digitpad.ink import write_ndjson
from digitpad.network import DenseNetwork
from digitpad.resources import asset, bundled_network, user_networks
from tests.tools import changed_network, demo_digit

DEMO = str(asset("demo.ndjson"))


def run(*arguments: object, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run ``python -m digitpad``; a variable that is None is taken away."""
    env = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name in (name for name, value in environment.items() if value is None):
        env.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "digitpad", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
        check=False,
    )


def complaint(*arguments: object, **environment: str | None) -> str:
    """Return the one sentence with which a command refuses."""
    done = run(*arguments, **environment)
    assert done.returncode == 2, done
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("digitpad")
    return sentence


@pytest.fixture
def png(tmp_path: Path) -> Path:
    file = tmp_path / "two.png"
    image = load_mnist().x_test[1]  # a 2
    QImage(image.tobytes(), 28, 28, 28, QImage.Format.Format_Grayscale8).save(str(file))
    return file


def test_version_and_help() -> None:
    assert run("--version").stdout == f"digitpad {__version__}\n"
    text = run("--help").stdout
    for command in ("predict", "train", "evaluate", "demo"):
        assert command in text
        assert run(command, "--help").returncode == 0


def test_the_launchers_that_pip_installs_are_there() -> None:
    for name in ("digitpad", "digitpad-gui"):
        launcher = shutil.which(name, path=str(Path(sys.executable).parent))
        assert launcher
        done = subprocess.run([launcher, "--version"], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == f"digitpad {__version__}"


def test_predict_answers_each_drawing_and_picture(png: Path) -> None:
    done = run("predict", DEMO, png, "--json")
    assert done.returncode == 0
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [o["source"] for o in objects] == [f"demo-{d}" for d in range(10)] + [str(png)]
    assert [o["digit"] for o in objects] == [*range(10), 2]
    for o in objects:
        assert o.keys() == {"source", "digit", "probabilities"}
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
    assert "text.png is not a picture" in unreadable


def test_evaluate_mnist_gives_the_figures_beside_the_network() -> None:
    done = run("evaluate", "mnist", "--json")
    figures = json.loads(done.stdout)
    said = json.loads(asset("digits.json").read_text())["test"]
    assert figures["count"] == 10_000
    assert figures["accuracy"] == pytest.approx(said["accuracy"])
    assert figures["loss"] == pytest.approx(said["loss"], abs=1e-4)
    confusion = np.array(figures["confusion"])
    assert confusion.shape == (10, 10)
    assert confusion.sum(axis=1).tolist() == np.bincount(load_mnist().y_test).tolist()
    assert np.trace(confusion) / 10_000 == pytest.approx(figures["accuracy"])
    assert f"accuracy {figures['accuracy']:.2%}" in run("evaluate").stdout


def test_evaluate_measures_labelled_ink_with_a_named_network(tmp_path: Path) -> None:
    mine = tmp_path / "mine.keras"
    shutil.copy(bundled_network(), mine)
    figures = json.loads(run("evaluate", DEMO, "--network", mine, "--json").stdout)
    assert figures["count"] == 10
    assert figures["accuracy"] == 1
    assert np.array_equal(figures["confusion"], np.eye(10))


def test_evaluate_counts_the_good_lines_and_names_the_bad(tmp_path: Path) -> None:
    ink = tmp_path / "ink.ndjson"
    unlabelled = demo_digit(4)
    unlabelled.label = None
    ink.write_text(write_ndjson([demo_digit(3), unlabelled]) + "[]\n")
    done = run("evaluate", ink, "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["count"] == 1
    unknown, broken = done.stderr.splitlines()
    assert "word is not a digit" in unknown
    assert "line 3" in broken


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["fly"], "invalid choice"),
        (["predict"], "required"),
        (["predict", "x.png", "--network", "none.keras"], "none.keras"),
        (["evaluate", "none.ndjson"], "none.ndjson does not exist"),
        (["train", "--preset", "deep"], "there is no preset 'deep'"),
        (["train", "--epochs", "0"], "epochs is 0"),
        (["train", "--epochs", "many"], "invalid int value"),
        (["train", "--seed", "-1"], "seed is -1"),
        (["train", "--examples", "60001"], "examples is 60001"),
        (["train", "--out", "net.h5"], "must end in .keras"),
        (["train", "--out", "/nowhere/net.keras"], "/nowhere is not a folder"),
        (["demo", "--screenshot", "/nowhere/a.png"], "/nowhere is not a folder"),
        (["evaluate", "--non-digits", "nothing.ndjson"], "nothing.ndjson does not exist"),
        (["hands"], "--sheet FILE.png"),
        (["hands", "--count", "0", "--out", "a.ndjson"], "from 1 to 100,000"),
        (["hands", "--seed", "-1", "--out", "a.ndjson"], "0 or above"),
        (["hands", "--out", "/nowhere/a.ndjson"], "/nowhere/a.ndjson cannot be written"),
        (["hands", "--sheet", "/nowhere/a.png"], "/nowhere/a.png cannot be written"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments: list[str], wrong: str) -> None:
    assert wrong in complaint(*arguments)


def test_hands_are_drawn_and_measured(tmp_path: Path) -> None:
    digits, others = tmp_path / "digits.ndjson", tmp_path / "others.ndjson"
    sheet = tmp_path / "sheet.png"
    done = run("hands", "--count", 100, "--seed", 5, "--out", digits, "--sheet", sheet)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(digits), str(sheet)]
    assert QImage(str(sheet)).width() > 500
    assert run("hands", "--count", 50, "--non-digits", "--out", others).returncode == 0
    figures = json.loads(run("evaluate", digits, "--non-digits", others, "--json").stdout)
    assert figures["count"] == 100
    assert figures["accuracy"] > 0.9
    assert 0 <= figures["calibration_error"] < 0.1
    assert figures["network"]["recipe"] == "shipped"
    assert figures["non_digits"]["count"] == 50
    assert figures["non_digits"]["auroc"] > 0.95
    told = run("evaluate", digits, "--non-digits", others).stdout
    assert "told from 50 drawings of something else: AUROC 0.9" in told or "AUROC 1.0" in told
    assert "calibration error" in told
    assert told.startswith("digits.keras, ")
    assert "recipe shipped, seed 0, trained on 20" in told


def test_the_same_seed_draws_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run("hands", "--count", 20, "--seed", 3, "--out", tmp_path / f"{name}.ndjson")
    assert (tmp_path / "a.ndjson").read_bytes() == (tmp_path / "b.ndjson").read_bytes()
    assert len((tmp_path / "a.ndjson").read_text().splitlines()) == 20


def test_broken_lines_among_non_digits_are_told_and_the_rest_measured(tmp_path: Path) -> None:
    file = tmp_path / "others.ndjson"
    run("hands", "--count", 3, "--non-digits", "--out", file)
    file.write_text(file.read_text() + "{}\n")
    done = run("evaluate", DEMO, "--non-digits", file)
    assert done.returncode == 2
    assert "others.ndjson, line 4" in done.stderr
    assert "told from 3 drawings" in done.stdout
    file.write_text("{}\n")
    assert "holds no drawing" in run("evaluate", DEMO, "--non-digits", file).stderr


def test_a_network_with_code_in_it_is_refused(tmp_path: Path) -> None:
    odd = changed_network(
        tmp_path / "odd.keras",
        lambda config: config["config"]["layers"][1].update(class_name="Lambda"),
    )
    sentence = complaint("predict", DEMO, "--network", odd)
    assert "odd.keras" in sentence
    assert "Lambda" in sentence


def test_train_writes_the_network_and_tells_its_figures(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    done = run(
        *("train", "--preset", "mnist_mlp", "--epochs", 1, "--examples", 3_000, "--seed", 7),
        *("--out", out, "--json"),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["recipe"]["seed"] == 7
    assert told["recipe"]["epochs"] == 1
    assert len(told["history"]) == 1
    assert told["network"] == str(out)
    figures = json.loads(run("evaluate", "--network", out, "--json").stdout)
    assert figures["accuracy"] == pytest.approx(told["test"]["accuracy"])


def test_train_into_a_file_that_is_there_replaces_it_only_when_it_is_done(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    out.write_text("what was there")
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad", "train", "--preset", "quick", "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    for line in process.stderr:
        if line.startswith("epoch   1"):
            break
    assert out.read_text() == "what was there"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0
    info = DenseNetwork.open(out).info
    assert info["stopped"] is True
    assert info["epochs"] >= 1
    assert list(tmp_path.glob("*.keras")) == [out]


def test_train_without_a_file_adds_to_the_users_networks() -> None:
    done = run("train", "--preset", "perceptron", "--epochs", 2, "--examples", 2_000)
    assert done.returncode == 0, done.stderr
    (kept,) = user_networks()
    assert done.stdout.strip() == str(kept)
    assert "epoch   2" in done.stderr
    assert "MNIST's test images" in done.stderr


def test_a_slice_smaller_than_a_batch_and_a_long_name_and_a_link_work(tmp_path: Path) -> None:
    long, link = tmp_path / ("n" * 245 + ".keras"), tmp_path / "link.keras"
    link.symlink_to("target.keras")
    for out in (long, link):
        done = run("train", "--examples", 100, "--epochs", 1, "--out", out)
        assert done.returncode == 0, done.stderr
        assert DenseNetwork.open(out).info["recipe"]["batch_size"] == 100
    assert link.is_symlink()
    assert not (tmp_path / "target.keras").is_symlink()


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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has such a device")
def test_a_full_disk_behind_the_output_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "digitpad", "predict", DEMO],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert "cannot be written" in sentence


@pytest.mark.skipif(sys.platform == "win32", reason="a shell limits the size of files")
def test_a_network_that_does_not_fit_on_the_disk_is_told(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    command = f'"{sys.executable}" -m digitpad train --examples 500 --epochs 1 --out "{out}"'
    done = subprocess.run(
        f"ulimit -f 500; exec {command}", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    *_, checkpoint, end = done.stderr.splitlines()
    assert checkpoint.endswith("training goes on")
    assert end == f"digitpad: {out} could not be written: File too large"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the streams")
def test_closed_streams_are_no_error() -> None:
    command = f'"{sys.executable}" -m digitpad predict none.png --json 2>&-'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_folder_that_cannot_be_written_is_told(data_folder: Path) -> None:
    data_folder.write_text("a file where the folder should be")
    assert "cannot be written" in complaint("train", "--epochs", 1)


def test_the_demo_draws_the_window_into_a_picture_without_a_screen(tmp_path: Path) -> None:
    light, dark = tmp_path / "light.png", tmp_path / "dark.png"
    (temporary := tmp_path / "temporary").mkdir()
    for file, options in ((light, []), (dark, ["--dark"])):
        done = run(
            *("demo", "--screenshot", file, *options),
            QT_QPA_PLATFORM=None,
            DISPLAY=None,
            TMPDIR=str(temporary),
        )
        assert done.returncode == 0, done.stderr
    images = [QImage(str(file)) for file in (light, dark)]
    for image in images:
        assert image.width() > 800
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 800, 7)}
        assert len(colours) > 20
    assert list(temporary.iterdir()) == []
    assert images[0].pixelColor(5, 600).lightness() > 180
    assert images[1].pixelColor(5, 600).lightness() < 80


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("train", [[], ["--train"]], ids=["drawing", "training"])
def test_a_demo_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, train: list[str]) -> None:
    # Without a picture to make, a demonstration goes on until it is closed.
    picture = ["--screenshot", str(tmp_path / "shot.png")] if train else []
    command = [sys.executable, "-m", "digitpad", "demo", *train, *picture]
    (temporary := tmp_path / "temporary").mkdir()
    env = os.environ | {"TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as process:
        begun = "digitpad-demo-*/networks/*.keras" if train else "digitpad-demo-*"
        deadline = time.monotonic() + 60
        while not list(temporary.glob(begun)) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert list(temporary.iterdir()) == []


def test_a_screenshot_that_is_no_picture_is_told(tmp_path: Path) -> None:
    assert "picture" in complaint("demo", "--screenshot", tmp_path / "shot.txt")
    assert list(tmp_path.iterdir()) == []


NO_DISPLAY: dict[str, str | None] = {
    "QT_QPA_PLATFORM": None,
    "DISPLAY": None,
    "WAYLAND_DISPLAY": None,
}
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are Linux's")


@linux
def test_without_a_display_the_window_says_so() -> None:
    sentence = complaint(**NO_DISPLAY)
    assert "no display" in sentence
    assert "digitpad demo --screenshot" in sentence


@linux
def test_a_display_that_does_not_answer_is_named() -> None:
    sentence = complaint(**(NO_DISPLAY | {"DISPLAY": ":987"}))
    assert "digitpad demo --screenshot" in sentence or "apt-get install" in sentence


@linux
@pytest.mark.parametrize("arguments", [[], ["demo", "--screenshot", "x.png"], ["predict", DEMO]])
def test_a_missing_system_library_is_told_with_its_package(
    arguments: list[str], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'PySide6.QtGui':\n"
        "            raise ImportError('libEGL.so.1: cannot open shared object file')\n"
        "sys.meta_path.insert(0, Missing())\n"
    )
    sentence = complaint(*arguments, PYTHONPATH=str(tmp_path))
    assert "libEGL.so.1" in sentence
    assert "apt-get install libegl1" in sentence


def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad", "predict", *[DEMO] * 50],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == ""
    process.wait(30)
