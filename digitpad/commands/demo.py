"""``digitpad demo``: replay ink onto the window, or onto a picture of it."""

import argparse
from pathlib import Path

from digitpad.problem import Problem
from digitpad.ui.app import run_demo


def run(options: argparse.Namespace) -> int:
    """Show the demonstration, or make a picture of it."""
    screenshot: Path | None = options.screenshot
    try:
        if screenshot is not None and not screenshot.parent.is_dir():
            raise Problem(f"{screenshot.parent} is not a folder, so nothing can be written there")
    except OSError as error:
        raise Problem(f"{screenshot} cannot be written: {error.strerror or error}") from None
    return run_demo(screenshot, dark=options.dark, train=options.train)
