"""Two fields that can be ticked: all of MNIST or so many of it, and the convolutions or none."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitpad.training.recipe import MNIST_TRAIN
from digitpad.ui.recipes.number_fields import CountField


class ExamplesField(QWidget):
    """How many of MNIST's training images: all there are, or a number."""

    changed = Signal()

    def __init__(self, tip: str, guard: QObject) -> None:
        super().__init__()
        self.all = QCheckBox("all")
        self.all.setToolTip("Learns from every training image that is not held back.")
        self.all.setAccessibleName("All MNIST images")
        self.count = CountField(0, MNIST_TRAIN)
        self.count.setToolTip(tip)
        self.count.setAccessibleName("Number of MNIST images")
        self.count.installEventFilter(guard)
        self._available = MNIST_TRAIN
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.all)
        layout.addWidget(self.count, stretch=1)
        self.setFocusProxy(self.all)
        self.all.toggled.connect(self._toggle)
        self.count.valueChanged.connect(self._count)

    def value(self) -> int | None:
        """Return the number, or None for all."""
        return None if self.all.isChecked() else self.count.value()

    def set_value(self, count: int | None) -> None:
        """Show a number, or all for None."""
        self.all.setChecked(count is None)
        self.count.setValue(self._available if count is None else count)

    def show_available(self, count: int) -> None:
        """Show how many all are, where all are to be learnt from."""
        self._available = count
        if self.all.isChecked():
            self.count.setValue(count)

    def _toggle(self, every: bool) -> None:
        self.count.setEnabled(not every)
        if every:
            self.count.setValue(self._available)
        self.changed.emit()

    def _count(self) -> None:
        if not self.all.isChecked():
            self.changed.emit()


class ConvolutionsField(QWidget):
    """The convolutions that a recipe begins with, to be kept or left out."""

    changed = Signal()

    def __init__(self, tip: str) -> None:
        super().__init__()
        self._convolutions: tuple[tuple[int, int, int], ...] = ()
        self.box, self._told = QCheckBox(), QLabel()
        self.box.setToolTip(tip)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.box)
        layout.addWidget(self._told)
        self.setFocusProxy(self.box)
        self.box.toggled.connect(self.changed)

    def value(self) -> tuple[tuple[int, int, int], ...]:
        """Return the convolutions, or none."""
        return self._convolutions if self.box.isChecked() else ()

    def set_value(self, convolutions: tuple[tuple[int, int, int], ...]) -> None:
        """Show (maps, kernel side, stride) of each."""
        self._convolutions = convolutions
        count = len(convolutions)
        self.box.setText(f"{count} convolution{'' if count == 1 else 's'}")
        self.box.setAccessibleName(f"Begins with {self.box.text()}")
        self._told.setText(
            "\n".join(
                f"{maps} maps of {kernel}×{kernel}, step {stride}"
                for maps, kernel, stride in convolutions
            )
        )
        self.box.setChecked(bool(convolutions))
