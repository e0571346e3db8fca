"""A button that says what it does, and that Enter presses as Space does."""

from PySide6.QtWidgets import QPushButton


def push_button(text: str, tip: str) -> QPushButton:
    """Return a button with its tooltip."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(True)  # as in Qt's own dialogs: Enter is for the one with the focus
    return button
