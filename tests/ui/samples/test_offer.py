"""digitpad.ui.samples.offer: offered when there is something to learn from, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.data.samples import Sample, samples_path
from digitpad.ui.app import open_settings
from digitpad.ui.canvas import Canvas
from digitpad.ui.samples.offer import ENOUGH, KEY, Offer, consider
from digitpad.ui.samples.own_samples import OwnSamples
from tests.tools import demo_digit


class Pad:
    """A person's samples, and what is offered as they come."""

    def __init__(self) -> None:
        self.own, self.canvas, self.settings = OwnSamples(), Canvas(), open_settings()
        self.offered: list[str] = []
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be started another time."""
        self.offer = Offer(self.own, self.canvas, self.settings)
        self.offer.offered.connect(self.offered.append)

    def keep(self, count: int, said: int = 1) -> list[int]:
        """Keep so many 7s that were read as something, and look; return their ids."""
        drawing = demo_digit(7)
        ids = [self.own.add(Sample.of(drawing, 7, "pad", said=said)).id for _ in range(count)]
        self.offer.look()
        return ids


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[Pad]:
    pad = Pad()
    qtbot.addWidget(pad.canvas)
    yield pad
    pad.own.close()


def test_it_is_offered_once_enough_were_misread(pad: Pad) -> None:
    pad.keep(ENOUGH - 1)
    pad.keep(20, said=7)  # what was read right asks for nothing
    assert pad.offered == []
    pad.keep(1)
    assert pad.offered == [
        "Digitpad has misread 10 of your digits; in seconds it can learn your hand from them."
    ]


def test_it_comes_by_itself_a_moment_after_the_sample(pad: Pad, qtbot: QtBot) -> None:
    drawing = demo_digit(7)
    with qtbot.waitSignal(pad.offer.offered, timeout=30_000):
        for _ in range(ENOUGH):
            pad.own.add(Sample.of(drawing, 7, "pad", said=1))


def test_whoever_does_not_take_it_is_left_alone_until_as_many_again(pad: Pad) -> None:
    pad.keep(ENOUGH)
    pad.keep(ENOUGH - 1)
    pad.begin_anew()
    pad.offer.look()
    assert len(pad.offered) == 1
    pad.keep(1)
    assert len(pad.offered) == 2
    assert "misread 10 more of your digits" in pad.offered[1]


def test_what_the_network_has_learnt_from_is_no_reason_to_offer(pad: Pad) -> None:
    pad.keep(ENOUGH - 1)
    consider(pad.own, pad.settings)
    pad.keep(ENOUGH - 1)
    assert pad.offered == []
    pad.keep(1)
    assert len(pad.offered) == 1


def test_deleted_samples_do_not_put_the_next_ones_off(pad: Pad) -> None:
    ids = pad.keep(ENOUGH)
    pad.own.remove(ids)
    pad.offer.look()
    pad.keep(ENOUGH)
    assert len(pad.offered) == 2


def test_the_start_does_not_open_the_samples(pad: Pad, qtbot: QtBot) -> None:
    qtbot.wait(50)
    assert not samples_path().exists()


def test_samples_that_cannot_be_read_offer_nothing(pad: Pad, data_folder: Path) -> None:
    samples_path().mkdir(parents=True)
    pad.offer.look()
    assert pad.offered == []


def test_a_setting_that_is_no_number_is_none(pad: Pad) -> None:
    pad.settings.setValue(KEY, "many")
    pad.keep(ENOUGH)
    assert len(pad.offered) == 1
