"""digitpad.training.taught: whose samples they are, and which of them only measure."""

from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.data.samples import Sample, SampleError, samples_path
from digitpad.ink import write_ndjson
from digitpad.training.taught import PersonaliseError, divided, taught
from tests.tools import demo_digit, keep_samples


def test_the_users_own_are_read_as_they_are_kept() -> None:
    kept = keep_samples(30)
    samples, problems = taught(None)
    assert samples == kept
    assert problems == []


def test_a_file_holds_back_as_many_of_each_digit_as_the_window_does(tmp_path: Path) -> None:
    path = tmp_path / "ink.ndjson"
    path.write_text(write_ndjson([demo_digit(number % 10) for number in range(50)]))
    samples, _ = taught(path)
    assert [sample.label for sample in samples] == [number % 10 for number in range(50)]
    learnt, held_back = divided(samples)
    assert sorted(sample.label for sample in held_back) == [
        sample.label
        for sample in sorted(keep_samples(50), key=lambda s: s.label)
        if sample.held_back
    ]
    assert len(learnt) + len(held_back) == 50


def test_what_is_no_sample_in_a_file_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "ink.ndjson"
    line = demo_digit(3).to_json()
    path.write_text(
        f"{line}\n{{broken\n{line.replace(chr(34) + '3' + chr(34), chr(34) + 'cat' + chr(34))}\n"
    )
    samples, problems = taught(path)
    assert [sample.label for sample in samples] == [3]
    assert problems == [
        f"{path}, line 2: it is not JSON",
        f'{path}, line 3: its word is "cat", not a digit "0" to "9"',
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PersonaliseError, match=r"gone\.ndjson does not exist"):
        taught(tmp_path / "gone.ndjson")


def test_a_file_without_a_digit_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ink.ndjson"
    path.write_text("")
    with pytest.raises(PersonaliseError, match=r"ink\.ndjson holds no drawing with a digit"):
        taught(path)


def test_what_was_read_before_a_file_ends_too_soon_is_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.ink.MAX_BAD_LINES_IN_ALL", 2)
    path = tmp_path / "ink.ndjson"
    path.write_text(f"{demo_digit(3).to_json()}\nx\nx\nx\n")
    samples, problems = taught(path)
    assert [sample.label for sample in samples] == [3]
    assert "was not read" in problems[-1]


def test_a_damaged_file_of_ones_own_is_said_and_what_is_left_of_it_learnt() -> None:
    keep_samples(30)
    data = samples_path().read_bytes()
    samples_path().write_bytes(bytes(4096) + data[4096:])
    samples, (problem,) = taught(None)
    assert len(samples) == 30
    assert "was damaged" in problem


def test_damaged_ink_is_neither_learnt_nor_measured_with() -> None:
    whole, damaged = Sample(3, demo_digit(3).to_json()), Sample(3, '{"drawing": [[[1')
    held_back = replace(damaged, held_back=True)
    assert divided([whole, damaged, held_back]) == ([whole], [])
    with pytest.raises(PersonaliseError):
        divided([damaged])


def test_samples_that_cannot_be_read_are_said() -> None:
    samples_path().mkdir(parents=True)
    with pytest.raises(SampleError, match=samples_path().name):
        taught(None)


def test_of_what_is_only_held_back_nothing_can_be_learnt() -> None:
    with pytest.raises(PersonaliseError):
        divided([Sample(3, demo_digit(3).to_json(), held_back=True)])
