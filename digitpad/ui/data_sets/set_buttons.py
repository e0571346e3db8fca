"""What can be done with a data set that is looked at: keeping it under a name, and its uses."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from digitpad.resources import MAX_NAME_BYTES, safe_name
from digitpad.ui.data_sets.look import Look
from digitpad.ui.data_sets.looker import Source
from digitpad.ui.push_button import action_of, give_menu, push_button

TRAIN = "Keep it, and put it into the recipe that is chosen for training."
NOTHING_TO_LEARN = "All its pictures are to test on; none is there to learn from."
REPORT = "A report on how well a network reads it, mistake by mistake."


class SetButtons(QWidget):
    """``keep_requested``: it is to be kept under the name in the field.

    ``file_requested``, ``folder_requested``: it is to be written to a file, or to a new folder.
    """

    keep_requested = Signal(str)
    file_requested = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name_field = QLineEdit()
        self.name_field.setMaxLength(MAX_NAME_BYTES)
        self.name_field.setAccessibleName("Name to keep it under")
        wide = self.name_field.fontMetrics().horizontalAdvance
        self.name_field.setMinimumWidth(wide("a data set's name"))
        self.name_field.setToolTip("What it is called in recipes and reports once it is kept.")
        self.name_label = QLabel("Na&me")
        self.name_label.setBuddy(self.name_field)
        self.keep_button = push_button(
            "&Keep",
            "Copy it into Digitpad's data sets, as it is seen here: recipes and reports offer it "
            "then, whatever becomes of the file.",
        )
        self.train_button = push_button("&Train on it", TRAIN)
        self.report_button = push_button("&Evaluate…", REPORT)
        self.save_button = push_button(
            "Save &as", "Write it in another format: npz, CSV, IDX, or a folder of pictures."
        )
        file = action_of("&File…", "One file of npz, CSV or IDX, which other programs read")
        file.triggered.connect(lambda: self.file_requested.emit())
        folder = action_of("F&older…", "A new folder with a PNG of each picture")
        folder.triggered.connect(lambda: self.folder_requested.emit())
        give_menu(self.save_button, file, folder)
        self.name_field.textChanged.connect(lambda _: self._enable())
        self.name_field.returnPressed.connect(self.keep_button.click)
        self.keep_button.clicked.connect(lambda: self.keep_requested.emit(self.name))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.name_label)
        layout.addWidget(self.name_field, stretch=1)
        layout.addWidget(self.keep_button)
        layout.addStretch()
        for button in (self.train_button, self.report_button, self.save_button):
            layout.addWidget(button)
        self._kept = self._swapped = self._teaches = False

    @property
    def name(self) -> str:
        """The name in the field, as one that a file can have; '' for none."""
        return safe_name(self.name_field.text())

    def show_source(self, source: Source, look: Look) -> None:
        """Offer what can be done with a data set."""
        self._kept, self._swapped = bool(source.kept), source.transposed
        self._teaches = look.train > 0
        self.name_field.setText(safe_name(look.name))
        for widget in (self.name_label, self.name_field, self.keep_button):
            widget.setVisible(not source.kept)
        self._enable()

    def _enable(self) -> None:
        named = self._kept or bool(self.name)
        self.keep_button.setEnabled(named)
        self.train_button.setEnabled(named and self._teaches)
        self.train_button.setToolTip(TRAIN if self._teaches else NOTHING_TO_LEARN)
        self.report_button.setEnabled(named or not self._swapped)
        # The file itself is as it was: only the copy that is kept is swapped.
        kept_first = " It is kept first, as it is swapped." if self._swapped else ""
        self.report_button.setToolTip(REPORT + kept_first)
