"""A network's layers, one a row, in the order in which a picture goes through them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from digitpad.layers import Layer, Shape
from digitpad.network import DenseNetwork

COLUMNS = {
    "Layer": "What the file calls it.",
    "Kind": "What Keras calls its kind.",
    "Gives": "The shape of what it gives for one picture.",
    "Activation": "The function that each of its numbers goes through.",
    "Weights": "How many numbers it has learnt.",
}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def shape_words(shape: Shape) -> str:
    """Return a shape without the batch: "784", "28 × 28"."""
    return " × ".join(f"{length:,}" for length in shape)


class LayersTable(QTableWidget):
    """Shows what there is; nothing is changed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self.setHorizontalHeaderLabels(list(COLUMNS))
        for column, tip in enumerate(COLUMNS.values()):
            if (item := self.horizontalHeaderItem(column)) is not None:
                item.setToolTip(tip)
                item.setTextAlignment(RIGHT if column == len(COLUMNS) - 1 else LEFT)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Layers")
        self.setToolTip("What a picture goes through, from the first layer to the last.")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)

    def show_network(self, network: DenseNetwork) -> None:
        """List the layers of a network."""
        self.setRowCount(len(network.layers))
        for row, layer in enumerate(network.layers):
            words = (
                layer.name,
                f"{layer.kind} (convolution)" if layer.is_convolution else layer.kind,
                shape_words(layer.shape),
                "" if layer.activation in ("", "linear") else layer.activation,
                f"{layer.parameters:,}" if layer.parameters else "",
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                if column == len(words) - 1:
                    item.setTextAlignment(RIGHT)
                item.setToolTip(_tip(layer) or text)
                self.setItem(row, column, item)


def _tip(layer: Layer) -> str:
    if layer.is_convolution:
        return "A convolution written out as a dense layer: most of its weights are 0."
    options = {name: value for name, value in layer.options.items() if name != "activation"}
    return ", ".join(f"{name}: {value}" for name, value in options.items())
