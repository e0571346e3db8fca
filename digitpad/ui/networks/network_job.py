"""What is done with networks beside the window, each in a process of its own."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from digitpad.ui.python_process import Job


class NetworkJob(Job):
    """Measures, saves or keeps networks; see network_worker.py for what ``finished`` brings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("digitpad.ui.networks.network_worker", "The networks' process", parent)

    def measure(self, networks: Sequence[Path]) -> None:
        """Count how many of MNIST's test images each network reads right."""
        self._begin({"do": "measure", "networks": [str(path.absolute()) for path in networks]})

    def save(self, network: Path, target: Path) -> None:
        """Write a network to another file, in the format that its ending names."""
        self._begin(
            {"do": "save", "network": str(network.absolute()), "target": str(target.absolute())}
        )

    def keep(self, network: Path) -> None:
        """Copy a network among the person's own."""
        self._begin({"do": "keep", "network": str(network.absolute())})

    def cancel(self) -> None:
        """End the process now and say no more."""
        self._ended = True
        self.process.kill()
        self.process.waitForFinished()

    def finish(self) -> None:
        """Wait until it is done, whatever it comes to."""
        self.process.waitForFinished(-1)
