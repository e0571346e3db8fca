"""Lets the name of a kept data set be typed in its place in the list."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from digitpad.resources import MAX_NAME_BYTES

Index = QModelIndex | QPersistentModelIndex


class NameDelegate(QStyledItemDelegate):
    """Edits the first line of what an item shows. ``named``: its name, and the one typed."""

    named = Signal(str, str)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field for the name."""
        field = QLineEdit(parent)
        field.setMaxLength(MAX_NAME_BYTES)
        field.setAccessibleName("Name of the data set")
        field.setToolTip(
            "Its name from now on. Recipes that know the old one find it all the same."
        )
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the name."""
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.UserRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Tell what was typed: the list follows what is there then."""
        assert isinstance(editor, QLineEdit)
        self.named.emit(str(index.data(Qt.ItemDataRole.UserRole)), editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the field in the item's place, no wider than that."""
        editor.setGeometry(option.rect)
