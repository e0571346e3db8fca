"""digitpad.commands.samples: own samples into files and out of them, and their counts."""

import json
import subprocess
from pathlib import Path

from digitpad.data.samples import samples_path
from tests.tools import complaint, keep_samples, run


def error_lines(done: "subprocess.CompletedProcess[str]") -> list[str]:
    assert done.returncode == 2
    return done.stderr.splitlines()


def test_samples_go_out_and_come_back(tmp_path: Path) -> None:
    keep_samples(40)
    for path in (tmp_path / "mine.ndjson", tmp_path / "mine"):
        done = run("samples", "export", path)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    again = run("samples", "import", tmp_path / "mine", tmp_path / "mine.ndjson")
    assert (again.returncode, again.stdout) == (0, "0 added, 80 there already\n")
    samples_path().unlink()
    assert run("samples", "import", tmp_path / "mine.ndjson").stdout == (
        "40 added, 0 there already\n"
    )
    assert run("samples", "export", tmp_path / "mine.ndjson").returncode == 0  # is replaced


def test_samples_are_counted() -> None:
    kept = keep_samples(40)
    told = json.loads(run("samples", "stats", "--json").stdout)
    assert told == {
        "file": str(samples_path()),
        "count": 40,
        "digits": {str(digit): 4 for digit in range(10)},
        "misread": 8,
        "held_back": sum(sample.held_back for sample in kept),
        "first": kept[0].kept,
        "last": kept[-1].kept,
    }
    said = run("samples", "stats").stdout
    assert str(samples_path()) in said
    assert "8 misread, " in said
    assert kept[0].kept[:10] in said


def test_where_there_are_none_all_counts_are_0() -> None:
    told = json.loads(run("samples", "stats", "--json").stdout)
    assert (told["count"], told["misread"], told["first"], told["last"]) == (0, 0, None, None)
    assert "0 misread" in run("samples", "stats").stdout


def test_what_is_wrong_is_told_after_the_good_went_in(tmp_path: Path) -> None:
    file = tmp_path / "some.ndjson"
    file.write_text('{"word": "3", "drawing": [[[1], [2]]]}\nnonsense\n{"drawing": [[[1], [2]]]}')
    done = run("samples", "import", tmp_path / "none", file, tmp_path)
    assert done.stdout == "1 added, 0 there already\n"
    first, second, third, fourth = error_lines(done)
    assert first == f"digitpad: {tmp_path / 'none'} does not exist"
    assert second == f"digitpad: {file}, line 2: it is not JSON"
    assert (
        third == f'digitpad: {file}, line 3: it has no word, which would be its digit, "0" to "9"'
    )
    assert "has no folders 0 to 9" in fourth


def test_what_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    assert "there are no samples yet" in complaint("samples", "export", tmp_path / "a.ndjson")
    keep_samples(3)
    assert "is not a folder" in complaint("samples", "export", tmp_path / "none" / "a.ndjson")
    assert "cannot be written" in complaint("samples", "export", tmp_path / "none" / "a")
    assert "is not an empty folder" in complaint("samples", "export", tmp_path)
    assert "ACTION" in complaint("samples")


def test_a_damaged_file_is_recovered_and_said(tmp_path: Path) -> None:
    keep_samples(40)
    data = samples_path().read_bytes()
    samples_path().write_bytes(bytes(4096) + data[4096:])
    done = run("samples", "stats", "--json")
    assert json.loads(done.stdout)["count"] == 40
    assert done.stderr.startswith("digitpad: samples.db was damaged: it was set aside as")
    assert done.stderr.count("\n") == 1
