"""What somebody has taught: which of their samples are learnt from, and which only measure."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from digitpad.data.samples import Sample, SampleStore, is_held_back
from digitpad.ink import BadLine, InkError, read_ndjson


class PersonaliseError(ValueError):
    """What keeps a network from being personalised; the message is one sentence for a person."""


class Taught(NamedTuple):
    """What somebody has taught. ``problems``: a sentence for each drawing that is no sample."""

    samples: list[Sample]
    problems: list[str]


def taught(path: Path | None) -> Taught:
    """Return the user's own samples, or those of an NDJSON file, some of them held back.

    Raises SampleError, PersonaliseError.
    """
    if path is None:
        store = SampleStore()
        try:
            return Taught(store.samples(), [])
        finally:
            store.close()
    samples: list[Sample] = []
    problems: list[str] = []
    numbers = Counter[int]()
    try:
        for drawing in read_ndjson(path):
            if isinstance(drawing, BadLine):
                problems.append(drawing.message)
            elif drawing.label is None:
                problems.append(f'{path}, {drawing.key_id}: its word is not a digit "0" to "9"')
            else:
                label = drawing.label
                numbers[label] += 1
                held_back = is_held_back(label, numbers[label])
                samples.append(Sample(label, drawing.to_json(), held_back=held_back))
    except InkError as error:
        raise PersonaliseError(str(error)) from None
    return Taught(samples, problems)


def divided(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Return those that are learnt from and those held back. Raises PersonaliseError."""
    learnt = [sample for sample in samples if not sample.held_back]
    if not learnt:
        raise PersonaliseError(
            "there is no sample yet that a network could learn from; draw a digit in the window "
            "and press its key"
        )
    return learnt, [sample for sample in samples if sample.held_back]
