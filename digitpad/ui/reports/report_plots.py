"""The charts of a report: the reliability diagram, and accuracy on harder pictures."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QWidget

from digitpad.data.perturb import PERTURBATIONS
from digitpad.evaluation import wilson
from digitpad.report.charts import ticks
from digitpad.report.measure import Report
from digitpad.ui import theme
from digitpad.ui.coloured import COLOURS
from digitpad.ui.plot_style import SIDES, keep_still, recolour

BAND, BAR = 40, 80  # opacity, of 255
#: Free room around what is drawn, a share of it: with less above, "100%" would not be written.
EDGE, ROOM = 0.02, 0.07


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """Percentages over something, in the window's colours; it cannot be moved by accident."""

    _made = False  # pyqtgraph changes the palette before there is anything to colour

    def __init__(self, title: str, across: str, ends: tuple[float, float], tip: str) -> None:
        super().__init__(enableMenu=False)
        keep_still(self)
        self.setXRange(*ends, padding=EDGE)
        self.setYRange(0, 100, padding=ROOM)
        self.setMinimumSize(200, 150)
        self.getPlotItem().setContentsMargins(0, 4, 14, 4)
        self.setTitle(title, size="10pt")
        self.setLabel("bottom", across)
        self.getAxis("left").setTicks([[(share, f"{share}%") for share in range(0, 101, 25)]])
        self.getAxis("bottom").enableAutoSIPrefix(False)  # or thousandths would be counted
        for side in SIDES:
            self.getAxis(side).setStyle(hideOverlappingLabels=False)  # or the last goes
        self.setToolTip(tip)
        self.setAccessibleName(f"{title}, over {across}")
        self.showGrid(y=True, alpha=0.15)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if self._made and event.type() == QEvent.Type.PaletteChange:
            self.recolour()

    def recolour(self) -> None:
        """Take the window's colours."""
        palette = self.palette()
        recolour(self, palette)
        label = self.getPlotItem().titleLabel
        label.setText(label.text, color=theme.faint(palette))


def _faded(colour: QColor, opacity: int) -> QColor:
    faded = QColor(colour)
    faded.setAlpha(opacity)
    return faded


class ReliabilityPlot(Plot):
    """Accuracy over confidence, bin by bin, beside the diagonal where both agree."""

    def __init__(self, report: Report, index: int) -> None:
        reader = report.readers[index]
        error = f"calibration error {reader.evaluation.calibration_error:.2%}"
        super().__init__(
            f"Answers that are right: {error}",
            "confidence of the answers, %",
            (0, 100),
            "Of the answers given with 80% confidence, 80% should be right: then the dot lies on "
            "the dashed line. Above it the network is too modest, below it too sure. The thin "
            "lines are 95% intervals: long where there are few answers.",
        )
        self._colour = COLOURS[index]
        bins = [
            (each, each.confidence, each.accuracy)
            for each in reader.evaluation.reliability
            if each.confidence is not None and each.accuracy is not None
        ]
        at = [100 * confidence for _, confidence, _ in bins]
        height = [100 * accuracy for _, _, accuracy in bins]
        ends = [wilson(round(accuracy * each.count), each.count) for each, _, accuracy in bins]
        self._bars = pg.BarGraphItem(
            x0=[100 * each.low + 0.4 for each, _, _ in bins],
            x1=[100 * each.high - 0.4 for each, _, _ in bins],
            y0=0,
            height=height,
        )
        self._whiskers = pg.ErrorBarItem(
            x=np.array(at),
            y=np.array(height),
            top=np.array([100 * end.high - y for end, y in zip(ends, height, strict=True)]),
            bottom=np.array([y - 100 * end.low for end, y in zip(ends, height, strict=True)]),
        )
        self._diagonal = pg.PlotCurveItem([0, 100], [0, 100], antialias=True)
        self._dots = pg.ScatterPlotItem(at, height, size=8, pen=None)
        for item in (self._bars, self._whiskers, self._diagonal, self._dots):
            self.addItem(item)
        self._made = True
        self.recolour()

    def recolour(self) -> None:
        """Take the window's colours."""
        super().recolour()
        palette = self.palette()
        colour = self._colour(palette)
        self._bars.setOpts(brush=_faded(colour, BAR), pen=None)
        self._whiskers.setData(pen=theme.faint(palette))
        self._diagonal.setPen(theme.text(palette), style=Qt.PenStyle.DashLine)
        self._dots.setBrush(colour)


class RobustnessPlot(Plot):
    """Accuracy over an amount of one perturbation, a line for each network."""

    def __init__(self, report: Report, kind: str) -> None:
        perturbation = PERTURBATIONS[kind]
        amounts = perturbation.amounts
        super().__init__(
            perturbation.title,
            perturbation.unit,
            (amounts[0], amounts[-1]),
            f"How many of {report.harder_count:,} pictures are read right when each is changed by "
            "so much. The band is the 95% interval.",
        )
        marks = [
            (value, f"{value:g}".replace("-", "−")) for value in ticks(amounts[0], amounts[-1])
        ]
        self.getAxis("bottom").setTicks([marks])
        self._lines = []
        for reader in report.readers:
            shares = reader.robustness[kind]
            ends = [wilson(round(s * report.harder_count), report.harder_count) for s in shares]
            low = pg.PlotCurveItem(list(amounts), [100 * end.low for end in ends], pen=None)
            high = pg.PlotCurveItem(list(amounts), [100 * end.high for end in ends], pen=None)
            band = pg.FillBetweenItem(low, high)
            line = pg.PlotDataItem(
                list(amounts),
                [100 * share for share in shares],
                antialias=True,
                symbol="o",
                symbolSize=5,
                symbolPen=None,
            )
            for item in (low, high, band, line):
                self.addItem(item)
            self._lines.append((band, line))
        self._made = True
        self.recolour()

    def recolour(self) -> None:
        """Take the window's colours."""
        super().recolour()
        for (band, line), take in zip(self._lines, COLOURS, strict=False):
            colour = take(self.palette())
            band.setBrush(_faded(colour, BAND))
            line.setPen(colour, width=2)
            line.setSymbolBrush(colour)


def robustness_plots(report: Report) -> QWidget:
    """Return the plots of every perturbation, two by two."""
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(theme.GAP)
    for number, kind in enumerate(PERTURBATIONS):
        grid.addWidget(RobustnessPlot(report, kind), number // 2, number % 2)
    return page


def reliability_plots(report: Report) -> QWidget:
    """Return the reliability diagram of each network, side by side."""
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(theme.GAP)
    for index in range(len(report.readers)):
        grid.addWidget(ReliabilityPlot(report, index), 0, index)
    return page
