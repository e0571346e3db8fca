"""digitpad.commands.evaluate: the figures of a network, on MNIST or ink."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.ink import write_ndjson
from digitpad.resources import asset, bundled_network
from tests.tools import DEMO, demo_digit, run


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
