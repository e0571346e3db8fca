"""``digitpad samples``: a person's own samples, into files and out of them, and how many."""

import argparse
import json
from contextlib import closing
from pathlib import Path

from digitpad.commands.common import native_messages_hidden
from digitpad.commands.output import file_to_write
from digitpad.commands.progress import progress_bar
from digitpad.data.sample_files import (
    Imported,
    SampleFileError,
    export_samples,
    import_samples,
    is_ink_file,
)
from digitpad.data.samples import SampleError, SampleStore
from digitpad.problem import BAD_INPUT, Problem, complain


def run(options: argparse.Namespace) -> int:
    """Export, import or count the user's own samples."""
    action = {"export": _export, "import": _import, "stats": _stats}[options.action]
    try:
        with closing(SampleStore(tell=complain)) as store:
            return action(store, options)
    except (SampleError, SampleFileError) as error:
        raise Problem(error) from None


def _export(store: SampleStore, options: argparse.Namespace) -> int:
    path = options.file
    if is_ink_file(path):
        path = file_to_write(path)
    with progress_bar() as show:
        result = export_samples(path, store.samples(), lambda share: show(share, "writing"))
    print(path)
    for problem in result.problems:
        complain(problem)
    return BAD_INPUT if result.problems else 0


def _import(store: SampleStore, options: argparse.Namespace) -> int:
    added = there = problems = 0
    for path in options.files:
        result = _import_one(store, path)
        for problem in result.problems:
            complain(problem)
        added, there = added + len(result.added), there + result.there
        problems += len(result.problems)
    print(f"{added:,} added, {there:,} there already")
    return BAD_INPUT if problems else 0


def _import_one(store: SampleStore, path: Path) -> Imported:
    # The decoders of pictures print what they think.
    with progress_bar() as show, native_messages_hidden():
        return import_samples(path, store, lambda share: show(share, f"reading {path.name}"))


def _stats(store: SampleStore, options: argparse.Namespace) -> int:
    counts = store.counts()
    first, last = store.span() or (None, None)
    if options.json:
        print(
            json.dumps(
                {
                    "file": str(store.path),
                    "count": counts.all,
                    "digits": dict(enumerate(counts.of)),
                    "misread": counts.misread,
                    "held_back": counts.held_back,
                    "first": first,
                    "last": last,
                }
            )
        )
        return 0
    print(store.path)
    print("digit " + "".join(f"{digit:>7}" for digit in range(10)) + "     all")
    print("count " + "".join(f" {count:>6,}" for count in counts.of) + f" {counts.all:>7,}")
    print(f"{counts.misread:,} misread, {counts.held_back:,} held back to measure with")
    if first and last:
        print(f"kept from {first[:10]} to {last[:10]}")
    return 0
