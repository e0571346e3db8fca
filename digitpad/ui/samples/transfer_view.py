"""How far an import or export is, and what came of it: a strip above the samples."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from digitpad.problem import capital
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.push_button import push_button
from digitpad.ui.samples.transfer import Transfer, Transferred
from digitpad.ui.samples.words import some

LINES = 5  # of problems that are in sight at once, if there are so many


class TransferView(QFrame):
    """Hidden until something goes on; stays with what came of it until it is closed.

    ``ended``: it is over, and these ids were added. ``failed``: it could not be, in a sentence.
    """

    ended = Signal(list)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._job: Transfer | None = None
        self.words = Coloured("", theme.text)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Progress")
        self.progress.setToolTip(
            "How much of it is done; you can go on with the samples meanwhile."
        )
        self.stop_button = push_button(
            "&Stop", "End it now. What is taken in stays; nothing is half written."
        )
        self.stop_button.clicked.connect(self.stop)
        self.close_button = push_button("&Close", "Close this message.")
        self.close_button.clicked.connect(self.hide)
        self.problems = QPlainTextEdit()
        self.problems.setReadOnly(True)
        self.problems.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.problems.setTabChangesFocus(True)
        self.problems.setAccessibleName("What could not be read or written")
        self.problems.setToolTip("What could not be read or written, and where; it can be copied.")
        top = QHBoxLayout()
        top.addWidget(self.words, stretch=1)
        top.addWidget(self.progress, stretch=1)
        top.addWidget(self.stop_button)
        top.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.addLayout(top)
        layout.addWidget(self.problems)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether something goes on."""
        return self._job is not None

    def take_in(self, paths: Sequence[Path]) -> None:
        """Import from files of ink and folders of pictures."""
        what = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
        self._begin(f"Importing from {what}…").take_in(paths)

    def write(self, path: Path, ids: Sequence[int] | None = None) -> None:
        """Export samples, all or some, to a file of ink or a folder of pictures."""
        self._begin(f"Writing to {path}…").write(path, ids)

    def _begin(self, sentence: str) -> Transfer:
        assert self._job is None
        job = self._job = Transfer(self)
        job.progressed.connect(self._show_share)
        job.finished.connect(self._end)
        job.failed.connect(self._fail)
        self.words.setText(sentence)
        self.progress.setRange(0, 0)  # busy, until something is told
        self.stop_button.setEnabled(True)
        self._show(going_on=True, problems=False)
        return job

    def stop(self) -> None:
        """Let it stop, if something goes on; it says then what was done until then."""
        self.stop_button.setEnabled(False)
        if self._job is not None:
            self._job.stop()

    def leave(self) -> None:
        """End what goes on, and wait until it has: the window closes."""
        if self._job is not None:
            self._job.leave()
        self._job = None

    def _show_share(self, share: float) -> None:
        self.progress.setRange(0, 100)
        self.progress.setValue(round(100 * share))

    def _forget_job(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None

    def _end(self, done: Transferred) -> None:
        self._forget_job()
        sentences = [capital(problem.rstrip(".")) + "." for problem in done.problems]
        if done.more:
            sentences.append(f"… and {done.more:,} more.")
        self.words.setText(outcome(done))
        self.problems.setPlainText("\n".join(sentences))
        lines = min(LINES, len(sentences)) + 1.5
        self.problems.setFixedHeight(round(lines * self.fontMetrics().lineSpacing()))
        self._show(going_on=False, problems=bool(sentences))
        self.ended.emit(done.added)

    def _fail(self, sentence: str) -> None:
        self._forget_job()
        self.hide()
        self.failed.emit(f"{sentence}.")
        self.ended.emit([])

    def _show(self, *, going_on: bool, problems: bool) -> None:
        self.progress.setVisible(going_on)
        self.stop_button.setVisible(going_on)
        self.close_button.setVisible(not going_on)
        self.problems.setVisible(problems)
        self.show()


def outcome(done: Transferred) -> str:
    """Return what came of it, in a sentence."""
    count, verb = (
        (len(done.added), "imported") if done.do == "import" else (done.written, "written")
    )
    words = f"{some(count)} {verb}" if count else f"Nothing was {verb}"
    if done.path:
        words += f" to {done.path}"
    if done.there:
        words += f", {some(done.there)} had been there already"
    problems = len(done.problems) + done.more
    if problems:
        words += f"; {'1 problem' if problems == 1 else f'{problems:,} problems'}"
    return f"{'Stopped. ' if done.stopped else ''}{words}."
