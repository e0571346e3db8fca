"""digitpad.ui.sentence: what is wrong can be read in light and dark."""

from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from digitpad.ui import theme
from digitpad.ui.sentence import Sentence


def luminance(palette: QPalette, role: QPalette.ColorRole) -> float:
    colour = palette.color(role)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_sentence_stands_out_in_light_and_dark(qtbot: QtBot) -> None:
    sentence = Sentence()
    qtbot.addWidget(sentence)
    light = sentence.palette()
    for palette in (theme.dark_palette(), light):
        sentence.setPalette(palette)
        shown = sentence.palette()
        pair = [
            luminance(shown, role)
            for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window)
        ]
        assert (max(pair) + 0.05) / (min(pair) + 0.05) > 4.5
        colour = shown.color(QPalette.ColorRole.WindowText)
        assert colour.red() > colour.green() + 50


def test_nothing_to_say_takes_no_room(qtbot: QtBot) -> None:
    sentence = Sentence()
    qtbot.addWidget(sentence)
    assert sentence.isHidden()
    sentence.say("Dropout is 1.0.")
    assert not sentence.isHidden()
    assert sentence.accessibleName() == "Dropout is 1.0."
    sentence.say("")
    assert sentence.isHidden()
