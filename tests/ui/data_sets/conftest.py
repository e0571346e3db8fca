"""Data sets as other tools write them, and the window that looks at them."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from sklearn.datasets import load_digits

from digitpad.data.idx import write
from digitpad.data.mnist import load_mnist
from digitpad.ui.data_sets.data_set_window import DataSetWindow
from digitpad.ui.window import MainWindow


@pytest.fixture
def shown(window: MainWindow) -> DataSetWindow:
    """Return the window of data sets, as its menu entry shows it."""
    window.commands.data_sets.trigger()
    return window.data_sets.shown


@pytest.fixture
def digits_csv(tmp_path: Path) -> Path:
    """Return scikit-learn's 8x8 digits as a table of Kaggle's kind."""
    digits = load_digits()
    path = tmp_path / "scikit digits.csv"
    rows = np.column_stack([digits.target, digits.data]).astype(int)
    head = ",".join(["label", *(f"pixel{number}" for number in range(64))])
    np.savetxt(path, rows, fmt="%d", delimiter=",", header=head, comments="")
    return path


@pytest.fixture
def emnist(tmp_path: Path) -> Path:
    """Return some of MNIST's test images, with rows and columns swapped as EMNIST's are."""
    mnist = load_mnist()
    path = tmp_path / "emnist-digits-train-images-idx3-ubyte"
    write(path, np.ascontiguousarray(mnist.x_test[:500].transpose(0, 2, 1)))
    write(tmp_path / "emnist-digits-train-labels-idx1-ubyte", mnist.y_test[:500])
    return path


def wait(qtbot: QtBot, shown: DataSetWindow) -> None:
    """Wait until what goes on in the process is over."""
    qtbot.waitUntil(lambda: not shown.looker.is_busy, timeout=60_000)
