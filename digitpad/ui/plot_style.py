"""What all plots share, whatever they show: they stay as they are, in the window's colours."""

from typing import Any

from PySide6.QtGui import QPalette

from digitpad.ui import theme

SIDES = ("left", "bottom")


def keep_still(plot: Any) -> None:
    """Let nobody move or change a pyqtgraph PlotWidget by accident.

    It is to be made with ``enableMenu=False``: to make a menu takes a third of making a plot.
    """
    plot.setMouseEnabled(False, False)
    plot.hideButtons()


def recolour(plot: Any, palette: QPalette) -> None:
    """Give a pyqtgraph PlotWidget's paper and axes the window's colours."""
    plot.setBackground(theme.paper(palette))
    for side in SIDES:
        axis = plot.getAxis(side)
        axis.setPen(theme.line(palette))
        axis.setTextPen(theme.faint(palette))
