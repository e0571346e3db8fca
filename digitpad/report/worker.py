"""The process that measures for the window: a job on standard input, a JSON object a line back.

The one line in is ``{"networks": [FILE, ...], "data": NAME, "folder": FOLDER}``, and perhaps
``"transposed": true``. Lines out are ``{"progress": SHARE}``, and in the end ``{"finished":
[PROBLEM, ...]}``, with a sentence for what could not be used, or ``{"failed": SENTENCE}``. The
folder then holds the report, to open, as a page and as JSON. When the input ends, the window is
gone, and so is this process.
"""

import json
import signal
import sys
from pathlib import Path
from typing import Any

from digitpad.background import end_with_the_window, lower_priority
from digitpad.data.sets import SetError, open_set
from digitpad.network import DenseNetwork, NetworkError
from digitpad.report.files import FIGURES, PAGE, keep, report_to_dict
from digitpad.report.measure import measure, network_names
from digitpad.report.page import page

#: Measuring ends at this share of the whole; the rest is the page.
MEASURED = 0.95


def _say(**words: object) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201


def _work(networks: list[Path], name: str, transposed: bool, folder: Path) -> list[str]:
    """Leave the report in the folder and return what of the data set could not be used."""
    opened = [DenseNetwork.open(path) for path in networks]
    data = open_set(name, transposed=transposed)
    if not len(data.images):
        raise SetError(f"{name} holds no drawing with a digit as its word")
    said = 0

    def progress(share: float) -> None:
        nonlocal said
        percent = int(100 * MEASURED * share)
        if percent > said:
            said = percent
            _say(progress=percent / 100)

    report = measure(
        list(zip(network_names(networks), opened, strict=True)), data, progress=progress
    )
    keep(report, folder)
    (folder / PAGE).write_text(page(report), encoding="utf-8")
    figures = json.dumps(report_to_dict(report), indent=1) + "\n"
    (folder / FIGURES).write_text(figures, encoding="utf-8")
    return data.problems


def main() -> int:
    """Do one job; return the exit code, 0 when the report is there."""
    # Ctrl+C in the window's terminal reaches us too: the window ends, and so does our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lower_priority()
    try:
        job: dict[str, Any] = json.loads(sys.stdin.readline())
        networks = [Path(path) for path in job["networks"]]
        name, folder = str(job["data"]), Path(job["folder"])
        transposed = bool(job.get("transposed", False))
    except (ValueError, KeyError, TypeError, AttributeError):
        _say(failed="The report's process was given no job")
        return 2
    end_with_the_window()
    try:
        problems = _work(networks, name, transposed, folder)
    except (NetworkError, SetError) as error:
        _say(failed=str(error))
    except OSError as error:
        _say(failed=f"The report cannot be kept in {folder}: {error.strerror or error}")
    except MemoryError:
        _say(failed="There is not enough memory to make the report")
    else:
        _say(finished=problems)
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
