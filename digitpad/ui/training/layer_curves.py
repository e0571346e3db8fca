"""Live curves of each layer: how strongly it is pulled, and how many of its units are dead."""

import math
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from digitpad.training.events import Look
from digitpad.ui import theme
from digitpad.ui.plot_pair import PlotPair, thin

SMALLEST = 1e-8  # a gradient of 0 has no place on a logarithmic scale
LEAST_RANGE = 5.0  # %: less would make a mountain of a single unit


class LayerCurves(PlotPair):
    """The gradient's norm of every layer with weights, and the dead units of the hidden ones."""

    def __init__(
        self, layers: Sequence[str], epochs: int, batches: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            {
                "gradient": (
                    "Gradient norm",
                    "How strongly the loss pulls at the weights of each layer. A layer far below "
                    "the others hardly learns; a norm that shoots up asks for smaller steps.",
                ),
                "dead": (
                    "Dead units, %",
                    "How many units of each hidden layer say the same of every picture. A dead "
                    "ReLU gets no gradient and seldom comes back: often the steps are too large.",
                ),
            },
            epochs,
            parent,
            logarithmic=["gradient"],
        )
        self.layers, self.batches = list(layers), batches
        self.at: list[float] = []
        self.norms: list[list[float]] = [[] for _ in self.layers]  # their logarithms
        self.dead: list[list[float]] = [[] for _ in self.layers[:-1]]
        self.plots["dead"].setLimits(yMin=-0.5, yMax=101, minYRange=LEAST_RANGE)
        self.plots["dead"].setYRange(0, LEAST_RANGE)
        self.plots["dead"].enableAutoRange(y=True)
        for number in range(len(self.norms)):
            self.add_line(f"gradient {number}", "gradient", theme.series(number))
        for number in range(len(self.dead)):
            self.add_line(f"dead {number}", "dead", theme.series(number))
        self.set_legend([(name, theme.series(i)) for i, name in enumerate(self.layers)])
        self.recolour()

    def take(self, looks: Sequence[Look]) -> None:
        """Take what was seen since the last call, to be drawn later."""
        for look in looks:
            if len(look.gradient_norms) != len(self.norms) or len(look.dead) != len(self.dead):
                continue
            self.at.append(look.epoch - 1 + look.batch / self.batches)
            for line, norm in zip(self.norms, look.gradient_norms, strict=True):
                line.append(math.log10(max(norm, SMALLEST)) if math.isfinite(norm) else math.nan)
            for line, share in zip(self.dead, look.dead, strict=True):
                line.append(100 * share)
        thin(self.at, *self.norms, *self.dead)
        for number, line in enumerate(self.norms):
            self.set_data(f"gradient {number}", self.at, line)
        for number, line in enumerate(self.dead):
            self.set_data(f"dead {number}", self.at, line)
