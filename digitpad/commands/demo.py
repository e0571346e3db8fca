"""``digitpad demo``: replay ink onto the window, or onto a picture of it."""

import argparse

from digitpad.commands.output import picture_to_write
from digitpad.ui.app import run_demo


def run(options: argparse.Namespace) -> int:
    """Show the demonstration, or make a picture of it."""
    screenshot = options.screenshot and picture_to_write(options.screenshot)
    return run_demo(screenshot, dark=options.dark, scene=options.scene)
