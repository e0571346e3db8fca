"""The process that works on networks for the window: a job on standard input, JSON lines back.

The one line in is ``{"do": "measure", "networks": [FILE, ...]}``, ``{"do": "save", "network": FILE,
"target": FILE}`` or ``{"do": "keep", "network": FILE}``. Lines out are ``{"progress": SHARE}``, and
in the end ``{"failed": SENTENCE}`` or ``{"finished": ...}``: for each network how many of MNIST's
test images it reads right and of how many, or None where it cannot be read any more; or the file
that was written.
"""

import json
import signal
import sys
from pathlib import Path
from typing import Any

from digitpad.background import end_with_the_window, lower_priority
from digitpad.data.mnist import load_mnist
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork, NetworkError
from digitpad.network_files import NetworkFileError, save_network
from digitpad.resources import keep_network


def _say(**words: object) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201


def _measure(paths: list[Path]) -> list[list[int] | None]:
    mnist = load_mnist()
    images, labels = mnist.x_test, mnist.y_test
    figures: list[list[int] | None] = []
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        _say(progress=done / len(images) / len(paths))

    for path in paths:
        try:
            measured = evaluate(DenseNetwork.open(path), images, labels, progress)
        except NetworkError:
            figures.append(None)
        else:
            figures.append([int(measured.right.sum()), measured.count])
    return figures


def _work(job: dict[str, Any]) -> object:
    if job["do"] == "measure":
        return _measure([Path(path) for path in job["networks"]])
    network = Path(job["network"])
    if job["do"] == "keep":
        return str(keep_network(network))
    save_network(network, Path(job["target"]))
    return job["target"]


def main() -> int:
    """Do one job; return the exit code, 0 when it is done."""
    # Ctrl+C in the window's terminal reaches us too: the window ends us, or waits.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    job = json.loads(sys.stdin.readline())
    if job["do"] == "measure":  # what is being written is written to its end
        lower_priority()
        end_with_the_window()
    try:
        result = _work(job)
    except NetworkFileError as error:
        _say(failed=str(error))
    except OSError as error:
        where = error.filename or "The network"
        _say(failed=f"{where} cannot be kept: {error.strerror or error}")
    except MemoryError:
        _say(failed="There is not enough memory for this network")
    else:
        _say(finished=result)
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
