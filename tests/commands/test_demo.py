"""digitpad.commands.demo: the window shows itself, on a screen or in a picture."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.tools import complaint, run


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


@pytest.mark.parametrize("scene", ["--options", "--report", "--samples", "--personalise"])
def test_what_has_a_window_or_a_panel_of_its_own_is_shown_too(scene: str, tmp_path: Path) -> None:
    plain, shown = tmp_path / "plain.png", tmp_path / "shown.png"
    for file, options in ((plain, []), (shown, [scene])):
        done = run("demo", "--screenshot", file, *options)
        assert done.returncode == 0, done.stderr
    assert QImage(str(shown)).size() != QImage(str(plain)).size()


def test_a_screenshot_that_is_no_picture_is_told(tmp_path: Path) -> None:
    assert "picture" in complaint("demo", "--screenshot", tmp_path / "shot.txt")
    assert list(tmp_path.iterdir()) == []
