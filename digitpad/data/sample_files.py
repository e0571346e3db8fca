"""Samples in files that other programs know: Quick, Draw! NDJSON, InkML, pictures in folders.

A folder has one folder a digit, 0 to 9, with pictures of 28x28 as the network sees them, white on
black. What NDJSON has no key for is told by keys of our own, which others pass over: ``said``,
``confidence`` and ``network``. InkML holds the drawing and its digit alone.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitpad.data import picture_folders
from digitpad.data.image_set import ImageSetError
from digitpad.data.sample import Sample, now
from digitpad.data.samples import AT_ONCE, SampleError, SampleStore
from digitpad.drawing_files import (
    INK_SUFFIXES,
    INKML_SUFFIX,
    is_inkml,
    read_drawings,
    write_drawings,
)
from digitpad.ink import BadLine, Drawing, InkError, json_object, read_lines
from digitpad.pictures.decode import PictureError
from digitpad.pictures.single import read_picture
from digitpad.raster import SIDE
from digitpad.resources import replace_file

Progress = Callable[[float], object]  # is told the share that is done
MAX_NETWORK_NAME = 200  # characters
TIME = "%Y-%m-%d %H:%M:%S.%f UTC"  # as Quick, Draw! writes it


class SampleFileError(ValueError):
    """Samples that cannot be written or read; the message is one sentence for a person."""


@dataclass
class Imported:
    """What an import came to.

    ``added``: the new samples' ids. ``there``: how many were there already. ``problems``: a
    sentence for each thing that could not be taken in.
    """

    added: list[int] = field(default_factory=list)
    there: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class Exported:
    """What an export came to: how many samples were written, and a sentence for each problem."""

    written: int = 0
    problems: list[str] = field(default_factory=list)


def is_ink_file(path: Path) -> bool:
    """Return whether a name is that of a file of drawings, not of a folder of pictures."""
    return path.suffix.lower() in INK_SUFFIXES


# export


def export_samples(
    path: Path, samples: Sequence[Sample], progress: Progress = lambda _: None
) -> Exported:
    """Write samples into a file of ink, if it is called so, or else as pictures into a folder.

    A file that is there is replaced. A folder must be new, or empty; where it cannot be filled,
    nothing of it is left. Raises SampleFileError.
    """
    if not samples:
        raise SampleFileError("there are no samples yet, so there is nothing to write")
    if not is_ink_file(path) and path.suffix[1:].isalpha() and not path.is_dir():
        raise SampleFileError(
            f"{path} ends in {path.suffix}, where a file of samples ends in "
            f"{', '.join(INK_SUFFIXES)}, and a folder of pictures in nothing of that kind"
        )
    write = _write_ink if is_ink_file(path) else _write_folder
    try:
        return write(path, _watched(samples, progress))
    except OSError as error:
        where = error.filename or path
        raise SampleFileError(f"{where} cannot be written: {error.strerror or error}") from None


def _watched(samples: Sequence[Sample], progress: Progress) -> Iterator[Sample]:
    for number, sample in enumerate(samples, 1):
        yield sample
        progress(number / len(samples))


def _write_ink(path: Path, samples: Iterable[Sample]) -> Exported:
    drawn, pictures, result = list[tuple[Sample, Drawing]](), 0, Exported()
    for sample in samples:
        if sample.is_damaged:
            result.problems.append(f"sample {sample.id} has damaged ink, and was left out")
        elif sample.drawing is not None:
            drawn.append((sample, sample.drawing))
        else:
            pictures += 1
    if not drawn:
        raise SampleFileError("none of the samples has strokes: write them into a folder instead")
    if path.suffix.lower() == INKML_SUFFIX:
        write_drawings(path, (replace(d, key_id=_key(s, d)) for s, d in drawn))
    else:
        text = "".join(f"{_line(sample, drawing)}\n" for sample, drawing in drawn)
        replace_file(path.resolve(), lambda part: part.write_text(text, encoding="utf-8"))
    if pictures:
        are = "1 sample is a picture" if pictures == 1 else f"{pictures:,} samples are pictures"
        result.problems.append(f"{are} without strokes, which only a folder of pictures can hold")
    result.written = len(drawn)
    return result


def _key(sample: Sample, drawing: Drawing) -> str:
    """Return what a sample is called in a file: as it was where it came from, or by its number."""
    return drawing.key_id or f"own-{sample.id}"


def _line(sample: Sample, drawing: Drawing) -> str:
    values = drawing.to_dict()
    values["key_id"] = _key(sample, drawing)
    values["recognized"] = not sample.misread
    with suppress(ValueError, OverflowError):
        kept = datetime.fromisoformat(sample.kept).astimezone(timezone.utc)
        values["timestamp"] = kept.strftime(TIME)
    values |= {"said": sample.said, "confidence": sample.confidence, "network": sample.network}
    return json.dumps(values, separators=(",", ":"))


def _write_folder(folder: Path, samples: Iterable[Sample]) -> Exported:
    if not picture_folders.is_new_or_empty(folder):
        raise SampleFileError(
            f"{folder} is not an empty folder; name a new one, or a file that ends in .ndjson"
        )
    result = Exported()

    def pictures() -> Iterator[tuple[str, npt.NDArray[np.uint8]]]:
        for sample in samples:
            if sample.image.any():
                name = f"{sample.label}/{_picture_name(sample)}"
                yield name, np.rint(sample.image * 255).astype(np.uint8)
            else:  # a blank picture, or damaged ink
                result.problems.append(f"sample {sample.id} shows nothing, and was left out")

    result.written = picture_folders.write(folder, pictures())
    return result


def _picture_name(sample: Sample) -> str:
    """Return what a sample's picture is called: its number, its day, and how it was misread."""
    day = sample.kept[:10] if sample.kept[:10].replace("-", "").isdecimal() else "undated"
    misread = f"-read-as-{sample.said}" if sample.misread else ""
    return f"{sample.id:06}-{day}{misread}.png"


# import


def import_samples(
    path: Path,
    store: SampleStore,
    progress: Progress = lambda _: None,
    go_on: Callable[[], bool] = lambda: True,
) -> Imported:
    """Take in the samples of a file of ink, or of a folder of pictures; what is good of them.

    ``go_on``: is asked between batches; what was taken in before stays. All that is wrong is
    among the result's problems, a full disk, too.
    """
    result = Imported()
    try:
        found = _to_its_end(path)
        kept = store.samples()
        there = {_sign(sample) for sample in kept}
        if _is_folder(path):  # a drawn sample that was written as a picture is not another one
            there |= {_sign(_pictured(sample)) for sample in kept}
        while go_on() and (batch := list(islice(found, AT_ONCE))):
            new = []
            for _, sample in batch:
                if isinstance(sample, str):
                    result.problems.append(sample)
                elif (sign := _sign(sample)) in there:
                    result.there += 1
                else:
                    there.add(sign)
                    new.append(sample)
            result.added += [sample.id for sample in store.add_all(new)]
            progress(batch[-1][0])
    except SampleError as error:
        result.problems.append(str(error))
    return result


def _to_its_end(path: Path) -> Iterator[tuple[float, Sample | str]]:
    """Yield what is found; where it ends too soon, why that is: what came before is good."""
    try:
        yield from _pictures(path) if _is_folder(path) else drawn_samples(path)
    except (InkError, SampleFileError) as error:
        yield 1.0, str(error)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # who reads it as a file says why
        return False


def _sign(sample: Sample) -> bytes:
    """Return what two samples have in common if they are the same drawing of the same digit."""
    what = sample.picture or b""
    with suppress(InkError):
        what = json.dumps(json_object(sample.ink).get("drawing")).encode()
    return blake2b(b"%d %b" % (sample.label, what), digest_size=16).digest()


def _pictured(sample: Sample) -> Sample:
    """Return a sample as it comes back from a folder of pictures."""
    picture = np.rint(sample.image * 255).astype(np.uint8)
    return replace(sample, ink="", picture=picture.tobytes())


def drawn_samples(path: Path) -> Iterator[tuple[float, Sample | str]]:
    """Yield the share of a file that is read, and a sample or what is wrong with a drawing.

    Raises InkError when the file cannot be read.
    """
    if is_inkml(path):
        yield from _samples_of_inkml(path)
        return
    read, size = 0, 1

    def parse(line: str) -> tuple[int, Drawing, dict[str, Any]]:
        nonlocal read
        read += len(line)
        values = json_object(line)
        return read, Drawing.from_dict(values), values

    with suppress(OSError):
        size = max(1, path.stat().st_size)
    for number, line in read_lines(path, parse):
        if isinstance(line, BadLine):
            yield min(1.0, read / size), line.message
            continue
        so_far, drawing, values = line
        share = min(1.0, so_far / size)
        if drawing.label is None:
            yield share, f"{path}, line {number}: {_no_digit(values.get('word'))}"
        else:
            yield share, _drawn(drawing, drawing.label, values)


def _samples_of_inkml(path: Path) -> Iterator[tuple[float, Sample | str]]:
    share = 0.0

    def tell(read: float) -> None:
        nonlocal share
        share = read

    for drawing in read_drawings(path, tell):
        if isinstance(drawing, BadLine):
            yield share, drawing.message
        elif drawing.label is None:
            why = 'no annotation "truth" or "label" of it is a digit, "0" to "9"'
            yield share, f"{path}, {drawing.key_id}: {why}"
        else:
            yield share, _drawn(drawing, drawing.label, {})


def _no_digit(word: object) -> str:
    if not isinstance(word, str):
        return 'it has no word, which would be its digit, "0" to "9"'
    return f'its word is {json.dumps(word[:40], ensure_ascii=False)}, not a digit "0" to "9"'


def _drawn(drawing: Drawing, label: int, values: dict[str, Any]) -> Sample:
    """Return a sample of a line, with what its own keys tell as far as it can be."""
    said, confidence = values.get("said"), values.get("confidence")
    network = str(values.get("network") or "").replace("\0", "")[:MAX_NETWORK_NAME]
    sample = Sample.of(
        drawing,
        label,
        "file",
        said=said if type(said) is int and 0 <= said <= 9 else None,
        confidence=confidence if _is_share(confidence) else None,
        network=network.encode(errors="ignore").decode(),  # JSON has halves of characters
    )
    return replace(sample, kept=_moment(values.get("timestamp")))


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and type(value) is not bool and 0 <= value <= 1


def _moment(told: object) -> str:
    """Return a time as samples tell it; this moment where none is told."""
    with suppress(ValueError, OverflowError):
        when = datetime.strptime(str(told), TIME).replace(tzinfo=timezone.utc)
        return when.isoformat(timespec="milliseconds")
    return now()


def _pictures(folder: Path) -> Iterator[tuple[float, Sample | str]]:
    """Yield the share of a folder that is read, and a sample or what is wrong with a picture."""
    try:
        tree = picture_folders.tree_of(folder)
    except ImageSetError as error:
        raise SampleFileError(str(error)) from None
    for problem in tree.problems:
        yield 0.0, problem
    pictures = sorted(picture_folders.pictures_in(tree), key=lambda picture: picture.digit)
    if not pictures and not tree.problems:
        raise SampleFileError(
            f"{folder} has no folders 0 to 9 with pictures in them, one for each digit"
        )
    for number, (_, digit, file) in enumerate(pictures, 1):
        share = number / len(pictures)
        try:
            picture = np.rint(read_picture(tree.where(file)) * 255).astype(np.uint8)
        except PictureError as error:
            yield share, str(error)
        else:
            assert picture.shape == (SIDE, SIDE)
            yield share, Sample(digit, picture=picture.tobytes(), kept=now())
