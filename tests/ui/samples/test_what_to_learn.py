"""digitpad.ui.samples.what_to_learn: a person knows what will happen before it does."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.data.samples import Counts
from digitpad.ui.samples.what_to_learn import UNREADABLE, WhatToLearn


@pytest.fixture
def view(qtbot: QtBot) -> WhatToLearn:
    view = WhatToLearn()
    qtbot.addWidget(view)
    view.show()
    return view


def of(*counts: int) -> tuple[int, ...]:
    return (*counts, *[0] * (10 - len(counts)))


def test_it_says_how_many_teach_and_how_many_measure(view: WhatToLearn) -> None:
    view.show_counts(Counts((5,) * 10, misread=10, held_back=10))
    assert view.can_learn
    assert "learns from 40 of your samples" in view.plan.text()
    assert "10 more are held back" in view.plan.text()
    assert view.digits.isVisible()
    assert view.hint.isHidden()


def test_digits_without_a_sample_are_named(view: WhatToLearn) -> None:
    view.show_counts(Counts((5, 5, 5, 0, 5, 5, 5, 5, 0, 5), misread=0, held_back=8))
    assert view.hint.text() == "None yet of 3 and 8: there it stays as it is."
    view.show_counts(Counts((5,) * 9 + (0,), misread=0, held_back=8))
    assert view.hint.text() == "None yet of 9: there it stays as it is."


def test_one_sample_is_enough_and_said_to_be_little(view: WhatToLearn) -> None:
    view.show_counts(Counts(of(1), misread=1, held_back=0))
    assert view.can_learn
    assert "learns from one sample of yours" in view.plan.text()
    assert "None is held back yet" in view.plan.text()
    assert "So few change little" in view.hint.text()


@pytest.mark.parametrize("counts", [Counts(of(), 0, 0), Counts(of(1), 0, 1)])
def test_without_any_it_says_how_to_get_some(view: WhatToLearn, counts: Counts) -> None:
    view.show_counts(counts)
    assert not view.can_learn
    assert "Teach it" in view.plan.text()
    assert view.digits.isHidden()
    assert view.hint.isHidden()


def test_no_word_and_no_digit_is_cut_off_however_large_the_font(view: WhatToLearn) -> None:
    font = view.font()
    font.setPointSize(2 * font.pointSize())
    for part in (view, view.plan, view.hint, view.digits):
        part.setFont(font)
    view.show_counts(Counts(of(1, 0, 0, 2), 0, 1))
    view.resize(500, 100)
    QApplication.processEvents()
    assert view.digits.height() >= 44 + 2 * view.fontMetrics().height()
    for words in (view.plan, view.hint):
        assert words.height() >= words.heightForWidth(words.width())


def test_samples_that_cannot_be_read_are_none(view: WhatToLearn) -> None:
    view.show_counts(Counts((5,) * 10, misread=10, held_back=10))
    view.show_counts(None)
    assert not view.can_learn
    assert view.plan.text() == UNREADABLE
    assert view.digits.isHidden()
