"""A window's desk for networks, and networks to look at."""

from pathlib import Path

import pytest

from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network
from digitpad.ui.networks.networks_desk import NetworksDesk
from digitpad.ui.window import MainWindow
from tests.legacy import write_keras_2


@pytest.fixture
def desk(window: MainWindow) -> NetworksDesk:
    """Return the desk of a window, as a first start would have it."""
    return window.network_files


@pytest.fixture
def h5(tmp_path: Path) -> Path:
    """Return the bundled network as an .h5 file, in a folder of somebody's own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return write_keras_2(folder / "mine.h5", DenseNetwork.open(bundled_network()))
