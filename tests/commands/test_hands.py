"""digitpad.commands.hands: synthetic hands as ink and as a contact sheet."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.tools import complaint, run


def test_hands_are_drawn_and_measured(tmp_path: Path) -> None:
    digits, others = tmp_path / "digits.ndjson", tmp_path / "others.ndjson"
    sheet = tmp_path / "sheet.png"
    done = run("hands", "--count", 100, "--seed", 5, "--out", digits, "--sheet", sheet)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(digits), str(sheet)]
    assert QImage(str(sheet)).width() > 500
    assert run("hands", "--count", 50, "--non-digits", "--out", others).returncode == 0
    figures = json.loads(run("evaluate", digits, "--non-digits", others, "--json").stdout)
    assert figures["count"] == 100
    assert figures["accuracy"] > 0.9
    assert 0 <= figures["calibration_error"] < 0.1
    assert figures["network"]["recipe"] == "shipped"
    assert figures["non_digits"]["count"] == 50
    assert figures["non_digits"]["auroc"] > 0.95
    told = run("evaluate", digits, "--non-digits", others).stdout
    assert "told from 50 drawings of something else: AUROC 0.9" in told or "AUROC 1.0" in told
    assert "calibration error" in told
    assert told.startswith("digits.keras, ")
    assert "recipe shipped, seed 0, trained on 20" in told


def test_the_same_seed_draws_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run("hands", "--count", 20, "--seed", 3, "--out", tmp_path / f"{name}.ndjson")
    assert (tmp_path / "a.ndjson").read_bytes() == (tmp_path / "b.ndjson").read_bytes()
    assert len((tmp_path / "a.ndjson").read_text().splitlines()) == 20


@pytest.mark.skipif(os.name != "posix", reason="pipes and links are POSIX's")
def test_a_link_stays_a_link_and_what_is_no_file_stays(tmp_path: Path) -> None:
    target, link, pipe = (tmp_path / name for name in ("t.ndjson", "l.ndjson", "p.ndjson"))
    link.symlink_to(target.name)
    assert run("hands", "--count", 2, "--out", link).returncode == 0
    assert link.is_symlink()
    assert len(target.read_text().splitlines()) == 2
    os.mkfifo(pipe)
    assert "not a file that could be replaced" in complaint("hands", "--out", pipe)
    assert pipe.is_fifo()
