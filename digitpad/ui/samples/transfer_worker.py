"""The process that takes samples in from files and writes them to files, for the window.

The one line in is ``{"do": "import", "paths": [FILE or FOLDER, ...]}``, or ``{"do": "export",
"path": FILE or FOLDER, "ids": [ID, ...]}``; without ids, all are written. Pictures go into the
folder if it is empty, else into a new one in there. Lines out are ``{"progress": SHARE}`` and, in
the end, ``{"finished": {...}}`` with what a Transferred holds. When the input ends, it is to stop:
what is taken in stays, what is half written goes.
"""

import _thread
import json
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from digitpad.background import lower_priority, when_input_ends
from digitpad.data.sample_files import (
    SampleFileError,
    export_samples,
    import_samples,
    is_ink_file,
)
from digitpad.data.samples import SampleError, SampleStore
from digitpad.resources import claim_folder, dated_name

MOST_PROBLEMS = 200  # that are told one by one


class _Worker:
    def __init__(self) -> None:
        self.stopped = False
        self.percent = -1
        self.result: dict[str, Any] = {"added": [], "there": 0, "written": 0, "path": ""}
        self.problems: list[str] = []

    def stop(self, at_once: bool) -> None:
        """Stop. ``at_once``: in the middle of whatever goes on."""
        self.stopped = True
        if at_once:
            _thread.interrupt_main()

    def progress(self, done: int, of: int, share: float) -> None:
        """Say how far it is, by whole percents: so many of the files, and a share of the next."""
        if (percent := int(100 * (done + share) / of)) > self.percent:
            self.percent = percent
            _say(progress=percent / 100)

    def take_in(self, store: SampleStore, paths: list[Path]) -> None:
        """Import from files and folders, one after the other."""
        for number, path in enumerate(paths):
            progress = partial(self.progress, number, len(paths))
            got = import_samples(path, store, progress, lambda: not self.stopped)
            self.result["added"] += got.added
            self.result["there"] += got.there
            self.problems += got.problems
            if self.stopped:
                return

    def write(self, store: SampleStore, path: Path, ids: list[int] | None) -> None:
        """Export samples."""
        wanted = None if ids is None else set(ids)
        samples = [s for s in store.samples() if wanted is None or s.id in wanted]
        with _place_for(path) as place:
            got = export_samples(place, samples, partial(self.progress, 0, 1))
        self.result |= {"written": got.written, "path": str(place)}
        self.problems += got.problems

    def work(self, job: dict[str, Any]) -> None:
        """Do the job, as far as it can be."""
        try:
            with closing(SampleStore(tell=self.problems.append)) as store:
                if job["do"] == "import":
                    self.take_in(store, [Path(path) for path in job["paths"]])
                else:
                    self.write(store, Path(job["path"]), job.get("ids"))
        except (SampleError, SampleFileError) as error:
            self.problems.append(str(error))
        except OSError as error:
            where = error.filename or "A file"
            self.problems.append(f"{where} cannot be written: {error.strerror or error}")
        except MemoryError:
            self.problems.append("There is not enough memory for so many samples")


@contextmanager
def _place_for(path: Path) -> Iterator[Path]:
    """Yield where to write to, so that nothing is replaced but a file that was named."""
    if is_ink_file(path):
        yield path
        return
    claimed = path.is_dir() and any(path.iterdir())
    folder = claim_folder(path, dated_name("samples")) if claimed else path
    try:
        yield folder
    except BaseException:
        if claimed:  # so all that is in there is ours, also what was just being made
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _say(**words: object) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201


def main() -> int:
    """Do one job; return the exit code."""
    # Ctrl+C in the window's terminal reaches us too: the window ends, and so does our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lower_priority()
    worker, job = _Worker(), json.loads(sys.stdin.readline())
    at_once = job["do"] == "export"
    if at_once:  # our own interrupt comes by the same way
        signal.signal(signal.SIGINT, signal.default_int_handler)
    when_input_ends(partial(worker.stop, at_once))
    with suppress(KeyboardInterrupt):
        worker.work(job)
    told = {
        "do": job["do"],
        "stopped": worker.stopped,
        "problems": worker.problems[:MOST_PROBLEMS],
        "more": max(0, len(worker.problems) - MOST_PROBLEMS),
    }
    _say(finished=worker.result | told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
