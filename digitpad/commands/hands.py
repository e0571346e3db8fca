"""``digitpad hands``: draw digits as many hands would, or what is no digit."""

import argparse

import numpy as np

from digitpad.commands.common import write_file
from digitpad.data.hands import draw_hands
from digitpad.ink import write_ndjson
from digitpad.problem import Problem
from digitpad.ui.sheet import write_sheet


def run(options: argparse.Namespace) -> int:
    """Write drawings of synthetic hands as ink, as a contact sheet, or both."""
    if not 1 <= options.count <= 100_000:
        raise Problem(f"--count is {options.count}, but it must be from 1 to 100,000")
    if options.seed < 0:
        raise Problem(f"--seed is {options.seed}, but it must be 0 or above")
    if not (options.sheet or options.out):
        raise Problem("say where the drawings shall go: --sheet FILE.png, --out FILE.ndjson")

    counts = (0, options.count) if options.non_digits else (options.count, 0)
    drawings = list(draw_hands(np.random.default_rng(options.seed), *counts))
    if options.out:
        text = write_ndjson(drawings)
        write_file(options.out, lambda part: part.write_text(text, encoding="utf-8"))
    if options.sheet:
        write_file(options.sheet, lambda part: write_sheet(drawings, part))
    return 0
