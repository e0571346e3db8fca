"""digitpad.cli: the launcher and its sub-commands, started as a person starts them."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad import __version__, cli
from tests.tools import DEMO, complaint, run


def test_version_and_help() -> None:
    assert run("--version").stdout == f"digitpad {__version__}\n"
    text = run("--help").stdout
    for command in ("predict", "train", "evaluate", "hands", "demo"):
        assert command in text
        assert run(command, "--help").returncode == 0


def test_ctrl_c_waits_until_libraries_are_loaded() -> None:
    loaded = False
    with pytest.raises(KeyboardInterrupt), cli._ctrl_c_held():
        signal.raise_signal(signal.SIGINT)
        loaded = True
    assert loaded
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler


def test_the_launchers_that_pip_installs_are_there() -> None:
    for name in ("digitpad", "digitpad-gui"):
        launcher = shutil.which(name, path=str(Path(sys.executable).parent))
        assert launcher
        done = subprocess.run([launcher, "--version"], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == f"digitpad {__version__}"


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
        (["hands", "--out", "/nowhere/a.ndjson"], "/nowhere is not a folder"),
        (["hands", "--sheet", "/nowhere/a.png"], "/nowhere is not a folder"),
        (["hands", "--out", "a.png"], "a.png must end in .ndjson"),
        (["hands", "--sheet", "a.ndjson"], "a.ndjson must end in .png"),
        (["hands", "--out", ""], "must end in .ndjson"),
        (["demo", "--screenshot", ""], "must end in .png"),
        (["train", "--out", "/"], "not a file"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments: list[str], wrong: str) -> None:
    assert wrong in complaint(*arguments)


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


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the streams")
def test_closed_streams_are_no_error() -> None:
    command = f'"{sys.executable}" -m digitpad predict none.png --json 2>&-'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


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
