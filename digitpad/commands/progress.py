"""Long work in a terminal: a progress bar; of a run also a line an epoch."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from digitpad.training.events import Batch, Epoch, Event, Finished, Started


class Progress:
    """Draws what a run says on standard error. ``run``: its folder, once it has begun."""

    def __init__(self, name: str, quiet: bool) -> None:
        self.name, self.quiet = name, quiet
        self.run: Path | None = None
        self.epochs = self.batches = 1
        self.console = Console(stderr=True, highlight=False)
        self.bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%  {task.fields[figures]}"),
            TimeRemainingColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
            transient=True,
        )
        self.task = self.bar.add_task(name, total=None, figures="")

    def __enter__(self) -> "Progress":
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def show(self, event: Event) -> None:
        """Draw what an event says."""
        if isinstance(event, Started):
            self.run, self.epochs, self.batches = Path(event.run), event.epochs, event.batches
            done, total = ((epochs * event.batches) for epochs in (event.epoch - 1, event.epochs))
            # What is done already says nothing about the pace: it is told before the first batch.
            self.bar.update(self.task, total=total, completed=done)
            where = f", from epoch {event.epoch}" if event.epoch > 1 else ""
            devices = f", on {len(event.devices)} devices" if len(event.devices) > 1 else ""
            self.say(
                f"{self.name}: {event.parameters:,} weights, {event.train_count:,} images, "
                f"epochs: {event.epochs}{where}, of {event.batches} batches{devices}"
            )
        elif isinstance(event, Batch):
            self.bar.update(
                self.task,
                completed=(event.epoch - 1) * self.batches + event.batch,
                description=f"epoch {event.epoch}/{self.epochs}",
                figures=f"loss {event.loss:.4f}, accuracy {event.accuracy:.2%}",
            )
        elif isinstance(event, Epoch):
            self.say(
                f"epoch {event.epoch:>3}: loss {event.loss:.4f}, accuracy {event.accuracy:.2%}, "
                f"validation loss {event.val_loss:.4f}, accuracy {event.val_accuracy:.2%}, "
                f"{event.seconds:.0f} s"
            )
        elif isinstance(event, Finished):
            how = "stopped" if event.stopped else "finished"
            best = (
                "" if event.kept == event.epochs or event.stopped else f" with epoch {event.kept}"
            )
            self.say(
                f"{how}{best} after {event.seconds:.0f} s: "
                f"{event.test_accuracy:.2%} of MNIST's test images, loss {event.test_loss:.4f}"
            )

    def say(self, line: str) -> None:
        """Print a line, unless the person asked for JSON alone."""
        if not self.quiet:
            self.console.print(line, soft_wrap=True, markup=False)


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], object]]:
    """Show in a terminal how far something is: a share, 0 to 1, and a word for it."""
    if not sys.stderr.isatty():
        yield lambda share, doing: None
        return
    # Its own way to the terminal: what libraries say on the usual one may be hidden meanwhile.
    with (
        os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding) as terminal,
        Bar(console=Console(file=terminal), transient=True) as bar,
    ):
        task = bar.add_task("", total=1.0)
        yield lambda share, doing: bar.update(task, completed=share, description=doing)
