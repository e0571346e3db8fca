"""digitpad.training.taught: whose samples they are, and which of them only measure."""

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
    assert len(problems) == 2
    assert "line 2" in problems[0]
    assert 'not a digit "0" to "9"' in problems[1]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PersonaliseError, match=r"gone\.ndjson does not exist"):
        taught(tmp_path / "gone.ndjson")


def test_samples_that_cannot_be_read_are_said() -> None:
    samples_path().mkdir(parents=True)
    with pytest.raises(SampleError, match=samples_path().name):
        taught(None)


def test_of_what_is_only_held_back_nothing_can_be_learnt() -> None:
    with pytest.raises(PersonaliseError):
        divided([Sample(3, "{}", held_back=True)])
