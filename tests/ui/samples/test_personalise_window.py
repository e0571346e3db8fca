"""digitpad.ui.samples.personalise_window and personaliser.

A network learns a hand in a real process; the person keeps it, or not; and what may go wrong.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.data.samples import samples_path
from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network, networks_dir, user_networks
from digitpad.training.events import Tuned, Tuning
from digitpad.ui.app import open_settings
from digitpad.ui.samples.offer import considered
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.personalise_window import UNDECIDED, PersonaliseWindow
from digitpad.ui.training.training_job import TrainingJob
from tests.tools import PATIENCE, keep_samples
from tests.ui.samples.test_outcome import tuned

MakeWindow = Callable[[], PersonaliseWindow]
BETTER, WORSE = tuned(), tuned((13, 9, 8))


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[MakeWindow]:
    """Open windows, on the samples that there are; all are closed in the end."""
    own = OwnSamples()
    windows: list[PersonaliseWindow] = []

    def make() -> PersonaliseWindow:
        window = PersonaliseWindow(own, network=bundled_network(), settings=open_settings())
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()
    own.close()


@pytest.fixture
def window(make_window: MakeWindow) -> PersonaliseWindow:
    """Open the window of a person who has taught thirty digits."""
    keep_samples(30)
    return make_window()


def job_of(window: PersonaliseWindow) -> TrainingJob:
    job = window.personaliser.job
    assert job is not None
    return job


def folder_of(window: PersonaliseWindow) -> Path:
    """Return where the new network is until it is kept."""
    out = job_of(window).out
    assert out is not None
    return out.parent


def end(window: PersonaliseWindow, outcome: Tuned) -> Path:
    """Let what has been started end as if it had learnt; return where the new network is."""
    window.start_button.click()
    job = job_of(window)
    assert job.out is not None
    shutil.copy(bundled_network(), job.out)
    job.happened.emit(outcome._replace(path=str(job.out)))
    return job.out


def kept_by(window: PersonaliseWindow) -> list[Path]:
    """Return a list that fills with what is kept."""
    paths: list[Path] = []
    window.kept.connect(paths.append)
    return paths


def test_a_network_learns_the_hand_and_is_kept(window: PersonaliseWindow, qtbot: QtBot) -> None:
    shares: list[float] = []
    window.personaliser.progressed.connect(lambda tuning: shares.append(tuning.share))
    kept = kept_by(window)
    QTest.mouseClick(window.start_button, Qt.MouseButton.LeftButton)
    assert window.pages.currentWidget() is window.waiting
    folder = folder_of(window)
    qtbot.waitUntil(
        lambda: window.outcome is not None or bool(window.notice.sentence), timeout=PATIENCE
    )
    assert window.notice.sentence == ""
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert window.outcome is not None
    assert "held-back samples" in window.outcome.verdict.text()
    assert user_networks() == []  # until the person says so
    assert window.told.text() == UNDECIDED
    QTest.mouseClick(window.keep_button, Qt.MouseButton.LeftButton)
    assert user_networks() == kept
    assert kept[0].name.startswith("Digitpad's own, in my hand 2")
    assert DenseNetwork.open(kept[0]).info["personalised"]["samples"] == 26
    assert "is kept and reads from now on" in window.told.text()
    assert not folder.exists()
    assert window.close_button.isVisible()


def test_without_samples_it_says_how_to_get_some(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    assert "no sample of your hand yet" in window.ready.plan.text()
    assert not window.start_button.isEnabled()
    with qtbot.waitSignal(window.teach_requested):
        window.teach_button.click()
    own = window.own
    keep_samples(3, own.store)
    own.changed.emit()  # as when they are kept while the window is open
    qtbot.waitUntil(window.start_button.isEnabled, timeout=5_000)
    assert "None yet of 3, 4, 5, 6, 7, 8 and 9" in window.ready.hint.text()


def test_it_says_which_network_learns_from_how_many(window: PersonaliseWindow) -> None:
    assert window.title.text() == "Personalise Digitpad's own network"
    assert "from 26 of your samples" in window.ready.plan.text()
    assert "4 more are held back" in window.ready.plan.text()


def test_samples_that_cannot_be_read_are_told(make_window: MakeWindow) -> None:
    samples_path().mkdir(parents=True)
    window = make_window()
    assert str(samples_path()) in window.notice.sentence
    assert not window.start_button.isEnabled()


def test_a_worker_waits_while_the_window_is_open_and_goes_with_it(
    window: PersonaliseWindow, qtbot: QtBot
) -> None:
    process = job_of(window).process
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.Running, timeout=PATIENCE)
    assert not window.personaliser.is_busy
    window.close()
    assert window.personaliser.job is None
    window.show()
    assert window.personaliser.job is not None
    assert window.start_button.isEnabled()


def test_progress_is_told_in_words_and_with_the_time_left(window: PersonaliseWindow) -> None:
    window.start_button.click()
    assert window.doing.text() == "Starting TensorFlow…"
    said = job_of(window).happened
    said.emit(Tuning(0.1, "Varies your samples"))
    assert window.doing.text() == "Varies your samples…"
    said.emit(Tuning(0.5, "Learns"))
    assert window.progress.value() == 50
    assert window.doing.text().startswith("Learns, 0:0")
    assert window.doing.text().endswith(" left…")


def test_cancel_ends_it_at_once_and_nothing_is_kept(
    window: PersonaliseWindow, qtbot: QtBot
) -> None:
    window.start_button.click()
    process, folder = job_of(window).process, folder_of(window)
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.Running, timeout=PATIENCE)
    ended: list[bool] = []
    process.finished.connect(lambda: ended.append(True))
    window.cancel_button.click()
    assert ended
    assert not folder.exists()
    assert not networks_dir().exists()
    assert window.pages.currentWidget() is window.ready
    assert window.start_button.isEnabled()
    assert window.notice.sentence == ""


def test_a_second_press_on_space_does_not_cancel(window: PersonaliseWindow) -> None:
    window.start_button.setFocus()
    QTest.keyClick(window.start_button, Qt.Key.Key_Space)
    assert window.personaliser.is_busy
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert window.personaliser.is_busy


def test_a_process_that_dies_is_told_and_it_can_be_tried_again(
    window: PersonaliseWindow, qtbot: QtBot
) -> None:
    window.start_button.click()
    process, folder = job_of(window).process, folder_of(window)
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.Running, timeout=PATIENCE)
    process.kill()
    qtbot.waitUntil(lambda: bool(window.notice.sentence), timeout=PATIENCE)
    assert "ended unexpectedly" in window.notice.sentence
    assert not folder.exists()
    window.start_button.click()
    assert window.personaliser.is_busy
    assert window.notice.sentence == ""


def test_a_network_that_cannot_be_read_is_told(
    window: PersonaliseWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.keras"
    broken.write_text("nothing")
    window.choose(broken)
    assert window.title.text() == "Personalise broken"
    window.start_button.click()
    qtbot.waitUntil(lambda: bool(window.notice.sentence), timeout=PATIENCE)
    assert window.notice.sentence.startswith("broken.keras is not a network")
    assert window.pages.currentWidget() is window.ready


def test_a_discarded_network_is_deleted(window: PersonaliseWindow) -> None:
    kept = kept_by(window)
    made = end(window, BETTER)
    assert made.exists()
    window.discard_button.click()
    assert not made.parent.exists()
    assert window.pages.currentWidget() is window.ready
    assert (kept, user_networks()) == ([], [])


def test_closing_without_a_word_discards_and_says_so_before(window: PersonaliseWindow) -> None:
    kept = kept_by(window)
    made = end(window, BETTER)
    assert window.told.text() == UNDECIDED
    window.close()
    assert not made.parent.exists()
    assert (kept, user_networks()) == ([], [])


def test_enter_keeps_what_is_better_and_discards_what_is_worse(window: PersonaliseWindow) -> None:
    kept = kept_by(window)
    end(window, WORSE)
    assert window.focusWidget() is window.discard_button
    QTest.keyClick(window.discard_button, Qt.Key.Key_Return)
    assert kept == []
    end(window, BETTER)
    assert window.focusWidget() is window.keep_button
    QTest.keyClick(window.keep_button, Qt.Key.Key_Return)
    assert len(kept) == 1


def test_esc_closes_the_window_unless_something_would_be_lost(window: PersonaliseWindow) -> None:
    end(window, BETTER)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    window.discard_button.click()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_main_window_may_close_meanwhile(window: PersonaliseWindow) -> None:
    window.start_button.click()
    folder = folder_of(window)
    window.leave()
    assert not folder.exists()
    assert window.personaliser.job is None


def test_the_program_ends_meanwhile_and_leaves_nothing() -> None:
    keep_samples(30)
    code = (
        "from digitpad.ui.app import open_settings, start_qt\n"
        "app = start_qt()\n"
        "from PySide6.QtCore import QTimer\n"
        "from digitpad.resources import bundled_network\n"
        "from digitpad.ui.samples.own_samples import OwnSamples\n"
        "from digitpad.ui.samples.personalise_window import PersonaliseWindow\n"
        "window = PersonaliseWindow(OwnSamples(), bundled_network(), open_settings())\n"
        "window.show()\n"
        "window.start()\n"
        "print(window.personaliser.job.out)\n"
        "QTimer.singleShot(300, app.quit)\n"
        "app.exec()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).parent.exists()


def test_always_keeps_what_is_no_worse_and_asks_otherwise(make_window: MakeWindow) -> None:
    keep_samples(30)
    window = make_window()
    window.always.click()
    kept = kept_by(window)
    end(window, BETTER)
    assert user_networks() == kept
    assert window.told.text().startswith("As always: ")
    assert window.close_button.isVisible()
    window.close()
    again = make_window()
    assert again.always.isChecked()
    end(again, WORSE)
    assert again.keep_button.isVisible()
    assert again.told.text() == UNDECIDED
    assert len(user_networks()) == 1


def test_a_network_that_cannot_be_kept_waits_until_it_can(window: PersonaliseWindow) -> None:
    kept = kept_by(window)
    networks_dir().parent.mkdir(exist_ok=True)
    networks_dir().write_text("in the way")
    made = end(window, BETTER)
    window.keep_button.click()
    assert "cannot be kept" in window.notice.sentence
    assert str(networks_dir()) in window.notice.sentence
    assert made.exists()
    assert kept == []
    networks_dir().unlink()
    window.keep_button.click()
    assert window.notice.sentence == ""
    assert user_networks() == kept != []


def test_a_network_that_is_gone_meanwhile_is_told(window: PersonaliseWindow) -> None:
    end(window, BETTER).unlink()
    window.keep_button.click()
    assert "cannot be kept" in window.notice.sentence
    assert user_networks() == []
    assert list(networks_dir().iterdir()) == []


def test_what_it_has_learnt_from_is_not_offered_again(window: PersonaliseWindow) -> None:
    assert considered(window.settings) == 0
    end(window, BETTER)
    assert considered(window.settings) == 6


def test_the_network_that_was_kept_is_the_next_to_learn(window: PersonaliseWindow) -> None:
    kept = kept_by(window)
    end(window, BETTER)
    window.keep_button.click()
    window.close()
    window.show()
    assert window.network == kept[0]
    assert window.title.text().startswith("Personalise Digitpad's own, in my hand 2")


def test_another_network_is_not_chosen_before_the_word_about_this_one(
    window: PersonaliseWindow,
) -> None:
    end(window, BETTER)
    window.choose(Path("other.keras"))
    assert window.network == bundled_network()
    window.discard_button.click()
    window.choose(Path("other.keras"))
    assert window.network == Path("other.keras")


def test_every_control_has_a_name_and_teaches_something(window: PersonaliseWindow) -> None:
    for control in (*window.findChildren(QAbstractButton), *window.findChildren(QProgressBar)):
        if control.parent() is window.notice:
            continue
        named = control.accessibleName() or (
            control.text() if isinstance(control, QAbstractButton) else ""
        )
        assert named, control
        assert control.toolTip(), named


def test_a_network_with_a_long_name_does_not_widen_the_window(window: PersonaliseWindow) -> None:
    width = window.width()
    window.choose(Path(f"{'W' * 150}.keras"))
    end(window, BETTER)
    window.keep_button.click()
    assert window.width() == width
    assert all(label.width() <= width for label in window.findChildren(QLabel))


def test_nothing_is_cut_off_in_the_smallest_window_with_a_large_font(
    window: PersonaliseWindow,
) -> None:
    font = window.font()
    font.setPointSize(16)
    window.setFont(font)
    for _ in range(2):  # before it learns, and when it has
        window.resize(1, 1)
        QApplication.processEvents()
        for part in window.findChildren(QWidget):
            if part.isVisible() and not isinstance(part, QStackedWidget):
                assert part.width() >= part.minimumSizeHint().width(), part
        end(window, BETTER)
