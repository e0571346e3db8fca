"""What the main window has to do with files of networks: opening, looking, exporting."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from digitpad.resources import networks_dir
from digitpad.ui.folders import show_folder

if TYPE_CHECKING:
    from digitpad.ui.networks.network_saver import NetworkSaver
    from digitpad.ui.networks.network_window import NetworkWindow
    from digitpad.ui.window import MainWindow


class NetworksDesk(QObject):
    """Connects a window's Network menu with the files of networks."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window
        self._saver: NetworkSaver | None = None
        menu = window.networks
        menu.open_action.triggered.connect(self.open)
        menu.about_action.triggered.connect(lambda: self.look_at(window.reader.path))
        menu.export_action.triggered.connect(self.export)
        menu.folder_action.triggered.connect(self.show_folder)

    def open(self) -> None:
        """Ask for files of networks and show what is in them."""
        from digitpad.ui.files.dialogs import open_paths

        for path in open_paths(self.window, self.window.settings, "Open network", ["network"]):
            self.look_at(path)

    def look_at(self, path: Path) -> "NetworkWindow":
        """Show a network's file in a window of its own, before it reads, and return that."""
        from digitpad.ui.networks.network_window import NetworkWindow

        for window in self.window.findChildren(NetworkWindow):
            if window.path == path and window.isVisible():
                window.reject()  # it may read by now
        window = NetworkWindow(path, self.window)
        window.use_requested.connect(self.window.reader.choose)
        window.show()
        return window

    @property
    def saver(self) -> "NetworkSaver":
        """What saves networks, and tells so in the main window."""
        if self._saver is None:
            from digitpad.ui.networks.network_saver import NetworkSaver

            self._saver = NetworkSaver(self.window.settings, self)
            self._saver.told.connect(self.window.notice.say)
        return self._saver

    def export(self) -> None:
        """Ask where to save the network that reads, and do it."""
        self.saver.ask(self.window.reader.path, self.window)

    def show_folder(self) -> None:
        """Show the folder of the person's networks in the system's file manager."""
        if problem := show_folder(networks_dir(), "networks"):
            self.window.notice.say(problem)
