"""The buttons below the table of runs: what can be done with those that are chosen."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from digitpad.training.runs import Run
from digitpad.ui.push_button import push_button


def network_of(run: Run) -> Path | None:
    """Return the network that a run came to; where that is gone, its last epoch's."""
    if run.network is not None and run.network.is_file() and run.network.stat().st_size:
        return run.network
    return next(reversed(run.epoch_networks.values()), None)


class RunsButtons(QWidget):
    """Those of the runs that are kept, or of the deleted ones, and the one between the two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

        def button(text: str, tip: str) -> QPushButton:
            made = push_button(text, tip)
            layout.addWidget(made)
            return made

        self.resume_button = button("Resume", "Let it go on from its last epoch.")
        self.show_button = button(
            "Show", "Show its curves and its past in Digitpad's window, epoch by epoch (Enter)."
        )
        self.read_button = button("Read with it", "Let this run's network answer to what is drawn.")
        self.report_button = button("Report", "How good its network is, in figures and pictures.")
        self.delete_button = button(
            "Delete", "Put the chosen runs away; they can be restored (Del)."
        )
        self.restore_button = button("Restore", "Put the chosen runs back.")
        self.discard_button = button(
            "Delete for good…", "Take the chosen runs from the disk (Del)."
        )
        layout.addStretch()
        self.deleted_button = button(
            "Deleted runs", "Show the runs that were deleted, to restore them."
        )
        self.deleted_button.setCheckable(True)
        self._of_deleted = (self.restore_button, self.discard_button)
        self._of_one = (self.show_button, self.read_button, self.report_button)

    def offer(self, chosen: Sequence[Run], *, listed: bool) -> None:
        """Offer what can be done with runs. ``listed``: whether there are any to choose from."""
        one = chosen[0] if len(chosen) == 1 else None
        whole = one is not None and one.status == "finished"
        self.resume_button.setText("One more epoch" if whole else "Resume")
        self.resume_button.setToolTip(
            "Let it learn for one epoch more." if whole else "Let it go on from its last epoch."
        )
        self.resume_button.setEnabled(one is not None and one.can_go_on)
        self.show_button.setEnabled(one is not None)
        readable = one is not None and network_of(one) is not None
        self.read_button.setEnabled(readable)
        self.report_button.setEnabled(readable)
        deleted = self.deleted_button.isChecked()
        for button in (self.delete_button, *self._of_deleted):
            button.setEnabled(bool(chosen))
        for button in (self.resume_button, *self._of_one, self.delete_button):
            button.setVisible(listed and not deleted)
        for button in self._of_deleted:
            button.setVisible(listed and deleted)
