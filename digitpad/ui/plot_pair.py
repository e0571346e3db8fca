"""Two plots over the epochs, in the window's colours: what all charts of runs are made of."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.ui import theme
from digitpad.ui.plot_style import keep_still, recolour

MOST_POINTS = 600  # of a line: more than there are pixels
LABEL_HEIGHT = 22  # pixels of a figure beside a logarithmic scale
MOST_DOTS = 60  # of a line with a dot at each epoch

Colour = Callable[[QPalette], QColor]


class _Line(NamedTuple):
    plot: str
    item: Any
    colour: Colour
    width: float
    dots: bool


class LogAxis(pg.AxisItem):  # type: ignore[misc]
    """The scale of a plot whose values are logarithms to the base of ten: 1, 2, 5, 10 and so on.

    pyqtgraph's own has a figure at each of 1 to 10, one on top of the other.
    """

    def tickValues(self, least: float, most: float, size: float) -> list[Any]:
        """Return where the figures stand: as many as there is room for."""
        decades = range(math.floor(least), math.ceil(most) + 1)
        for steps in ((1, 2, 5), (1, 3), (1,)):
            ticks = [decade + math.log10(step) for decade in decades for step in steps]
            ticks = [tick for tick in ticks if least <= tick <= most]
            if len(ticks) * LABEL_HEIGHT <= size:
                break
        every = max(1, math.ceil(len(ticks) * LABEL_HEIGHT / max(1.0, size)))
        return [(1.0, ticks[::every])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the figures themselves."""
        return [f"{float(f'{10**value:.1g}'):g}" for value in values]


class PlotPair(QWidget):
    """Two plots, side by side or one above the other as there is room, and one legend for both.

    ``plots``: the name of each, its title, and what it teaches. ``logarithmic``: those of them
    whose points are given as logarithms to the base of ten.
    """

    def __init__(
        self,
        plots: Mapping[str, tuple[str, str]],
        epochs: int,
        parent: QWidget | None = None,
        *,
        logarithmic: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self.plots: dict[str, Any] = {}
        self.lines: dict[str, _Line] = {}
        self._data: dict[str, tuple[Sequence[float], Sequence[float]]] = {}
        self._stale: list[str] = []
        self._legend: list[tuple[str, Colour]] = []
        self._marks: list[Any] = []
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.GAP // 2)
        for name, (title, tip) in plots.items():
            axes = {"left": LogAxis("left")} if name in logarithmic else None
            plot = self.plots[name] = pg.PlotWidget(axisItems=axes, enableMenu=False)
            keep_still(plot)
            plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # no key does anything there
            plot.setMinimumSize(60, 60)
            plot.getPlotItem().setContentsMargins(0, 4, 8, 0)
            plot.setToolTip(tip)
            plot.setAccessibleName(title)
            plot.getAxis("bottom").setStyle(hideOverlappingLabels=False)  # or the last goes
            mark = pg.InfiniteLine(angle=90)
            mark.hide()
            plot.addItem(mark, ignoreBounds=True)
            self._marks.append(mark)
            # A label of the window's own: pyqtgraph's would paint again with every point.
            head = QLabel(title)
            head.setToolTip(tip)
            head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            column = QVBoxLayout()
            column.setSpacing(1)
            column.addWidget(head)
            column.addWidget(plot, stretch=1)
            self._box.addLayout(column, stretch=1)
        self.set_epochs(epochs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._box, stretch=1)
        layout.addWidget(self.legend)

    def set_epochs(self, epochs: int) -> None:
        """Let the plots reach to an epoch."""
        for plot in self.plots.values():
            plot.setXRange(0, max(1, epochs), padding=0.02)

    def mark(self, epoch: int | None) -> None:
        """Mark the epoch that is looked at, or none."""
        for mark in self._marks:
            mark.setVisible(epoch is not None)
            if epoch is not None:
                mark.setValue(epoch)

    def add_line(
        self, name: str, plot: str, colour: Colour, *, width: float = 1.0, dots: bool = False
    ) -> None:
        """Add a line to a plot. A thin one is drawn several times as fast as a thick one."""
        item = self.plots[plot].plot(antialias=True)
        self.lines[name] = _Line(plot, item, colour, width, dots)
        self._recolour_line(self.lines[name])

    def clear_lines(self) -> None:
        """Take every line away."""
        for line in self.lines.values():
            self.plots[line.plot].removeItem(line.item)
        self.lines, self._data, self._stale = {}, {}, []

    def set_legend(self, entries: Sequence[tuple[str, Colour]]) -> None:
        """Say below the plots what the colours mean."""
        self._legend = list(entries)
        self._write_legend()

    def set_data(self, name: str, x: Sequence[float], y: Sequence[float]) -> None:
        """Give a line its points. They are drawn by ``draw`` or ``draw_next``."""
        self._data[name] = (x, y)
        if (plot := self.lines[name].plot) not in self._stale:
            self._stale.append(plot)

    def draw_next(self) -> bool:
        """Draw one plot that has new points; return whether there is another.

        One at a time, so that the pen's next move waits for one only.
        """
        if self._stale:
            plot = self._stale.pop(0)
            for name, line in self.lines.items():
                if line.plot == plot and name in self._data:
                    x, y = self._data.pop(name)
                    dots = line.dots and len(x) <= MOST_DOTS
                    line.item.setData(x, y, symbol="o" if dots else None)
        return bool(self._stale)

    def draw(self) -> None:
        """Draw every plot that has new points."""
        while self.draw_next():
            pass

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots side by side, or one above the other where it is narrow."""
        across = self.width() >= 1.15 * self.height()
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if across else ways.TopToBottom)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came in while nobody could see it."""
        super().showEvent(event)
        self.draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self.recolour()
        super().changeEvent(event)

    def recolour(self) -> None:
        """Take the colours of the palette as it is."""
        palette = self.palette()
        for plot in self.plots.values():
            recolour(plot, palette)
        for mark in self._marks:
            mark.setPen(theme.other(palette), style=Qt.PenStyle.DashLine)
        for line in self.lines.values():
            self._recolour_line(line)
        self._write_legend()

    def _recolour_line(self, line: _Line) -> None:
        colour = line.colour(self.palette())
        line.item.setPen(colour, width=line.width)
        line.item.setSymbolBrush(colour)
        line.item.setSymbolPen(None)
        line.item.setSymbolSize(5)

    def _write_legend(self) -> None:
        entries = [
            f'<span style="color:{colour(self.palette()).name()}">●</span>&nbsp;'
            f"{escape(text).replace(' ', '&nbsp;')}"
            for text, colour in self._legend
        ]
        self.legend.setText("By epoch: &nbsp;" + " &nbsp; ".join(entries) if entries else "")


def thin(*series: list[float]) -> None:
    """Take every other point out of a line that has too many; the last stays."""
    if len(series[0]) > MOST_POINTS:
        for values in series:
            del values[:-1:2]
