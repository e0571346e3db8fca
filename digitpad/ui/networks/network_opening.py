"""Reads a network's file beside what is going on: a large one takes longer than a frame."""

import threading
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.network import DenseNetwork, NetworkError


class NetworkOpening(QObject):
    """``opened`` brings the DenseNetwork, ``refused`` the sentence why there is none."""

    opened = Signal(object)
    refused = Signal(str)

    def start(self, path: Path) -> None:
        """Begin to read. Python waits for the end of it before it ends itself."""
        threading.Thread(target=self._read, args=[path], name="network").start()

    def _read(self, path: Path) -> None:
        with suppress(RuntimeError):  # the window is gone meanwhile
            try:
                network = DenseNetwork.open(path)
            except NetworkError as error:
                self.refused.emit(str(error))
            else:
                self.opened.emit(network)
