"""digitpad.report.worker: the real process, as the window starts it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from digitpad.data.image_set import ImageSet
from digitpad.data.set_files import write_set
from digitpad.report.files import FIGURES, PAGE, open_kept
from digitpad.resources import bundled_network
from tests.data.tools import digits
from tests.tools import DEMO

COMMAND = [sys.executable, "-m", "digitpad.report.worker"]


def worker() -> "subprocess.Popen[str]":
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def answers(job: object) -> tuple[int, list[dict[str, Any]]]:
    """Return the exit code and what was said; the input stays open, as the window's does."""
    with worker() as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{json.dumps(job)}\n")
        process.stdin.flush()
        said = [json.loads(line) for line in process.stdout]
        return process.wait(30), said


def job_of(kept: Path, **changed: object) -> dict[str, object]:
    job = {"networks": [str(bundled_network())], "data": DEMO, "folder": str(kept)}
    return {**job, **changed}


def test_a_job_leaves_the_report_to_open_as_a_page_and_as_json(tmp_path: Path) -> None:
    code, said = answers(job_of(tmp_path))
    assert code == 0
    *progress, end = said
    shares = [each["progress"] for each in progress]
    assert shares == sorted(shares)
    assert shares[-1] == 0.95
    assert end == {"finished": []}
    report = open_kept(tmp_path)
    assert (report.data, report.count) == ("demo.ndjson", 10)
    assert report.readers[0].name == "Digitpad's own"
    assert (tmp_path / PAGE).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / FIGURES).read_text())["count"] == 10


def test_a_data_set_is_measured_as_it_is_stored(tmp_path: Path) -> None:
    some = digits(20)
    turned = ImageSet("it", some.x_train.transpose(0, 2, 1), some.y_train, *some.part("test"))
    write_set(tmp_path / "emnist.npz", turned)
    for transposed, least in ((True, 0.9), (False, 0.0)):
        job = job_of(tmp_path, data=str(tmp_path / "emnist.npz"), transposed=transposed)
        code, said = answers(job)
        assert (code, said[-1]) == (0, {"finished": []})
        report = open_kept(tmp_path)
        assert (report.data, report.count) == ("emnist.npz", 20)
        accuracy = report.readers[0].evaluation.accuracy
        assert accuracy >= least
        assert transposed or accuracy < 0.9


def test_what_cannot_be_measured_is_told_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.keras"
    broken.write_text("nothing")
    empty = tmp_path / "empty.ndjson"
    empty.write_text("")
    for changed, sentence in (
        ({"networks": [str(broken)]}, "broken.keras is not a network"),
        ({"data": str(tmp_path / "none.ndjson")}, "none.ndjson does not exist"),
        ({"data": str(empty)}, "holds no drawing with a digit"),
        ({"folder": str(tmp_path / "nowhere")}, "The report cannot be kept"),
    ):
        code, said = answers(job_of(tmp_path, **changed))
        assert code == 1
        assert sentence in said[-1]["failed"]
    assert answers([])[0] == 2


def test_the_process_ends_with_the_window(tmp_path: Path) -> None:
    with worker() as process:
        assert process.stdin
        process.stdin.write(f"{json.dumps(job_of(tmp_path, data='mnist-train'))}\n")
        process.stdin.close()
        assert process.wait(30) == 1
    assert not (tmp_path / PAGE).exists()
