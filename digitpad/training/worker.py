"""The process that trains: requests on standard input, Events on standard output, a line each.

A request is a JSON object. Before the run, in any number: ``{"do": "prepare", "recipe": {...}}``
makes a recipe ready, ``{"do": "summary", "recipe": {...}}`` asks for Keras' summary of it. Then one
of ``{"do": "train", "recipe": {...}, "out": "FILE.keras"}``, ``{"do": "go on", "run": "FOLDER",
"more_epochs": 0}``, a run that was interrupted or has ended, and ``{"do": "personalise",
"network": "FILE.keras", "out": "FILE.keras"}``, which ends with nothing kept where it is stopped.
While a run goes: ``pause``, ``resume``, ``stop``, and ``{"do": "set", ...}`` with any of
``more_epochs``, ``learning_rate``, ``dropout``. ``stop``, or the end of the input (the window is
gone), ends the run after the batch at hand; what it has learnt is kept. While a data set is read
there is no run yet: then nothing is said any more.
"""

import json
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from digitpad.background import lower_priority
from digitpad.data.image_set import Stopped
from digitpad.problem import missing_library
from digitpad.resources import discard_if_empty
from digitpad.training.controls import Controls
from digitpad.training.events import Event, Failed, Ready, Summary, encode
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.runs import RunError, read_run

#: What is needed in each of the requests that wait for their turn.
NEEDED: dict[str, dict[str, type]] = {
    "prepare": {"recipe": dict},
    "summary": {"recipe": dict},
    "train": {"recipe": dict, "out": str},
    "go on": {"run": str, "more_epochs": int},
    "personalise": {"network": str, "out": str},
}


def _private_stdout() -> TextIO:
    """Return standard output for ourselves and send what libraries print there to stderr."""
    sys.stdout.flush()
    private = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return private


class _Worker:
    """Hears requests in one thread and does them in another."""

    def __init__(self) -> None:
        self.output = _private_stdout()
        self.line_lock = threading.Lock()
        self.controls = Controls(attended=True)
        #: What is to be done before and as the run; None: nobody is there any more.
        self.requests: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self.mnist: Any = None
        self.prepared: Any = None  # a recipe made ready, training.prepare.Prepared

    def report(self, event: Event) -> None:
        """Say an event."""
        with self.line_lock:
            try:
                print(encode(event), file=self.output, flush=True)
            except OSError:  # nobody reads any more
                self.controls.stop()

    def listen(self) -> None:
        """Hear requests until the input ends."""
        for line in os.fdopen(0, encoding="utf-8", errors="replace", closefd=False):
            try:
                request = json.loads(line)
                what = str(request.pop("do"))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                what, request = "", {}
            self._hear(what, request)
        self.controls.stop()
        self.requests.put(None)

    def _hear(self, what: str, request: dict[str, Any]) -> None:
        at_once = {
            "pause": self.controls.pause,
            "resume": self.controls.resume,
            "stop": self.controls.stop,
        }
        if what in at_once:
            at_once[what]()
        elif what == "set":
            with suppress(ValueError, TypeError):  # the window refuses it at the control
                self.controls.wish(**request)
        else:
            self.requests.put({"do": what, **request})

    def work(self) -> int:
        """Do what is asked for until a run is over; return the exit code, 0 when it was kept."""
        try:
            from digitpad.data.mnist import load_mnist
            from digitpad.training import fit
        except ImportError as error:
            self.report(Failed(missing_library(error)))
            return 1
        self.mnist = load_mnist()
        self.report(Ready())
        while (request := self.requests.get()) is not None:
            try:
                if self._do(request):
                    break
            except Stopped:
                break
            except (RecipeError, RunError) as error:
                self.report(Failed(str(error)))
                return 2
            except Exception as error:
                self.report(fit.failure(error))
                return 1
        return 0

    def _do(self, request: dict[str, Any]) -> bool:
        """Do what a request asks for and return whether it was the run."""
        from digitpad.training import fit
        from digitpad.training.prepare import prepare
        from digitpad.training.run_data_set import data_set_for

        what = request["do"]
        needed = NEEDED.get(what, {"a job": str})
        if not all(isinstance(request.get(name), kind) for name, kind in needed.items()):
            raise RunError("the worker was given no job that it knows")
        if what == "go on":
            run = read_run(Path(request["run"]))
            if not self.controls.stopping:  # or nobody waits for it any more
                more_epochs = request["more_epochs"]
                fit.resume(run, self.mnist, self.report, self.controls, more_epochs)
            return True
        if what == "personalise":
            self._personalise(Path(request["network"]), Path(request["out"]))
            return True
        if what == "prepare":
            if self.requests.empty():  # or the person is further on
                if self.prepared is not None:
                    self.prepared.examples.close()
                self.prepared = None  # before the next one takes as much memory again
                with suppress(Exception):  # what is wrong with it is said when it is to be trained
                    recipe = Recipe.from_dict(request["recipe"])
                    data_set = data_set_for(recipe, lambda: not self.controls.stopping)
                    self.prepared = prepare(recipe, self.mnist, data_set=data_set)
            return False
        recipe = Recipe.from_dict(request["recipe"])
        if what == "summary":
            self.report(Summary(fit.summary(recipe)))
            return False
        out = Path(request["out"])
        try:
            if not self.controls.stopping:
                prepared, self.prepared = self.prepared, None
                fit.train(recipe, self.mnist, out, self.report, self.controls, prepared)
        finally:
            discard_if_empty(out)
        return True

    def _personalise(self, network: Path, out: Path) -> None:
        """Let a network learn its user's hand; where that is stopped, nothing is kept."""
        from digitpad.training.personalise import personalise
        from digitpad.training.reporter import Stop
        from digitpad.training.taught import PersonaliseError, taught

        try:
            samples, problems = taught(None)
            if problems:  # the file was damaged: whoever hears of it may not want to go on
                raise PersonaliseError(problems[0])
            with suppress(Stop):
                personalise(network, samples, self.mnist, out, self.report, self.controls)
        finally:
            discard_if_empty(out)


def main() -> int:
    """Work until a run is over or nobody is there; return the exit code."""
    # Ctrl+C in the window's terminal reaches us too: the window ends, and so does our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lower_priority()
    worker = _Worker()
    threading.Thread(target=worker.listen, daemon=True).start()
    return worker.work()


if __name__ == "__main__":
    sys.exit(main())
