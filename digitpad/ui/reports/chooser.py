"""A list to choose one of: what is known, and at its end a file that the person picks."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from digitpad.problem import capital


class Chooser(QComboBox):
    """Choices under their names, each with a key; a file's key is its path."""

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        files: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """``choices``: (name, key). ``files``: what such a file is called, and Qt's filter."""
        super().__init__(parent)
        self._called, self._filter = files
        self._last = ""
        self.insertSeparator(0)
        self.addItem(f"{capital(self._called)}…")
        self.offer(choices)
        self.choose(choices[0][1])
        # As wide as a name may be, and no wider: a file's can have 255 letters.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(17)
        self.activated.connect(self._activate)

    @property
    def key(self) -> str:
        """The key of what is chosen."""
        return str(self.currentData())

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Add those choices, (name, key), that are not there yet; what is chosen stays."""
        for name, key in choices:
            if self.findData(key) < 0:
                at = self.count() - 2
                self.insertItem(at, name, key)
                self.setItemData(at, key if Path(key).suffix else None, Qt.ItemDataRole.ToolTipRole)

    def describe(self, key: str, name: str, sentence: str = "") -> None:
        """Show what has this key under another name; with a sentence why, it cannot be chosen."""
        index, model = self.findData(key), self.model()
        assert isinstance(model, QStandardItemModel)
        self.setItemText(index, name)
        self.setItemData(index, f"{sentence}." if sentence else None, Qt.ItemDataRole.ToolTipRole)
        model.item(index).setEnabled(not sentence)

    def choose(self, key: str) -> None:
        """Choose what has this key; a file that is not listed yet is added."""
        self.offer([(Path(key).stem, key)])
        self.setCurrentIndex(self.findData(key))
        self._last = key

    def _activate(self, index: int) -> None:
        if self.itemData(index) is not None:
            self._last = self.key
            return
        self.setCurrentIndex(self.findData(self._last))
        path, _ = QFileDialog.getOpenFileName(self, f"Open {self._called}", "", self._filter)
        if path:
            self.choose(path)
