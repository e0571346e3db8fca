"""Live curves of a training run: loss and accuracy, of training and validation."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.training.events import Batch, Epoch
from digitpad.ui import theme

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
            self._plots[name] = plot
            layout.addWidget(plot)
        self._recolour()

    def show_batch(self, batch: Batch) -> None:
        """Draw the training figures as they are after a batch."""
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
            self._lines[name].setData(self.figures["x"], line)
        self._last = batch

    def show_epoch(self, epoch: Epoch) -> None:
        """Draw the validation figures after an epoch."""
        self.epochs_done.append(epoch.epoch)
        self.figures["val_loss"].append(epoch.val_loss)
        self.figures["val_accuracy"].append(100 * epoch.val_accuracy)
        for name in ("val_loss", "val_accuracy"):
            self._lines[name].setData(self.epochs_done, self.figures[name])

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
