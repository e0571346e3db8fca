"""digitpad.commands.evaluate: the figures of a network, on MNIST or ink."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.data.set_files import write_set
from digitpad.data.set_library import keep_set
from digitpad.ink import write_ndjson
from digitpad.resources import asset, bundled_network
from tests.data.tools import digits
from tests.tools import DEMO, changed_weights, complaint, demo_digit, keep_samples, run


def test_evaluate_mnist_gives_the_figures_beside_the_network() -> None:
    done = run("evaluate", "mnist", "--json")
    figures = json.loads(done.stdout)
    said = json.loads(asset("digits.json").read_text())["test"]
    assert figures["count"] == 10_000
    assert figures["accuracy"] == pytest.approx(said["accuracy"])
    assert figures["loss"] == pytest.approx(said["loss"], abs=1e-4)
    confusion = np.array(figures["confusion"])
    assert confusion.shape == (10, 10)
    assert confusion.sum(axis=1).tolist() == np.bincount(load_mnist().y_test).tolist()
    assert np.trace(confusion) / 10_000 == pytest.approx(figures["accuracy"])
    assert f"accuracy {figures['accuracy']:.2%}" in run("evaluate").stdout


def test_evaluate_measures_labelled_ink_with_a_named_network(tmp_path: Path) -> None:
    mine = tmp_path / "mine.keras"
    shutil.copy(bundled_network(), mine)
    figures = json.loads(run("evaluate", DEMO, "--network", mine, "--json").stdout)
    assert figures["count"] == 10
    assert figures["accuracy"] == 1
    assert np.array_equal(figures["confusion"], np.eye(10))


def test_evaluate_counts_the_good_lines_and_names_the_bad(tmp_path: Path) -> None:
    ink = tmp_path / "ink.ndjson"
    unlabelled = demo_digit(4)
    unlabelled.label = None
    ink.write_text(write_ndjson([demo_digit(3), unlabelled]) + "[]\n")
    done = run("evaluate", ink, "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["count"] == 1
    unknown, broken = done.stderr.splitlines()
    assert "word is not a digit" in unknown
    assert "line 3" in broken


def test_broken_lines_among_non_digits_are_told_and_the_rest_measured(tmp_path: Path) -> None:
    file = tmp_path / "others.ndjson"
    run("hands", "--count", 3, "--non-digits", "--out", file)
    file.write_text(file.read_text() + "{}\n")
    done = run("evaluate", DEMO, "--non-digits", file)
    assert done.returncode == 2
    assert "others.ndjson, line 4" in done.stderr
    assert "told from 3 drawings" in done.stdout
    file.write_text("{}\n")
    assert "holds no drawing" in run("evaluate", DEMO, "--non-digits", file).stderr


def test_digits_are_not_taken_for_something_else(tmp_path: Path) -> None:
    done = run("evaluate", DEMO, "--non-digits", DEMO)
    assert done.returncode == 2
    *told, nothing = done.stderr.splitlines()
    assert len(told) == 10
    assert all("says that it is a digit" in sentence for sentence in told)
    assert "holds no drawing" in nothing
    others, empty = tmp_path / "others.ndjson", tmp_path / "empty.ndjson"
    run("hands", "--count", 3, "--non-digits", "--out", others)
    others.write_text(others.read_text() + "{}\n")
    empty.write_text("")
    _, nothing = run("evaluate", empty, "--non-digits", others).stderr.splitlines()
    assert "empty.ndjson holds no drawing" in nothing


def test_words_from_a_file_of_digits_cannot_command_the_terminal(tmp_path: Path) -> None:
    drawing = demo_digit(3)
    drawing.key_id, drawing.label = "a\n\x1b[31m", None
    file = tmp_path / "ink.ndjson"
    file.write_text(write_ndjson([drawing]))
    (sentence,) = run("evaluate", file).stderr.splitlines()
    assert "\x1b" not in sentence


def test_any_data_set_is_measured_by_its_path_or_its_kept_name(tmp_path: Path) -> None:
    some = digits(30, 20)
    keep_set(some, "mine")
    names = ("a.npz", "train.csv", "train-images-idx3-ubyte.gz", "a folder")
    for name in names:
        write_set(tmp_path / name, some)
    for data in ("mine", *(tmp_path / name for name in names)):
        done = run("evaluate", data, "--json")
        assert (done.returncode, done.stderr) == (0, ""), data
        assert json.loads(done.stdout)["count"] == 20


def test_a_set_that_is_stored_transposed_is_found_out(tmp_path: Path) -> None:
    some = digits(100)
    turned = ImageSet("emnist", some.x_train.transpose(0, 2, 1), some.y_train, *some.part("test"))
    path = tmp_path / "emnist.npz"
    write_set(path, turned)
    done = run("evaluate", path, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["accuracy"] < 0.7
    (hint,) = done.stderr.splitlines()
    assert hint.endswith(
        "emnist.npz is read much better with rows and columns swapped, as EMNIST's are; try "
        "--transposed"
    )
    done = run("evaluate", path, "--transposed", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["accuracy"] > 0.97


def test_what_of_a_data_set_was_left_out_is_told_and_the_rest_measured(tmp_path: Path) -> None:
    write_set(tmp_path / "a folder", digits(20))
    (tmp_path / "a folder" / "3" / "note.png").write_text("no picture")
    done = run("evaluate", tmp_path / "a folder", "--json")
    assert (done.returncode, json.loads(done.stdout)["count"]) == (2, 20)
    assert "note.png is not a picture" in done.stderr


def test_what_is_no_data_set_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,c,d,e\n1,2,3,4,5\n")
    assert "a.csv has 5 columns, where a label and the pixels" in complaint(
        "evaluate", tmp_path / "a.csv"
    )
    assert "is no data set" in complaint("evaluate", bundled_network())
    assert "does not exist" in complaint("evaluate", "none.npz")


def test_own_samples_are_measured_by_their_names(tmp_path: Path) -> None:
    assert "there is no sample of yours yet" in complaint("evaluate", "samples")
    kept = keep_samples(5)
    assert "no sample of yours is held back yet" in complaint("evaluate", "samples-held-back")
    assert json.loads(run("evaluate", "samples", "--json").stdout)["count"] == 5
    kept += keep_samples(30)
    held_back = sum(sample.held_back for sample in kept)
    out, worse = tmp_path / "report.html", upside_down(tmp_path / "worse.keras")
    networks = ("--network", bundled_network(), "--network", worse)
    done = run("evaluate", "samples-held-back", *networks, "--report", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{held_back} digits" in done.stdout
    assert "your samples never learnt from" in out.read_text(encoding="utf-8")


def upside_down(path: Path) -> Path:
    """Write the bundled network as one that sees everything upside down."""

    def turn(file: Any) -> None:
        kernel = file["layers/dense/vars/0"]
        kernel[...] = kernel[...][::-1]

    return changed_weights(path, turn)


def test_the_figures_come_with_their_interval_and_bins() -> None:
    figures = json.loads(run("evaluate", DEMO, "--json").stdout)
    low, high = figures["accuracy_interval"]
    assert (round(low, 3), high) == (0.722, 1)
    assert sum(each["count"] for each in figures["reliability"]) == 10
    assert "robustness" not in figures
    assert "(95% interval 72.25% to 100.00%)" in run("evaluate", DEMO).stdout


def test_robustness_is_measured_where_it_is_asked_for() -> None:
    figures = json.loads(run("evaluate", DEMO, "--robustness", "--json").stdout)
    assert set(figures["robustness"]) == {"count", "rotation", "shift", "noise", "thickness"}
    assert "Rotation, degrees clockwise (10 digits)" in run("evaluate", DEMO, "--robustness").stdout


def test_two_networks_are_measured_side_by_side(tmp_path: Path) -> None:
    worse = upside_down(tmp_path / "worse.keras")
    networks = ("--network", bundled_network(), "--network", worse)
    told = json.loads(run("evaluate", DEMO, *networks, "--json").stdout)
    own, other = told["networks"]
    assert (own["name"], other["name"]) == ("Digitpad's own", "worse")
    assert own["accuracy"] == 1 > other["accuracy"]
    assert told["comparison"]["only_second"] == 0
    said = run("evaluate", DEMO, *networks).stdout
    assert "digits.keras" in said
    assert "worse.keras" in said
    assert "only the second 0" in said
    assert "no more than two" in complaint("evaluate", DEMO, *networks, "--network", worse)


def test_the_report_is_a_page_of_all_that_was_measured(tmp_path: Path) -> None:
    out, others = tmp_path / "report.html", tmp_path / "others.ndjson"
    run("hands", "--count", 5, "--non-digits", "--out", others)
    done = run("evaluate", DEMO, "--report", out, "--non-digits", others)
    assert done.returncode == 0
    assert done.stdout.endswith(f"{out}\n")
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    for said in ("Digitpad&#x27;s own", "demo.ndjson", "Stroke thickness", "5 drawings", "<svg"):
        assert said in text


def test_the_report_is_json_where_its_name_says_so(tmp_path: Path) -> None:
    out, worse = tmp_path / "report.json", upside_down(tmp_path / "worse.keras")
    done = run("evaluate", DEMO, "--network", worse, "--report", out, "--json")
    figures, told = json.loads(done.stdout), json.loads(out.read_text())
    assert (told["data"], told["count"]) == ("demo.ndjson", 10)
    (network,) = told["networks"]
    wrong = network.pop("wrong")
    assert len(wrong) == round(10 * (1 - network["accuracy"])) > 0
    assert network == figures
    assert network["robustness"]["count"] == 10


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("report.txt", "must end in .html"), ("none/report.html", "is not a folder")],
)
def test_a_report_that_cannot_be_written_is_refused_before_the_work(
    name: str, wrong: str, tmp_path: Path
) -> None:
    # The data set is not there either: what is said first was looked at first.
    assert wrong in complaint("evaluate", "none.ndjson", "--report", tmp_path / name)


def test_a_report_does_not_take_the_place_of_what_is_read(tmp_path: Path) -> None:
    ink = tmp_path / "ink.json"
    ink.write_text(write_ndjson([demo_digit(3)]))
    before = ink.read_bytes()
    assert "is what is read" in complaint("evaluate", ink, "--report", ink)
    assert ink.read_bytes() == before
