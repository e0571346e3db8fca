"""The buttons below the samples: what can be done with those that are chosen, and with all."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.push_button import action_of, give_menu, push_button
from digitpad.ui.samples.samples_history import History
from digitpad.ui.samples.words import a_digit

HINT = "Choose samples; then press the digit they are, or Delete."


class SamplesButtons(QWidget):
    """``labelled``: the chosen samples are this digit. ``words``: what was done last."""

    labelled = Signal(int)

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = history
        self.words = Coloured(HINT, theme.faint).on_one_line()
        self.words.setMinimumWidth(self.words.fontMetrics().horizontalAdvance(HINT))
        self.label_button = push_button("La&bel as", "The chosen samples are… (a digit's key)")
        self.delete_button = push_button("&Delete", "Delete the chosen samples (Del).")
        self.undo_button = push_button("&Undo", _undo_tip(""))
        self.redo_button = push_button("&Redo", _redo_tip(""))
        self.undo_button.setEnabled(False)
        self.redo_button.setEnabled(False)
        self.import_button = push_button("&Import", "Take in drawings or pictures from files.")
        self.export_button = push_button(
            "&Export", "Write samples to files, for other programs too."
        )
        self.delete_all_button = push_button(
            "Delete all…", "Delete every sample; it can be undone until Digitpad is closed."
        )
        self.teach_button = push_button(
            "&Teach my hand…", "Draw each digit a few times: thirty take about a minute."
        )
        self.personalise_button = push_button(
            "&Personalise…", "Let the network learn your hand from these samples, in seconds."
        )
        digits = [action_of(a_digit(digit).replace(" ", " &"), "") for digit in range(10)]
        for digit, action in enumerate(digits):
            action.triggered.connect(lambda _=False, digit=digit: self.labelled.emit(digit))
        give_menu(self.label_button, *digits)
        self.import_files = action_of(
            "Drawings (NDJSON, InkML)…", "Files of Quick, Draw! NDJSON or of InkML"
        )
        self.import_folder = action_of(
            "Pictures (PNG folder)…", "A folder that holds a folder of pictures for each digit"
        )
        give_menu(self.import_button, self.import_files, self.import_folder)
        self.export_file = action_of(
            "All as drawings (NDJSON, InkML)…", "One file, in the format that its name ends in"
        )
        self.export_folder = action_of("All as pictures (PNG folder)…", "28×28, a folder a digit")
        self.export_chosen_file = action_of(
            "Chosen as drawings (NDJSON, InkML)…", "Only those chosen"
        )
        self.export_chosen_folder = action_of(
            "Chosen as pictures (PNG folder)…", "Only those chosen"
        )
        give_menu(
            self.export_button,
            self.export_file,
            self.export_folder,
            None,
            self.export_chosen_file,
            self.export_chosen_folder,
        )
        self._lay_out()
        # What the history tells as it is destroyed, nobody may ask it about.
        history.canUndoChanged.connect(self.undo_button.setEnabled)
        history.canRedoChanged.connect(self.redo_button.setEnabled)
        history.undoTextChanged.connect(lambda text: self.undo_button.setToolTip(_undo_tip(text)))
        history.redoTextChanged.connect(lambda text: self.redo_button.setToolTip(_redo_tip(text)))

    def _lay_out(self) -> None:
        self.of_chosen = QWidget()
        first = QHBoxLayout(self.of_chosen)
        first.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.words, stretch=1)
        for button in (self.label_button, self.delete_button, self.undo_button, self.redo_button):
            first.addWidget(button)
        second = QHBoxLayout()
        for button in (self.import_button, self.export_button, self.delete_all_button):
            second.addWidget(button)
        second.addStretch()
        second.addWidget(self.teach_button)
        second.addWidget(self.personalise_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.of_chosen)
        layout.addLayout(second)

    def offer(self, *, there: int, chosen: int, busy: bool) -> None:
        """Offer what can be done. ``there``: how many samples there are; ``busy``: with files."""
        self.of_chosen.setVisible(bool(there or self.history.count()))
        self.label_button.setEnabled(bool(chosen))
        self.delete_button.setEnabled(bool(chosen))
        for button in (self.export_button, self.delete_all_button):
            button.setVisible(bool(there))
        self.personalise_button.setEnabled(bool(there))
        self.import_button.setEnabled(not busy)
        self.export_button.setEnabled(not busy)
        self.export_chosen_file.setEnabled(bool(chosen))
        self.export_chosen_folder.setEnabled(bool(chosen))


def _undo_tip(text: str) -> str:
    return f"Take back: {text} (Ctrl+Z)." if text else "Take the last step back (Ctrl+Z)."


def _redo_tip(text: str) -> str:
    return f"Do again: {text} (Ctrl+Shift+Z)." if text else "Do it again (Ctrl+Shift+Z)."
