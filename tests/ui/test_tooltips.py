"""Every control of every window has a tooltip that teaches something."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.data.set_library import keep_set
from digitpad.resources import bundled_network
from digitpad.training.recipe import Recipe
from digitpad.ui.data_sets.looker import Source
from digitpad.ui.window import MainWindow
from tests.data.tools import digits
from tests.tools import keep_samples

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)
#: Whose parts are Qt's own: a field in a box, an arrow of a bar, a list that drops down.
WHOLES = (QAbstractItemView, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTabBar, QTextEdit)


def controls(window: QWidget) -> Iterator[QWidget]:
    """Yield what a person can press, turn, or write in."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar | QHeaderView):
            continue
        parents, parent = list[QObject](), widget.parent()
        while parent is not None:
            parents.append(parent)
            parent = parent.parent()
        own = any(isinstance(each, WHOLES) for each in parents)
        offers = not isinstance(widget, QAbstractButton) or widget.text()  # a strip may not, yet
        if offers and not own and not widget.objectName().startswith("qt_"):
            yield widget


def without_tip(window: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.accessibleName()!r} {getattr(widget, 'text', str)()!r}"
        for widget in controls(window)
        if len(widget.toolTip()) < 10
    ]


@pytest.fixture
def full(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Open every window there is, with something in each."""
    keep_samples(20)
    keep_set(digits(60, 12), "mine")
    window.commands.options.setChecked(True)
    editor = window.lab.editor
    assert editor is not None
    editor.set_recipe(Recipe(convolutions=((8, 3, 1), (16, 3, 2)), hidden_units=(64, 32)))
    editor.show_summary("Model: sequential")
    window.show_runs()
    window.data_sets.show_kept().look_at(Source(kept="mine"))
    window.samples.show_samples()
    window.samples.teach()
    window.samples.personalise()
    window.samples.offer.offered.emit("You have taught 20 digits.")
    window.network_files.look_at(bundled_network())
    window.files.show_results([])
    report = window.show_report(bundled_network(), "mine")
    qtbot.waitUntil(lambda: not window.data_sets.shown.looker.is_busy, timeout=60_000)
    qtbot.waitUntil(lambda: report.view is not None, timeout=60_000)
    return window


def test_every_control_has_a_tooltip(full: MainWindow) -> None:
    seen = list(controls(full))
    assert len(seen) > 150
    assert "\n".join(without_tip(full)) == ""
