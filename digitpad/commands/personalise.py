"""``digitpad personalise``: let a network learn its user's hand, and print what that changed."""

import argparse
import json

from digitpad.commands.common import Interrupts, native_messages_hidden, open_network
from digitpad.commands.output import network_to_write
from digitpad.commands.progress import progress_bar
from digitpad.data.samples import SampleError
from digitpad.network import NetworkError
from digitpad.problem import BAD_INPUT, INTERRUPTED, Problem, complain, missing_library
from digitpad.resources import bundled_network, discard_if_empty, network_name, personal_name
from digitpad.training.controls import Controls
from digitpad.training.events import Event, Tuned, Tuning
from digitpad.training.taught import PersonaliseError, divided, taught

NAMES = {
    "held_back": "samples held back",
    "learnt": "samples it learnt from",
    "mnist": "MNIST's test images",
}


def run(options: argparse.Namespace) -> int:
    """Fine-tune a network on somebody's samples into a new file, and print its name."""
    network = options.network or bundled_network()
    open_network(network)  # what is wrong with it is said before TensorFlow loads
    try:
        samples, problems = taught(options.samples)
        for problem in problems:
            complain(problem)
        if problems and not samples:
            return BAD_INPUT
        divided(samples)
    except (PersonaliseError, SampleError) as error:
        raise Problem(error) from None
    controls = Controls()
    interrupts = Interrupts(controls.stop)
    try:
        with native_messages_hidden():
            from digitpad.data.mnist import load_mnist
            from digitpad.training import fit
            from digitpad.training.personalise import personalise
            from digitpad.training.reporter import Stop
    except ImportError as error:
        raise Problem(missing_library(error)) from None
    interrupts.end_if_asked()
    out = network_to_write(options.out, personal_name(network_name(network)))
    said: list[Tuned] = []
    try:
        with progress_bar() as show:

            def listen(event: Event) -> None:
                if isinstance(event, Tuning):
                    show(event.share, event.doing)
                elif isinstance(event, Tuned):
                    said.append(event)

            personalise(network, samples, load_mnist(), out, listen, controls)
    except Stop:
        return INTERRUPTED
    except NetworkError as error:  # somebody has changed it since
        raise Problem(error) from None
    except OSError as error:
        raise Problem(
            f"{error.filename or out} cannot be written: {error.strerror or error}"
        ) from None
    except (MemoryError, FloatingPointError) as error:
        raise Problem(fit.failure(error).message) from None
    finally:
        discard_if_empty(out)
    (tuned,) = said
    figures = {
        "held_back": (tuned.own_count, tuned.own_before, tuned.own_after),
        "learnt": (tuned.taught_count, tuned.taught_before, tuned.taught_after),
        "mnist": (tuned.mnist_count, tuned.mnist_before, tuned.mnist_after),
    }
    if options.json:
        told = {
            kind: dict(zip(("count", "before", "after"), counts, strict=True))
            for kind, counts in figures.items()
        }
        print(json.dumps({"network": str(out), **told, "seconds": tuned.seconds}, indent=1))
    else:
        print(f"{'':<24}{'count':>7}{'before':>9}{'after':>9}")
        for kind, (count, *right) in figures.items():
            before, after = (f"{each / count:.2%}" if count else "-" for each in right)
            print(f"{NAMES[kind]:<24}{count:>7,}{before:>9}{after:>9}")
        print(out)
    return BAD_INPUT if problems else 0
