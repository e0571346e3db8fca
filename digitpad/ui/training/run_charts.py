"""The charts of a run in tabs: curves, layers, weights. Only what is in view is drawn."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from digitpad.network import DenseNetwork, NetworkError
from digitpad.training.events import Batch, Epoch, Look
from digitpad.ui.plotting import Plotting
from digitpad.ui.training.weights_view import Pictures, WeightsView, decode_pictures, pictures_of

if TYPE_CHECKING:
    from digitpad.ui.plot_pair import PlotPair
    from digitpad.ui.training.curves import Curves
    from digitpad.ui.training.layer_curves import LayerCurves

MOST_LOOKS = 200  # that are remembered, for the slider: 5 MB
NO_LOOK = "The pictures come with the first look into the network, a second or two into the run."
NO_PICTURES = "The first layer of this network sees no 28×28 picture that could be shown."
NOT_KEPT = "Gradients and dead units are measured while a run goes, and not kept with it."
TIPS = (
    "Whether it learns: loss and accuracy, batch by batch and epoch by epoch.",
    "How it learns: how strongly each layer is pulled, and which units have died.",
    "What it learns: the weights of the first layer as pictures.",
)


class RunCharts(QTabWidget):
    """Takes what a run says, at once; draws it when ``draw_next`` is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plotting = Plotting(self)
        self.curves: Curves | None = None
        self.layers: LayerCurves | None = None
        self.weights = WeightsView()
        self._pending: list[Batch | Epoch | Look] = []
        self._layer_names: list[str] = []
        self._epochs = self._batches = 1
        self._looks: dict[int, Pictures] = {}  # the last of each epoch
        #: The epoch that is looked back at, its network, and whether the curves mark it.
        self._then: tuple[int, Path | None, bool] | None = None
        self._stale_weights = False
        self.setDocumentMode(True)
        self._layers_hint = QLabel(NOT_KEPT)
        self._layers_hint.setWordWrap(True)
        self._layers_hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages: list[QVBoxLayout] = []
        for title, tip in zip(("Curves", "Layers", "Weights"), TIPS, strict=True):
            page = QWidget()
            layout = QVBoxLayout(page)
            layout.setContentsMargins(0, 4, 0, 0)
            self._pages.append(layout)
            self.addTab(page, title)
            self.setTabToolTip(self.count() - 1, tip)
        self._pages[1].addWidget(self._layers_hint)
        self._pages[2].addWidget(self.weights)
        self.plotting.loaded.connect(self._build)
        self.currentChanged.connect(self.draw)

    def begin(self, epochs: int, batches: int) -> None:
        """Show a run of which nothing is known yet but its recipe."""
        for chart in (self.curves, self.layers):
            if chart is not None:
                chart.hide()
                chart.deleteLater()
        self.curves = self.layers = None
        self._pending, self._layer_names, self._looks = [], [], {}
        self._epochs, self._batches = epochs, batches
        self._then = None
        self.weights.show_pictures(None, NO_LOOK)
        self._layers_hint.setText(NO_LOOK.replace("pictures", "curves"))
        self._layers_hint.show()
        self.plotting.load()

    def start(self, layers: list[str], epochs: int, batches: int) -> None:
        """Take what the run knows of itself as learning begins."""
        self._layer_names, self._batches = layers, batches
        if self.curves is not None:
            self.curves.batches = batches
        self.set_epochs(epochs)
        if self.plotting.is_loaded:
            self._build()

    def keep_no_looks(self) -> None:
        """Say that this run is over and was not looked into."""
        self._layers_hint.setText(NOT_KEPT)

    def set_epochs(self, epochs: int) -> None:
        """Let the plots reach to an epoch."""
        self._epochs = epochs
        for chart in (self.curves, self.layers):
            if chart is not None:
                chart.set_epochs(epochs)

    def take(self, event: Batch | Epoch | Look) -> None:
        """Take what the run says, to be drawn later."""
        self._pending.append(event)
        if isinstance(event, Look) and (pictures := decode_pictures(event.pictures)) is not None:
            self._looks[event.epoch] = pictures
            if len(self._looks) > MOST_LOOKS:
                for epoch in list(self._looks)[:-1:2]:
                    del self._looks[epoch]
            self._stale_weights = self._stale_weights or self._then is None

    def look_back(
        self, epoch: int | None, network: Path | None = None, *, marked: bool = True
    ) -> None:
        """Show the weights of an earlier epoch and mark it in the curves; None: as it is now."""
        self._then = None if epoch is None else (epoch, network, marked)
        self._mark()
        self._stale_weights = True
        if self.weights.isVisible():
            self._draw_weights()

    def _mark(self) -> None:
        for chart in (self.curves, self.layers):
            if chart is not None:
                chart.mark(self._then[0] if self._then and self._then[2] else None)

    def draw_next(self) -> bool:
        """Draw one chart that is in view and has something new; return whether there are more."""
        self.gather()
        if self._stale_weights and self.weights.isVisible():
            self._draw_weights()
        chart = self._in_view
        return chart is not None and chart.draw_next()

    def draw(self) -> None:
        """Draw all that is in view."""
        while self.draw_next():
            pass

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came in while nobody could see it."""
        super().showEvent(event)
        self.draw()

    @property
    def _in_view(self) -> "PlotPair | None":
        return next(
            (c for c in (self.curves, self.layers) if c is not None and c.isVisible()), None
        )

    def gather(self) -> None:
        """Give the charts what has been said, in view or not: they keep few points of it."""
        if self.curves is None or not self._pending:
            return
        pending, self._pending = self._pending, []
        self.curves.take([event for event in pending if not isinstance(event, Look)])
        looks = [event for event in pending if isinstance(event, Look)]
        if self.layers is not None and looks:
            self._layers_hint.hide()
            self.layers.show()
            self.layers.take(looks)

    def _build(self) -> None:
        from digitpad.ui.training.curves import Curves
        from digitpad.ui.training.layer_curves import LayerCurves

        if self.curves is None:
            self.curves = Curves(self._epochs, self._batches)
            self._pages[0].addWidget(self.curves)
        if self.layers is None and self._layer_names:
            self.layers = LayerCurves(self._layer_names, self._epochs, self._batches)
            self.layers.hide()  # until there is something to see
            self._pages[1].addWidget(self.layers)
        self._mark()
        self.gather()  # each chart then draws as soon as it is in view

    def _draw_weights(self) -> None:
        self._stale_weights = False
        pictures = None
        if self._then is None:
            pictures = next(reversed(self._looks.values()), None)
        else:
            epoch, network, _ = self._then
            pictures = self._looks.get(epoch)
            if pictures is None and network is not None:
                pictures = _read_pictures(network)
        self.weights.show_pictures(pictures, NO_LOOK if self._then is None else NO_PICTURES)


def _read_pictures(path: Path) -> Pictures | None:
    try:
        return pictures_of(DenseNetwork.open(path))
    except NetworkError:
        return None  # gone since: the window says so, which reads with it
