"""What somebody has taught: which of their samples are learnt from, and which only measure."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from digitpad.data.sample_files import drawn_samples
from digitpad.data.samples import Sample, SampleStore, is_held_back
from digitpad.ink import InkError


class PersonaliseError(ValueError):
    """What keeps a network from being personalised; the message is one sentence for a person."""


class Taught(NamedTuple):
    """What somebody has taught. ``problems``: a sentence for each thing that was wrong with it."""

    samples: list[Sample]
    problems: list[str]


def taught(path: Path | None) -> Taught:
    """Return the user's own samples, or those of a file of ink, some of them held back.

    Raises SampleError, PersonaliseError.
    """
    samples, problems = list[Sample](), list[str]()
    if path is None:
        with closing(SampleStore(tell=problems.append)) as store:
            return Taught(store.samples(), problems)
    numbers = Counter[int]()
    try:
        for _, sample in drawn_samples(path):
            if isinstance(sample, str):
                problems.append(sample)
                continue
            numbers[sample.label] += 1
            held_back = is_held_back(sample.label, numbers[sample.label])
            samples.append(replace(sample, held_back=held_back))
    except InkError as error:
        if not samples:
            raise PersonaliseError(str(error)) from None
        problems.append(str(error))
    if not samples and not problems:
        raise PersonaliseError(f"{path} holds no drawing with a digit as its word")
    return Taught(samples, problems)


def divided(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Return those that are learnt from and those held back, damaged ones in neither.

    Raises PersonaliseError.
    """
    learnt = [sample for sample in samples if sample.teaches]
    if not learnt:
        raise PersonaliseError(
            "there is no sample yet that a network could learn from; draw a digit in the window "
            "and press its key"
        )
    return learnt, [each for each in samples if each.held_back and not each.is_damaged]
