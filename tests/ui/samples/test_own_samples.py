"""digitpad.ui.samples.own_samples: the window's one way to the file of samples."""

from pytestqt.qtbot import QtBot

from digitpad.data.samples import SampleStore, samples_path
from digitpad.ui.samples.own_samples import OwnSamples
from tests.tools import keep_samples


def test_a_damaged_file_is_told_of_in_a_whole_sentence(qtbot: QtBot) -> None:
    store = SampleStore()
    keep_samples(20, store)
    store.close()
    whole = samples_path().read_bytes()
    samples_path().write_bytes(bytes(4096) + whole[4096:])
    own, told = OwnSamples(), list[str]()
    own.told.connect(told.append)
    assert own.counts().all == 20
    own.close()
    (sentence,) = told
    assert sentence.startswith("samples.db was damaged")
    assert sentence.endswith("20 samples recovered from it.")
