"""The process that reads, keeps and writes data sets for the window.

The one line in is one of these; where a set is, is told by ``"kept": NAME``, or else by a folder
that a look has left it in::

    {"do": "look", "path": PATH, "transposed": BOOL, "folder": FOLDER, "network": FILE}
    {"do": "look", "kept": NAME, "folder": FOLDER, "network": FILE}
    {"do": "keep", "folder": FOLDER, "name": NAME}
    {"do": "write", "folder": FOLDER, "path": PATH}
    {"do": "write", "kept": NAME, "path": PATH}

Lines out are ``{"progress": SHARE}``, and in the end ``{"finished": {...}}``, with the name of what
was kept or the files that were written, or ``{"failed": SENTENCE}``. When the input ends, it is to
stop: what is half written goes.
"""

import _thread
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from digitpad.background import lower_priority, when_input_ends
from digitpad.data.image_set import ImageSet, ImageSetError
from digitpad.ui.data_sets.look import Part, ReadBy, look_at

PARTS = ("x_train", "y_train", "x_test", "y_test")
REST = "rest.json"  # what a set has beside its pictures
#: Reading ends at this share of a look; the rest is the looking.
READ = 0.85
#: How many pictures tell how well a network reads a set, and with which seed they are drawn.
READ_AT_MOST, SEED = 2_000, 0


def _say(**words: object) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201


class _Progress:
    """Says how far it is, by whole percents."""

    def __init__(self) -> None:
        self.percent = -1

    def say(self, share: float) -> None:
        if (percent := int(100 * share)) > self.percent:
            self.percent = percent
            _say(progress=percent / 100)


def put_down(image_set: ImageSet, folder: Path) -> None:
    """Leave a set in a folder, for other processes of ours. Raises OSError."""
    for part in PARTS:
        np.save(folder / f"{part}.npy", getattr(image_set, part), allow_pickle=False)
    rest = {"name": image_set.name, "problems": list(image_set.problems)}
    (folder / REST).write_text(json.dumps(rest), encoding="utf-8")


def take_up(folder: Path) -> ImageSet:
    """Return the set that was left in a folder. Raises ImageSetError."""
    try:
        rest = json.loads((folder / REST).read_text(encoding="utf-8"))
        parts = {part: np.load(folder / f"{part}.npy", allow_pickle=False) for part in PARTS}
        return ImageSet(name=rest["name"], problems=rest["problems"], **parts)
    except (OSError, ValueError, KeyError) as error:
        raise ImageSetError(f"The data set is no longer in {folder}: {error}") from None


def read_by(network: str, image_set: ImageSet) -> ReadBy | None:
    """Return how a network reads some of a set, of its test part if it has one."""
    from digitpad.evaluation import evaluate, reads_better_transposed
    from digitpad.network import DenseNetwork, NetworkError
    from digitpad.resources import network_name

    images, labels = image_set.x_test, image_set.y_test
    if not len(labels):
        images, labels = image_set.x_train, image_set.y_train
    if not len(labels):
        return None
    some = np.random.default_rng(SEED).permutation(len(labels))[:READ_AT_MOST]
    try:
        opened = DenseNetwork.open(Path(network))
    except NetworkError:  # it was deleted meanwhile; the set can be looked at all the same
        return None
    few, right = images[some], labels[some]
    upright = evaluate(opened, few, right)
    other = evaluate(opened, few.transpose(0, 2, 1), right)
    offered = reads_better_transposed(opened, few, right)
    name = network_name(Path(network))
    return ReadBy(name, len(some), upright.accuracy, other.accuracy, offered)


def _look(job: dict[str, Any], progress: _Progress) -> None:
    if "kept" in job:
        image_set = _source(job)
    else:
        from digitpad.data.set_files import read_set

        image_set = read_set(
            Path(job["path"]),
            transposed=bool(job.get("transposed")),
            progress=lambda share: progress.say(READ * share),
        )
        put_down(image_set, Path(job["folder"]))
    progress.say(READ)
    train = Part(image_set.x_train, image_set.y_train)
    test = Part(image_set.x_test, image_set.y_test)
    said = read_by(job["network"], image_set)
    progress.say(0.95)
    look = look_at(image_set.name, train, test, tuple(image_set.problems), said)
    look.keep(Path(job["folder"]))


def _source(job: dict[str, Any]) -> ImageSet:
    from digitpad.data.set_library import open_kept

    return open_kept(job["kept"]) if "kept" in job else take_up(Path(job["folder"]))


def _work(job: dict[str, Any]) -> dict[str, Any]:
    progress = _Progress()
    if job["do"] == "look":
        _look(job, progress)
    elif job["do"] == "keep":
        from digitpad.data.set_library import keep_set

        return {"name": keep_set(_source(job), job["name"]).stem}
    else:
        from digitpad.data.set_files import write_set

        written = write_set(Path(job["path"]), _source(job), progress.say)
        return {"files": [str(path) for path in written]}
    return {}


def main() -> int:
    """Do one job; return the exit code."""
    # Ctrl+C in the window's terminal reaches us too: the window ends, and so does our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lower_priority()
    job: dict[str, Any] = json.loads(sys.stdin.readline())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # our own comes by the same way
    when_input_ends(_thread.interrupt_main)
    with suppress(KeyboardInterrupt):
        try:
            _say(finished=_work(job))
        except ImageSetError as error:
            _say(failed=str(error))
        except OSError as error:
            where = error.filename or "A file"
            _say(failed=f"{where} cannot be written: {error.strerror or error}")
        except MemoryError:
            _say(failed="There is not enough memory for this data set")
    return 0


if __name__ == "__main__":
    sys.exit(main())
