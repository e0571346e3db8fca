"""The launcher: no sub-command opens the window, the others use the same engine without one."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from digitpad import __version__
from digitpad.problem import BAD_INPUT, INTERRUPTED, Problem, complain

if TYPE_CHECKING:  # imported where used: the window starts without the rest
    import argparse

    from digitpad.evaluation import Evaluation
    from digitpad.network import DenseNetwork, Reading
    from digitpad.training.events import Event
    from digitpad.training.recipe import Recipe


def main(arguments: list[str] | None = None) -> int:
    """Run the program; return its exit code: 0 done, 1 failed, 2 bad input."""
    _mend_streams()
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        from digitpad.ui.app import run_window

        return run_window()
    options = _parser().parse_args(given)
    try:
        code = int(options.run(options))
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


def _mend_streams() -> None:
    """Let printing never be what fails: a stream may be closed, or know only ASCII."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed, or pythonw.exe
            setattr(sys, name, Path(os.devnull).open("w"))
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _parser() -> "argparse.ArgumentParser":
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")

    parser = Parser(
        prog="digitpad",
        description="Draw a digit and see it read. Without a command, opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"digitpad {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Any, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    def network_option(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--network", type=Path, metavar="FILE.keras", help="the bundled one if not given"
        )

    def json_option(added: argparse.ArgumentParser, what: str) -> None:
        added.add_argument("--json", action="store_true", help=what)

    added = command("predict", _predict, "Read pictures of digits, or ink in NDJSON files.")
    added.add_argument("files", nargs="+", type=Path, metavar="FILE")
    network_option(added)
    json_option(added, "print one JSON object a line")

    added = command("train", _train, "Train a network on MNIST; Ctrl+C stops it and keeps it.")
    added.add_argument("--preset", type=str.lower, metavar="NAME", help=_preset_help())
    added.add_argument("--epochs", type=int, metavar="N", help="how often to go through the data")
    added.add_argument(
        "--seed", type=int, metavar="S", help="of the random numbers; 0 if not given"
    )
    added.add_argument("--examples", type=int, metavar="N", help="use the first N images only")
    added.add_argument(
        "--out", type=Path, metavar="FILE.keras", help="a new file among your networks if not given"
    )
    json_option(added, "print one JSON object with recipe, history and figures at the end")

    added = command("evaluate", _evaluate, "Measure a network on labelled digits.")
    added.add_argument(
        "data", nargs="?", default="mnist", metavar="FILE.ndjson|mnist", help="mnist if not given"
    )
    network_option(added)
    added.add_argument(
        "--non-digits",
        type=Path,
        metavar="FILE.ndjson",
        help="also measure how well digits are told from these drawings of something else",
    )
    json_option(added, "print one JSON object")

    added = command("hands", _hands, "Draw digits as many hands would: what networks learn from.")
    added.add_argument("--sheet", type=Path, metavar="FILE.png", help="write a contact sheet")
    added.add_argument("--out", type=Path, metavar="FILE.ndjson", help="write the ink")
    added.add_argument(
        "--count", type=int, default=300, metavar="N", help="so many drawings; 300 if not given"
    )
    added.add_argument("--seed", type=int, default=0, metavar="S", help="0 if not given")
    added.add_argument(
        "--non-digits", action="store_true", help="letters, signs and scribbles instead"
    )

    added = command("demo", _demo, "Replay ink onto the window so that the bars move.")
    added.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="draw without a screen into a picture"
    )
    added.add_argument("--dark", action="store_true", help="in dark colours")
    added.add_argument(
        "--train", action="store_true", help="train Quick as well, and show its curves"
    )
    return parser


def _preset_help() -> str:
    from digitpad.training.recipe import PRESETS

    return f"one of {', '.join(PRESETS)}; quick if not given"


def _open_network(path: Path | None) -> "DenseNetwork":
    from digitpad.network import DenseNetwork, NetworkError
    from digitpad.resources import bundled_network

    try:
        return DenseNetwork.open(path or bundled_network())
    except NetworkError as error:
        raise Problem(error) from None


def _import_raster() -> Any:
    """Return the raster module, or say which system library Qt is missing."""
    try:
        from digitpad import raster
    except ImportError as error:
        from digitpad.problem import missing_library

        raise Problem(missing_library(error)) from None
    return raster


# predict


def _predict(options: "argparse.Namespace") -> int:
    import json

    network, code = _open_network(options.network), 0
    for source, result in _readings(options.files, network):
        if isinstance(result, str):
            code = complain(result)
        elif options.json:
            probabilities = [round(float(p), 7) for p in result.probabilities]
            print(
                json.dumps(
                    {"source": source, "digit": result.digit, "probabilities": probabilities}
                ),
                flush=True,
            )
        else:
            # A file's own words may hold what a terminal takes for commands.
            shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in source)
            print(f"{result.digit}  {result.confidence:7.2%}  {shown}", flush=True)
    return code


def _readings(files: list[Path], network: "DenseNetwork") -> Iterator[tuple[str, "Reading | str"]]:
    """Yield (source, reading) of each picture and drawing, a sentence in place of a broken one."""
    from digitpad.ink import BadLine, InkError, read_ndjson

    raster = _import_raster()
    for file in files:
        try:
            if file.suffix.lower() not in (".ndjson", ".jsonl"):
                with _native_messages_hidden():  # decoders print what they think
                    picture = raster.read_picture(file)
                yield str(file), network.read(picture)
                continue
            empty = True
            for drawing in read_ndjson(file):
                empty = False
                if isinstance(drawing, BadLine):
                    yield str(file), drawing.message
                else:
                    yield drawing.key_id, network.read(raster.rasterize(drawing))
            if empty:
                yield str(file), f"{file} holds no drawing"
        except (InkError, raster.PictureError) as error:
            yield str(file), str(error)


# evaluate


def _evaluate(options: "argparse.Namespace") -> int:
    import json

    from digitpad.evaluation import auroc, evaluate, probabilities
    from digitpad.provenance import provenance
    from digitpad.resources import bundled_network

    network, code = _open_network(options.network), 0
    others = None
    if options.non_digits is not None:
        pictures, _, problems = _ink_pictures(options.non_digits)
        for problem in problems:
            code = complain(problem)
        if not len(pictures):
            raise Problem(f"{options.non_digits} holds no drawing")
        others = probabilities(network, pictures).max(axis=1)
    if options.data == "mnist":
        from digitpad.data.mnist import load_mnist

        mnist = load_mnist()
        evaluation = evaluate(network, mnist.x_test, mnist.y_test)
    else:
        images, labels, problems = _ink_pictures(Path(options.data), labelled=True)
        for problem in problems:
            code = complain(problem)
        if not labels and code:
            return code
        if not labels:
            raise Problem(f"{options.data} holds no drawing with a digit as its word")
        evaluation = evaluate(network, images, labels)
    made = provenance(network.info)
    figures = {
        "network": made._asdict() | {"weights": network.parameters},
        **evaluation.to_dict(),
    }
    if others is not None:
        told = auroc(evaluation.confidences, others)
        figures["non_digits"] = {"count": len(others), "auroc": told}
    if options.json:
        print(json.dumps(figures))
        return code
    named = (options.network or bundled_network()).name
    print(", ".join(filter(None, [named, f"{network.parameters:,} weights", str(made)])))
    _print_evaluation(evaluation)
    if others is not None:
        print(f"\ntold from {len(others):,} drawings of something else: AUROC {told:.4f}")
    return code


def _ink_pictures(path: Path, labelled: bool = False) -> tuple[Any, list[int], list[str]]:
    """Return the pictures of an NDJSON file, their labels if it has to have them, and problems."""
    import numpy as np

    from digitpad.ink import BadLine, InkError, read_ndjson

    raster = _import_raster()
    images, labels, problems = [], [], []
    try:
        for drawing in read_ndjson(path):
            if isinstance(drawing, BadLine):
                problems.append(drawing.message)
            elif labelled and drawing.label is None:
                problems.append(f'{path}, {drawing.key_id}: its word is not a digit "0" to "9"')
            else:
                images.append(raster.rasterize(drawing))
                if drawing.label is not None:
                    labels.append(drawing.label)
    except InkError as error:
        raise Problem(error) from None
    return np.array(images), labels, problems


def _print_evaluation(evaluation: "Evaluation") -> None:
    wrong = evaluation.count - round(evaluation.accuracy * evaluation.count)
    print(f"{evaluation.count:,} digits, {wrong:,} wrong")
    print(
        f"accuracy {evaluation.accuracy:.2%}, loss {evaluation.loss:.4f}, "
        f"calibration error {evaluation.calibration_error:.2%}\n"
    )
    print(
        "digit   count  recall  precision   read as 0    1    2    3    4    5    6    7    8    9"
    )
    for row in evaluation.per_digit():
        shares = (
            "-" if row[name] is None else f"{row[name]:.1%}" for name in ("recall", "precision")
        )
        recall, precision = shares
        answers = "".join(f"{n or '.':>5}" for n in evaluation.confusion[row["digit"]].tolist())
        print(f"{row['digit']:>5}{row['count']:>8,}{recall:>8}{precision:>11}        {answers}")


# hands


def _hands(options: "argparse.Namespace") -> int:
    import numpy as np

    from digitpad.ink import write_ndjson

    if not 1 <= options.count <= 100_000:
        raise Problem(f"--count is {options.count}, but it must be from 1 to 100,000")
    if options.seed < 0:
        raise Problem(f"--seed is {options.seed}, but it must be 0 or above")
    if not (options.sheet or options.out):
        raise Problem("say where the drawings shall go: --sheet FILE.png, --out FILE.ndjson")
    _import_raster()
    from digitpad.data.hands import draw_hands

    counts = (0, options.count) if options.non_digits else (options.count, 0)
    drawings = list(draw_hands(np.random.default_rng(options.seed), *counts))
    if options.out:
        text = write_ndjson(drawings)
        _write(options.out, lambda part: part.write_text(text, encoding="utf-8"))
    if options.sheet:
        from digitpad.ui.sheet import write_sheet

        _write(options.sheet, lambda part: write_sheet(drawings, part))
    return 0


def _write(path: Path, write: Callable[[Path], object]) -> None:
    from digitpad.resources import replace_file

    try:
        replace_file(path, write)
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror or error}") from None
    print(path)


# train


def _train(options: "argparse.Namespace") -> int:
    import json

    from digitpad.resources import discard_if_empty

    recipe = _recipe(options)
    working, out = _out_files(options, recipe)
    try:
        info = _train_into(recipe, working, quiet=options.json)
        if working != out:
            working.replace(out)
    except ImportError as error:
        raise Problem(f"TensorFlow and Keras cannot be loaded: {error}") from None
    except OSError as error:
        raise Problem(f"{out} could not be written: {error.strerror or error}") from None
    except (MemoryError, FloatingPointError) as error:
        from digitpad.training.fit import failure

        raise Problem(failure(error).message) from None
    finally:
        discard_if_empty(working)
    if options.json:
        print(json.dumps({"network": str(out), **info}, indent=1))
    else:
        print(out)
    return 0


def _recipe(options: "argparse.Namespace") -> "Recipe":
    import dataclasses

    from digitpad.training.recipe import DEFAULT_PRESET, PRESETS, RecipeError

    preset = options.preset or DEFAULT_PRESET
    if preset not in PRESETS:
        raise Problem(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
    changes = {
        name: getattr(options, name)
        for name in ("epochs", "seed", "examples")
        if getattr(options, name) is not None
    }
    recipe = PRESETS[preset]
    if (changes.get("examples") or 0) > 0:  # a slice smaller than a batch is one batch
        changes["batch_size"] = min(recipe.batch_size, changes["examples"])
    try:
        return dataclasses.replace(recipe, **changes)
    except RecipeError as error:
        raise Problem(error) from None


def _out_files(options: "argparse.Namespace", recipe: "Recipe") -> tuple[Path, Path]:
    """Return the file to train into and the one the network is to have in the end.

    They differ when the person named a file that is there: it is replaced when the new network
    is whole, so that an interrupted run never costs the old one.
    """
    from digitpad.resources import NETWORK_SUFFIX, claim, claim_network

    out: Path | None = options.out
    try:
        if out is None:
            claimed = claim_network(recipe.name)
            return claimed, claimed
        out = out.resolve()  # what a link points to is meant, not the link
        if out.suffix != NETWORK_SUFFIX:
            raise Problem(f"{out} must end in {NETWORK_SUFFIX}, the format it is written in")
        if out.exists() and not out.is_file():
            raise Problem(f"{out} is not a file that could be replaced")
        if not out.parent.is_dir():
            raise Problem(f"{out.parent} is not a folder, so nothing can be written there")
        stem = f"{out.stem} (in training)" if out.exists() else out.stem
        return claim(out.parent, stem, NETWORK_SUFFIX), out
    except OSError as error:
        where = error.filename or out
        raise Problem(f"{where} cannot be written: {error.strerror or error}") from None


def _train_into(recipe: "Recipe", working: Path, quiet: bool) -> dict[str, Any]:
    """Train with a progress bar on standard error; return what the file tells of itself."""
    import signal
    import threading

    stop = threading.Event()

    def interrupt(number: int, frame: object) -> None:
        if stop.is_set():  # the second time: at once; the last checkpoint stays
            raise KeyboardInterrupt
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    with _native_messages_hidden():
        from digitpad.data.mnist import load_mnist
        from digitpad.training import fit
    with _Progress(recipe, quiet) as progress:
        return fit.train(recipe, load_mnist(), working, progress.show, stop.is_set)


@contextmanager
def _native_messages_hidden() -> Iterator[None]:
    """Keep off the screen what C and C++ libraries say of their own accord."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class _Progress:
    """A training run as a progress bar in a terminal, or a line an epoch where there is none."""

    def __init__(self, recipe: "Recipe", quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self.recipe, self.quiet = recipe, quiet
        self.console = Console(stderr=True, highlight=False)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%  {task.fields[figures]}"),
            TimeRemainingColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
            transient=True,
        )
        total = recipe.epochs * recipe.batches
        self.task = self.bar.add_task(recipe.name, total=total, figures="")

    def __enter__(self) -> "_Progress":
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def show(self, event: "Event") -> None:
        """Draw what an event says."""
        from digitpad.training.events import Batch, Epoch, Finished, Started

        if isinstance(event, Started):
            self.say(
                f"{self.recipe.name}: {event.parameters:,} weights, {event.train_count:,} images, "
                f"epochs: {event.epochs}, of {event.batches} batches"
            )
        elif isinstance(event, Batch):
            self.bar.update(
                self.task,
                completed=(event.epoch - 1) * self.recipe.batches + event.batch,
                description=f"epoch {event.epoch}/{self.recipe.epochs}",
                figures=f"loss {event.loss:.4f}, accuracy {event.accuracy:.2%}",
            )
        elif isinstance(event, Epoch):
            self.say(
                f"epoch {event.epoch:>3}: loss {event.loss:.4f}, accuracy {event.accuracy:.2%}, "
                f"validation loss {event.val_loss:.4f}, accuracy {event.val_accuracy:.2%}, "
                f"{event.seconds:.0f} s"
            )
            if event.problem:
                complain(f"{event.problem}; training goes on")
        elif isinstance(event, Finished):
            self.say(
                f"{'stopped' if event.stopped else 'finished'} after {event.seconds:.0f} s: "
                f"{event.test_accuracy:.2%} of MNIST's test images, loss {event.test_loss:.4f}"
            )

    def say(self, line: str) -> None:
        """Print a line, unless the person asked for JSON alone."""
        if not self.quiet:
            self.console.print(line, soft_wrap=True, markup=False)


# demo


def _demo(options: "argparse.Namespace") -> int:
    from digitpad.ui.app import run_demo

    screenshot: Path | None = options.screenshot
    try:
        if screenshot is not None and not screenshot.parent.is_dir():
            raise Problem(f"{screenshot.parent} is not a folder, so nothing can be written there")
    except OSError as error:
        raise Problem(f"{screenshot} cannot be written: {error.strerror or error}") from None
    return run_demo(screenshot, dark=options.dark, train=options.train)
