"""A button that says what it does, and that Enter presses as Space does; it may open a menu."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton


def push_button(text: str, tip: str) -> QPushButton:
    """Return a button with its tooltip."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(True)  # as in Qt's own dialogs: Enter is for the one with the focus
    return button


def action_of(text: str, tip: str) -> QAction:
    """Return an entry for a menu with its tooltip."""
    action = QAction(text)
    action.setToolTip(tip)
    return action


def give_menu(button: QPushButton, *actions: QAction | None) -> None:
    """Let a button open a menu; None is a line between two actions."""
    menu = QMenu(button)
    menu.setToolTipsVisible(True)
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            action.setParent(menu)
            menu.addAction(action)
    button.setMenu(menu)
