"""A slider over the epochs whose networks are kept: back to what the network was then."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget


class EpochSlider(QWidget):
    """Stands at the last epoch and moves on with it, until the person takes hold of it.

    ``chosen``: the person wants to see an epoch. ``released``: to go on with the run again.
    """

    chosen = Signal(int)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.epochs: list[int] = []  # those that are kept, in their order: a step for each
        self.total = 0
        self.following = True
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName("Epoch")
        self.slider.setToolTip(
            "Back in time: your drawing is read by the network as it was after that epoch."
        )
        self.label = QLabel()
        self.label.setToolTip("After which epoch the network is looked at.")
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.label.setMinimumWidth(self.label.fontMetrics().horizontalAdvance("epoch 100 of 100"))
        self.now_button = QPushButton("Now")
        self.now_button.setToolTip("Back to the network as it is now.")
        self.now_button.setAccessibleName("Back to now")
        width = self.now_button.fontMetrics().horizontalAdvance("Now") + 24
        self.now_button.setFixedWidth(width)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.slider, stretch=1)
        layout.addWidget(self.label)
        layout.addWidget(self.now_button)
        # A zero timer: of all the steps of a quick hand only the last is read with.
        self._say = QTimer(self, singleShot=True, interval=0)
        self._say.timeout.connect(self._say_chosen)
        self.slider.valueChanged.connect(self._moved)
        self.now_button.clicked.connect(self.release)
        self.set_epochs([], 0)

    @property
    def epoch(self) -> int | None:
        """The epoch that is looked at; None while none is kept."""
        return self.epochs[self.slider.value()] if self.epochs else None

    def set_epochs(self, epochs: Sequence[int], total: int) -> None:
        """Say which epochs are kept, and which is the last to come; nothing is emitted."""
        before = self.epoch
        self.epochs, self.total = list(epochs), total
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(self.epochs) - 1))
        self.slider.setTickPosition(
            QSlider.TickPosition.TicksBelow
            if 1 < len(self.epochs) <= 30
            else QSlider.TickPosition.NoTicks
        )
        if self.following or before is None:
            self.slider.setValue(self.slider.maximum())
        else:
            self.slider.setValue(self._nearest(before))
        self.slider.blockSignals(blocked)
        self.slider.setEnabled(bool(self.epochs))
        self._label()

    def choose(self, epoch: int) -> None:
        """Look at an epoch, or at the nearest one that is kept, as if the person did."""
        if self.epochs:
            self.following = False
            self.slider.setValue(self._nearest(epoch))
            self._label()
            self._say.start()

    def reset(self) -> None:
        """Forget every epoch, and follow again; nothing is emitted."""
        self._say.stop()
        self.following = True
        self.set_epochs([], 0)

    def release(self) -> None:
        """Follow the run again."""
        self.follow()
        self.released.emit()

    def follow(self) -> None:
        """Stand at the last epoch from now on; nothing is emitted."""
        self._say.stop()
        self.following = True
        self.set_epochs(self.epochs, self.total)

    def _nearest(self, epoch: int) -> int:
        return min(range(len(self.epochs)), key=lambda i: abs(self.epochs[i] - epoch), default=0)

    def _moved(self) -> None:
        self.following = False
        self._label()
        self._say.start()

    def _say_chosen(self) -> None:
        if self.epoch is not None:
            self.chosen.emit(self.epoch)

    def _label(self) -> None:
        text = "no epoch yet" if self.epoch is None else f"epoch {self.epoch} of {self.total}"
        self.label.setText(text)
        self.slider.setAccessibleDescription(text)
        self.now_button.setEnabled(not self.following)
