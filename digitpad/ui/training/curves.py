"""Live curves of a training run: loss and accuracy, of training and validation."""

import math
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from digitpad.training.events import Batch, Epoch
from digitpad.ui import theme
from digitpad.ui.plot_pair import PlotPair, thin

SMOOTHING = 0.9  # at most, of the training curves, as an exponential moving average
LAG = 0.3  # of an epoch, about: where few batches are reported, less is smoothed


class Curves(PlotPair):
    """Two plots over the epochs; the training curve moves with every batch that is reported."""

    def __init__(self, epochs: int, batches: int, parent: QWidget | None = None) -> None:
        super().__init__(
            {
                "loss": (
                    "Loss",
                    "How wrong the network is, by cross-entropy: lower is better. Where validation "
                    "rises while training falls, it learns its pictures by heart.",
                ),
                "accuracy": (
                    "Accuracy, %",
                    "How many pictures it gets right: higher is better. Dropout rests while it is "
                    "validated: so validation may be the better of the two.",
                ),
            },
            epochs,
            parent,
        )
        self.batches = batches
        self._last: Batch | None = None
        self.epochs_done: list[float] = []
        self.figures: dict[str, list[float]] = {
            name: [] for name in ("x", "loss", "accuracy", "val_loss", "val_accuracy")
        }
        for name in ("loss", "accuracy"):
            self.add_line(name, name, theme.second)
            self.add_line(f"val_{name}", name, theme.accent, width=2, dots=True)
        self.set_legend([("training", theme.second), ("validation", theme.accent)])
        self.recolour()

    def take(self, events: Sequence[Batch | Epoch]) -> None:
        """Take what a run has said since the last call, to be drawn later."""
        for event in events:
            if isinstance(event, Batch):
                self._take_batch(event)
            else:
                self._take_epoch(event)
        thin(*(self.figures[name] for name in ("x", "loss", "accuracy")))
        thin(self.epochs_done, self.figures["val_loss"], self.figures["val_accuracy"])
        for name in ("loss", "accuracy"):
            self.set_data(name, self.figures["x"], self.figures[name])
            self.set_data(f"val_{name}", self.epochs_done, self.figures[f"val_{name}"])

    def _take_epoch(self, epoch: Epoch) -> None:
        self.epochs_done.append(epoch.epoch)
        self.figures["val_loss"].append(epoch.val_loss)
        self.figures["val_accuracy"].append(100 * epoch.val_accuracy)
        if self._last is None or self._last.epoch != epoch.epoch:  # a run from before
            self.figures["x"].append(epoch.epoch)
            self.figures["loss"].append(epoch.loss)
            self.figures["accuracy"].append(100 * epoch.accuracy)

    def _take_batch(self, batch: Batch) -> None:
        if not math.isfinite(batch.loss):
            return
        self.figures["x"].append(batch.epoch - 1 + batch.batch / self.batches)
        last = self._last if self._last and self._last.epoch == batch.epoch else None
        since = batch.batch - (last.batch if last else 0)
        kept = min(SMOOTHING, math.exp(-since / self.batches / LAG))
        for name, scale in (("loss", 1), ("accuracy", 100)):
            # An event has the epoch's mean so far. Its step at each new epoch says nothing of the
            # network: take the mean since the last event out of it, and smooth that.
            total = getattr(batch, name) * batch.batch
            mean = (total - (getattr(last, name) * last.batch if last else 0)) / max(1, since)
            line = self.figures[name]
            line.append(kept * line[-1] + (1 - kept) * scale * mean if line else scale * mean)
        self._last = batch
