"""digitpad.problem: one sentence, on standard error."""

import pytest

from digitpad.problem import Problem, capital, complain, missing_library


def test_a_problem_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert complain(Problem("x.png is no picture")) == 2
    assert capsys.readouterr() == ("", "digitpad: x.png is no picture\n")


def test_a_problem_is_one_line_without_commands_for_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    complain("a\n\x1b[31mb")
    assert capsys.readouterr().err == "digitpad: a\\n\\x1b[31mb\n"


def test_a_missing_library_is_told_with_its_package() -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert "apt-get install libegl1" in missing_library(error)
    unknown = missing_library(ImportError("libodd.so.3: cannot open shared object file"))
    assert "libodd.so.3" in unknown
    absent = ImportError("No module named 'PySide6'", name="PySide6")
    assert "pip install --force-reinstall PySide6-Essentials" in missing_library(absent)


def test_another_module_that_is_missing_is_not_called_qt() -> None:
    absent = missing_library(ModuleNotFoundError("No module named 'rich'", name="rich.console"))
    assert "Qt" not in absent
    assert absent.endswith("pip install --force-reinstall rich")


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("the disk is full", "The disk is full"),
        ("stopped.", "Stopped."),
        ("x.keras is damaged", "x.keras is damaged"),
        ("/home/me: no such folder", "/home/me: no such folder"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_a_file_with_its_own_letter(
    text: str, begun: str
) -> None:
    assert capital(text) == begun
