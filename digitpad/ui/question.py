"""The question before what cannot be taken back, or costs much: asked once, with a safe default."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def is_sure(parent: QWidget, title: str, question: str, consequences: str, yes: str) -> bool:
    """Return whether the person says yes, which is what its button says; Enter and Esc do not."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(consequences)
    button = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is button
