"""Live curves of a training run: loss and accuracy, of training and validation."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.training.events import Batch, Epoch
from digitpad.ui import theme

MOST_POINTS = 600
SMOOTHING = 0.9  # of the training curves, as an exponential moving average


class Curves(QWidget):
    """Two plots over the epochs; the training curve moves with every batch that is reported."""

    def __init__(self, epochs: int, batches: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.batches = batches
        self._last: Batch | None = None
        self.epochs_done: list[float] = []
        self.figures: dict[str, list[float]] = {
            name: [] for name in ("x", "loss", "accuracy", "val_loss", "val_accuracy")
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._plots: dict[str, Any] = {}
        self._lines: dict[str, Any] = {}
        for name, title in (("loss", "Loss"), ("accuracy", "Accuracy, %")):
            plot = pg.PlotWidget()
            plot.setMenuEnabled(False)
            plot.setMouseEnabled(False, False)
            plot.hideButtons()
            plot.setXRange(0, epochs, padding=0.02)
            plot.setMinimumWidth(180)
            plot.getPlotItem().setContentsMargins(0, 4, 8, 0)
            plot.setToolTip(
                "How wrong the network is, by cross-entropy: lower is better."
                if name == "loss"
                else "How many pictures it gets right: higher is better."
            )
            plot.addLegend(offset=(-8, 8 if name == "loss" else -36), labelTextSize="8pt")
            self._lines[name] = plot.plot(name="training", antialias=True)
            self._lines[f"val_{name}"] = plot.plot(
                name="validation", antialias=True, symbol="o", symbolSize=5, symbolPen=None
            )
            plot.setTitle(title, size="9pt")
            plot.setLabel("bottom", "epoch")
            plot.getAxis("bottom").setStyle(hideOverlappingLabels=False)  # or the last goes
            self._plots[name] = plot
            layout.addWidget(plot)
        self._recolour()

    def show_events(self, events: Sequence[Batch | Epoch]) -> None:
        """Draw what a run has said since the last call."""
        for event in events:
            if isinstance(event, Batch):
                self._take_batch(event)
            else:
                self.epochs_done.append(event.epoch)
                self.figures["val_loss"].append(event.val_loss)
                self.figures["val_accuracy"].append(100 * event.val_accuracy)
        if len(self.figures["x"]) > MOST_POINTS:  # more than there are pixels
            for name in ("x", "loss", "accuracy"):
                del self.figures[name][:-1:2]
        for name in ("loss", "accuracy"):
            self._lines[name].setData(self.figures["x"], self.figures[name])
            self._lines[f"val_{name}"].setData(self.epochs_done, self.figures[f"val_{name}"])

    def _take_batch(self, batch: Batch) -> None:
        self.figures["x"].append(batch.epoch - 1 + batch.batch / self.batches)
        last = self._last if self._last and self._last.epoch == batch.epoch else None
        since = batch.batch - (last.batch if last else 0)
        for name, scale in (("loss", 1), ("accuracy", 100)):
            # An event has the epoch's mean so far. Its step at each new epoch says nothing of the
            # network: take the mean since the last event out of it, and smooth that.
            total = getattr(batch, name) * batch.batch
            mean = (total - (getattr(last, name) * last.batch if last else 0)) / max(1, since)
            line = self.figures[name]
            line.append(
                SMOOTHING * line[-1] + (1 - SMOOTHING) * scale * mean if line else scale * mean
            )
        self._last = batch

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _recolour(self) -> None:
        palette = self.palette()
        foreground = theme.faint(palette)
        for name, plot in self._plots.items():
            plot.setBackground(theme.paper(palette))
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(theme.line(palette))
                axis.setTextPen(foreground)
            label = plot.getPlotItem().titleLabel
            label.setText(label.text, color=foreground)
            plot.getPlotItem().legend.setLabelTextColor(foreground)
            for sample, item_label in plot.getPlotItem().legend.items:
                item_label.setText(item_label.text, color=foreground)
                sample.update()
            self._lines[name].setPen(theme.second(palette), width=1.5)
            self._lines[f"val_{name}"].setPen(theme.accent(palette), width=2)
            self._lines[f"val_{name}"].setSymbolBrush(theme.accent(palette))
