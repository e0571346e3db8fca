"""Which data set a recipe learns from: none, one that is kept, or the path that came with it."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox

NONE = "none"
MORE = "Data sets…"


class DataSetField(QComboBox):
    """Lists the data sets that are kept.

    ``changed``: a person chose another one. ``sets_requested``: they want to see all of them, or
    to keep another.
    """

    changed = Signal()
    sets_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._value = self._called = ""  # as the recipe has it, and as it is called by now
        # In a narrow dock what is chosen is cut off; the list shows all of it.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._choose)
        self._list([])

    def value(self) -> str:
        """Return the name of a kept data set, or the path of one; '' for none."""
        return self._value

    def set_value(self, data_set: str) -> None:
        """Show a data set, whether it is there or not."""
        self._value = data_set
        self._list([name for name in self._names() if name])

    def list_sets(self) -> None:
        """List the data sets that are kept now; what is chosen stays so."""
        from digitpad.data.set_library import kept_path, known_sets

        kept = kept_path(self._value)
        self._list([path.stem for path in known_sets()], kept.stem if kept else "")

    def _names(self) -> list[str]:
        """Return what is listed above the separator."""
        return [str(self.itemData(index)) for index in range(self.count() - 2)]

    def _list(self, names: list[str], called: str = "") -> None:
        """List data sets. ``called``: the name of what is chosen, if that has been renamed."""
        names, self._called = ["", *names], called or self._value
        if self._called not in names:
            names.append(self._called)
        with QSignalBlocker(self):
            if names != self._names():
                self.clear()
                for name in names:
                    # Of a path the end tells most; a kept set's name has no folder.
                    self.addItem(Path(name).name or NONE, name)
                    self.setItemData(self.count() - 1, name or None, Qt.ItemDataRole.ToolTipRole)
                self.insertSeparator(self.count())
                self.addItem(MORE)
                self._let_more_be_chosen(False)
            self.setCurrentIndex(names.index(self._called))

    def _let_more_be_chosen(self, can_be: bool) -> None:
        """Keep the arrow keys and the wheel, in the closed list, from opening a window."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(self.count() - 1).setEnabled(can_be)

    def _choose(self, index: int) -> None:
        chosen = self.itemData(index)
        if chosen is None:
            self.setCurrentIndex(self._names().index(self._called))
            self.sets_requested.emit()
        elif chosen != self._called:
            self._value = self._called = chosen
            self.changed.emit()

    # The user's files are listed when somebody looks: it would delay the start.

    def showPopup(self) -> None:
        """List what is there now."""
        self.list_sets()
        self._let_more_be_chosen(True)
        super().showPopup()

    def hidePopup(self) -> None:
        """Leave the last entry to the open list."""
        super().hidePopup()
        self._let_more_be_chosen(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """List what the arrow keys go through, unless the list itself gives the focus back."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.list_sets()
