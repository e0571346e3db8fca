"""The arrows of the house: imports point down, and the window never waits for TensorFlow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import digitpad

ROOT = Path(digitpad.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))


def imported(file: Path) -> set[str]:
    """Return the modules that a file imports anywhere, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches(file: Path, *packages: str) -> set[str]:
    return {
        name
        for name in imported(file)
        for package in packages
        if f"{name}.".startswith(f"{package}.")
    }


def test_only_what_learns_imports_keras_and_tensorflow() -> None:
    users = [f.relative_to(ROOT).as_posix() for f in FILES if reaches(f, "keras", "tensorflow")]
    assert users == [
        "training/checkpoint.py",
        "training/fit.py",
        "training/look.py",
        "training/models.py",
        "training/optimizers.py",
        "training/personalise.py",
        "training/prepare.py",
        "training/reporter.py",
    ]


def test_qt_stays_in_the_window_and_the_pictures() -> None:
    users = {f.relative_to(ROOT).as_posix() for f in FILES if reaches(f, "PySide6", "pyqtgraph")}
    assert {user.split("/")[0] for user in users} == {"pictures", "ui"}


def test_nothing_below_imports_the_window_or_the_command_line() -> None:
    for file in FILES:
        where = file.relative_to(ROOT).as_posix()
        if where.split("/")[0] not in ("ui", "commands", "cli.py", "__main__.py"):
            assert not reaches(file, "digitpad.ui", "digitpad.commands", "digitpad.cli"), where


@pytest.mark.parametrize(
    "name",
    "drawing_svg hdf5 ink inkml inkml_reader inkml_trace kinds layers network png resources "
    "safe_xml smooth_ink".split(),
)
def test_the_ground_floor_knows_nobody_above(name: str) -> None:
    above = ("data", "evaluation", "pictures", "raster", "training")
    assert not reaches(ROOT / f"{name}.py", *(f"digitpad.{each}" for each in above))


def test_pictures_know_no_network() -> None:
    above = ("data", "evaluation", "network", "training")
    for file in (ROOT / "pictures").glob("*.py"):
        assert not reaches(file, *(f"digitpad.{each}" for each in above)), file.name


def test_data_knows_no_training() -> None:
    for file in (ROOT / "data").glob("*.py"):
        assert not reaches(file, "digitpad.training", "digitpad.network"), file.name


def test_nothing_reaches_for_the_network() -> None:
    for file in FILES:
        forbidden = ("socket", "urllib", "http", "requests", "ssl", "PySide6.QtNetwork")
        assert not reaches(file, *forbidden), file.name


def test_nothing_in_the_core_runs_code_from_data() -> None:
    for file in FILES:
        assert not reaches(file, "pickle", "marshal", "shelve", "dill"), file.name
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"eval", "exec", "compile", "__import__"}, file.name


def test_the_window_never_imports_tensorflow_and_plots_only_when_training() -> None:
    code = (
        "import sys\n"
        "from digitpad.ui import app\n"
        "app.wait = lambda qt, window: print(*sorted(sys.modules)) or 0\n"
        "from digitpad.cli import main\n"
        "main([])\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    modules = {name.split(".")[0] for name in printed.stdout.split()}
    assert "PySide6" in modules
    heavy = set(
        "tensorflow keras pyqtgraph psutil h5py rich platformdirs sqlite3 scipy onnx".split()
    )
    assert not modules & heavy
