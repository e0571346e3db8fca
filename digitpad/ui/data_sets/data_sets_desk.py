"""What the main window has to do with data sets: looking, keeping, training, reports."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QScrollArea

from digitpad.ui.data_sets.data_set_window import DataSetWindow
from digitpad.ui.data_sets.looker import Source
from digitpad.ui.recipes.data_set_field import DataSetField

if TYPE_CHECKING:
    from digitpad.ui.window import MainWindow


class DataSetsDesk(QObject):
    """Connects the window of data sets with the main one; made when it is first asked for."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window
        self.shown = DataSetWindow(window.settings, lambda: window.reader.path, window)
        self.shown.renamed.connect(self._list_anew)
        self.shown.train_requested.connect(self.train_on)
        self.shown.report_requested.connect(
            lambda data: window.show_report(window.reader.path, data)
        )

    def show_kept(self) -> DataSetWindow:
        """Show the data sets that are kept, and return their window."""
        self.shown.refresh()
        self.shown.show()
        self.shown.raise_()
        self.shown.activateWindow()
        return self.shown

    def look_at(self, path: Path) -> DataSetWindow:
        """Show what is in a file or folder before it is used, and return the window."""
        self.show_kept().look_at(Source(path=path))
        return self.shown

    def train_on(self, name: str) -> None:
        """Put a kept set into the recipe that is chosen; Train is for the person to press."""
        window = self.window
        window.commands.options.setChecked(True)
        editor = window.lab.editor
        assert editor is not None  # the options are shown
        editor.form.data_set.set_value(name)
        editor.form.data_set.changed.emit()
        for area in editor.findChildren(QScrollArea):
            area.ensureWidgetVisible(editor.form.data_set)
        window.notice.say(f"The recipe learns from {name}; press Train to begin.")
        window.raise_()  # Train lies below the window of data sets
        window.activateWindow()
        editor.form.data_set.setFocus()

    def _list_anew(self) -> None:
        for field in self.window.findChildren(DataSetField):
            field.list_sets()

    def close(self) -> None:
        """Let nothing go on: the main window closes."""
        self.shown.close()
