"""``digitpad hands``: draw digits as many hands would, or what is no digit."""

import argparse

import numpy as np

from digitpad.commands.common import native_messages_hidden
from digitpad.commands.output import file_to_write, picture_to_write, write_file
from digitpad.data.hands import draw_hands
from digitpad.ink import INK_SUFFIXES, write_ndjson
from digitpad.problem import Problem


def run(options: argparse.Namespace) -> int:
    """Write drawings of synthetic hands as ink, as a contact sheet, or both."""
    if not 1 <= options.count <= 100_000:
        raise Problem(f"--count is {options.count}, but it must be from 1 to 100,000")
    if options.seed < 0:
        raise Problem(f"--seed is {options.seed}, but it must be 0 or above")
    if not (options.sheet or options.out):
        raise Problem("say where the drawings shall go: --sheet FILE.png, --out FILE.ndjson")
    if options.out and options.out.suffix.lower() not in INK_SUFFIXES:
        raise Problem(f"{options.out} must end in .ndjson, the format it is written in")
    out = options.out and file_to_write(options.out)
    sheet = options.sheet and picture_to_write(options.sheet)

    counts = (0, options.count) if options.non_digits else (options.count, 0)
    drawings = list(draw_hands(np.random.default_rng(options.seed), *counts))
    if out:
        text = write_ndjson(drawings)
        write_file(out, lambda part: part.write_text(text, encoding="utf-8"))
    if sheet:
        from digitpad.ui.sheet import write_sheet  # Qt's, and the ink needs none of it

        with native_messages_hidden():
            write_file(sheet, lambda part: write_sheet(drawings, part))
    return 0
