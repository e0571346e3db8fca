"""digitpad.problem: one sentence, on standard error."""

import pytest

from digitpad.problem import Problem, complain, missing_library


def test_a_problem_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert complain(Problem("x.png is no picture")) == 2
    assert capsys.readouterr() == ("", "digitpad: x.png is no picture\n")


def test_a_missing_library_is_told_with_its_package() -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert "apt-get install libegl1" in missing_library(error)
    unknown = missing_library(ImportError("libodd.so.3: cannot open shared object file"))
    assert "libodd.so.3" in unknown
    assert "reinstall" in missing_library(ImportError("No module named 'PySide6'"))
