"""The validation curves of several runs, one over the other."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from digitpad.training.runs import Run
from digitpad.ui import theme
from digitpad.ui.plot_pair import PlotPair, thin

MOST_RUNS = 8  # as many colours as are told apart


class RunOverlay(PlotPair):
    """Validation loss and accuracy over the epochs, a colour for each run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            {
                "loss": (
                    "Validation loss",
                    "How wrong each run was about pictures it does not learn from: lower is "
                    "better. Runs that validate on different pictures are not to be compared.",
                ),
                "accuracy": (
                    "Validation accuracy, %",
                    "How many pictures it does not learn from each run got right: higher is "
                    "better. Near 100% the loss tells more.",
                ),
            },
            1,
            parent,
        )
        self.recolour()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Draw the curves of runs, of as many as there are colours."""
        self.clear_lines()
        shown = runs[:MOST_RUNS]
        for number, run in enumerate(shown):
            x: list[float] = [epoch.epoch for epoch in run.history]
            loss = [epoch.val_loss for epoch in run.history]
            accuracy = [100 * epoch.val_accuracy for epoch in run.history]
            thin(x, loss, accuracy)
            for plot, values in (("loss", loss), ("accuracy", accuracy)):
                name = f"{plot} {number}"
                self.add_line(name, plot, theme.series(number), width=2, dots=True)
                self.set_data(name, x, values)
        self.set_epochs(max((len(run.history) for run in shown), default=1))
        more = f" (the first {MOST_RUNS} of {len(runs)})" if len(runs) > MOST_RUNS else ""
        entries = [(run.name, theme.series(number)) for number, run in enumerate(shown)]
        if more:
            entries[-1] = (entries[-1][0] + more, entries[-1][1])
        self.set_legend(entries)
        self.draw()
