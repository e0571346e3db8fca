"""The launcher: no sub-command opens the window, the others use the same engine without one."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from digitpad import __version__
from digitpad.problem import BAD_INPUT, INTERRUPTED, Problem, complain, missing_library

if TYPE_CHECKING:  # imported where used: the window starts without it
    import argparse


def main(arguments: list[str] | None = None) -> int:
    """Run the program; return its exit code: 0 done, 1 failed, 2 bad input."""
    _mend_streams()
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        from digitpad.ui.app import run_window

        return run_window()
    try:
        code = _run(_parser(given).parse_args(given))
        sys.stdout.flush()
        return code
    except Problem as problem:
        return complain(problem)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `digitpad predict ... | head`
        sys.stdout = Path(os.devnull).open("w")  # what is left in the old one has no reader
        return 0
    except OSError as error:
        sys.stdout = Path(os.devnull).open("w")
        return complain(f"the output cannot be written: {error.strerror or error}")


def _run(options: "argparse.Namespace") -> int:
    """Run the sub-command that was asked for; the others are not even imported."""
    from importlib import import_module

    if options.command == "predict":
        # Each core has a process of its own: threads would wait for one another.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with _ctrl_c_held():
            command = import_module(f"digitpad.commands.{options.command}")
    except ImportError as error:
        raise Problem(missing_library(error)) from None
    return int(command.run(options))


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Let Ctrl+C wait: Qt's libraries, while they load, crash on it."""
    import signal

    asked, usual = list[int](), signal.getsignal(signal.SIGINT)
    if usual != signal.default_int_handler:  # it does nothing, as for what runs behind a shell
        yield
        return
    signal.signal(signal.SIGINT, lambda number, frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if asked:
        raise KeyboardInterrupt


def _mend_streams() -> None:
    """Let printing never be what fails: a stream may be closed, or know only ASCII."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed, or pythonw.exe
            setattr(sys, name, Path(os.devnull).open("w"))
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _parser(given: list[str]) -> "argparse.ArgumentParser":
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")

    parser = Parser(
        prog="digitpad",
        description="Draw a digit and see it read. Without a command, opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"digitpad {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True
    )

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary)

    def network_option(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--network",
            type=Path,
            metavar="FILE.keras|FILE.h5",
            help="the bundled one if not given",
        )

    def json_option(added: "argparse._ActionsContainer", what: str) -> None:
        added.add_argument("--json", action="store_true", help=what)

    def transposed_option(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--transposed",
            action="store_true",
            help="the data set's pictures have rows and columns swapped, as EMNIST's have",
        )

    added = command("predict", "Read digits in pictures, ink and data sets.")
    added.add_argument(
        "files",
        nargs="+",
        metavar="FILE|FOLDER|-",
        help="pictures, ink, data sets, folders of them; - for one on standard input",
    )
    network_option(added)
    formats = added.add_mutually_exclusive_group()
    json_option(formats, "print one JSON object a line")
    formats.add_argument("--csv", action="store_true", help="print a table as CSV")

    added = command("convert", "Bring ink, data sets and networks into other formats.")
    added.add_argument("source", type=Path, metavar="IN", help="a file, or a folder of pictures")
    added.add_argument(
        "target",
        type=Path,
        metavar="OUT",
        help="ink: .ndjson, .inkml, .svg or .png; a data set: .npz, .csv, a folder, or a name that "
        "ends in -images-idx3-ubyte or -images-idx3-ubyte.gz; a network: .keras or .onnx",
    )
    transposed_option(added)

    added = command("train", "Train a network on MNIST; Ctrl+C stops it and keeps it.")
    _train_options(added, given)
    added.add_argument(
        "--resume",
        nargs="?",
        const="",
        metavar="RUN",
        help="go on with a run, by its name or folder; the last one interrupted if none is named",
    )
    added.add_argument(
        "--more-epochs", type=int, metavar="N", help="so many more than it was to have"
    )
    added.add_argument(
        "--out", type=Path, metavar="FILE.keras", help="a new file among your networks if not given"
    )
    json_option(added, "print one JSON object with recipe, history and figures at the end")

    added = command("personalise", "Let a network learn your hand from your own samples.")
    network_option(added)
    added.add_argument(
        "--samples",
        type=Path,
        metavar="FILE.ndjson|FILE.inkml",
        help="somebody's digits, as ink; what you taught in the window if not given",
    )
    added.add_argument(
        "--out", type=Path, metavar="FILE.keras", help="a new file among your networks if not given"
    )
    json_option(added, "print one JSON object with the figures before and after")

    added = command("evaluate", "Measure a network, or two side by side, on labelled digits.")
    added.add_argument(
        "data",
        nargs="?",
        default="mnist",
        metavar="FILE|FOLDER|NAME",
        help="a data set or ink, one of the data sets kept in the window by its name, or mnist, "
        "mnist-train, hands (synthetic digits), samples (your own), samples-held-back (those that "
        "Personalise does not learn from); mnist if not given",
    )
    transposed_option(added)
    added.add_argument(
        "--network",
        action="append",
        type=Path,
        metavar="FILE.keras|FILE.h5",
        help="the bundled one if not given; give it twice to compare two",
    )
    added.add_argument(
        "--non-digits",
        type=Path,
        metavar="FILE.ndjson",
        help="also measure how well digits are told from these drawings of something else",
    )
    added.add_argument(
        "--robustness",
        action="store_true",
        help="also measure accuracy against rotation, shift, noise and stroke thickness",
    )
    added.add_argument(
        "--report",
        type=Path,
        metavar="FILE.html|FILE.json",
        help="write all of it, robustness too, as a page with charts and pictures, or as JSON",
    )
    json_option(added, "print one JSON object")

    added = command("hands", "Draw digits as many hands would: what networks learn from.")
    added.add_argument("--sheet", type=Path, metavar="FILE.png", help="write a contact sheet")
    added.add_argument("--out", type=Path, metavar="FILE.ndjson", help="write the ink")
    added.add_argument(
        "--count", type=int, default=300, metavar="N", help="so many drawings; 300 if not given"
    )
    added.add_argument("--seed", type=int, default=0, metavar="S", help="0 if not given")
    added.add_argument(
        "--non-digits", action="store_true", help="letters, signs and scribbles instead"
    )

    _samples_options(command("samples", "Bring your own samples into files and back."))

    added = command("demo", "Replay ink onto the window so that the bars move.")
    added.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="draw without a screen into a picture"
    )
    added.add_argument("--dark", action="store_true", help="in dark colours")
    scenes = added.add_mutually_exclusive_group()
    for scene, told in (
        ("train", "train Quick as well, and show its curves"),
        ("options", "the same, with the recipe unfolded"),
        ("report", "measure the network, and show the report"),
        ("photo", "drop a photo of numbers on the pad"),
        ("data-set", "look at a data set before it is used"),
        ("samples", "teach samples of synthetic hands to the post's network, and show them"),
        ("personalise", "the same, and let the network learn from them"),
    ):
        scenes.add_argument(
            f"--{scene}", dest="scene", action="store_const", const=scene, default="draw", help=told
        )
    return parser


def _samples_options(added: "argparse.ArgumentParser") -> None:
    actions = added.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)

    def action(name: str, summary: str) -> "argparse.ArgumentParser":
        return actions.add_parser(name, help=summary, description=summary)

    metavar = "FILE.ndjson|FILE.inkml|FOLDER"
    kinds = "drawings, or a folder with one of pictures a digit"
    given = action("export", "Write all samples; a file that is there is replaced.")
    given.add_argument("file", type=Path, metavar=metavar, help=kinds)
    given = action("import", "Take in samples; those that are there already are passed over.")
    given.add_argument("files", nargs="+", type=Path, metavar=metavar, help=kinds)
    given = action("stats", "Count the samples.")
    given.add_argument("--json", action="store_true", help="print one JSON object")


def _train_options(added: "argparse.ArgumentParser", given: list[str]) -> None:
    if given[:1] == ["train"]:  # the other commands need not know what recipes are
        from digitpad.commands.recipe_options import add_recipe_options

        add_recipe_options(added)
