"""Fields for numbers: counts, shares, and numbers of any size that are typed."""

import re

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

#: As everywhere in the program: 60,000 and 0.2.
LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
NARROWEST = 70  # pixels of a field: five digits and its arrows
#: What may become a number with more keys pressed.
BEGUN = re.compile(r"\d*[.,]?\d*(e[+-]?\d*)?", re.IGNORECASE)


def shortest(value: float) -> str:
    """Return a number in as few characters as give the same one again."""
    return repr(value).removesuffix(".0")


def parsed(text: str) -> float:
    """Return what a person typed, with a point or a comma before tenths. Raises ValueError."""
    if "_" in text:  # Python's own, but nobody else's
        raise ValueError(text)
    return float(text.strip().replace(",", "."))


class CountField(QSpinBox):
    """A whole number. ``doubling``: a step goes to the next power of two, as widths do."""

    def __init__(self, least: int, most: int, *, doubling: bool = False) -> None:
        super().__init__()
        self.setLocale(LOCALE)
        self.setMinimumWidth(NARROWEST)
        self.setGroupSeparatorShown(True)
        self.setRange(least, most)
        self.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.doubling = doubling

    def stepBy(self, steps: int) -> None:
        """Go so many steps up, or down where it is negative."""
        if not self.doubling:
            super().stepBy(steps)
            return
        value = max(self.value(), 1)
        for _ in range(abs(steps)):
            up = 1 << value.bit_length()
            value = up if steps > 0 else max(1, 1 << ((value - 1).bit_length() - 1))
        self.setValue(value)
        self.selectAll()


class ShareField(QDoubleSpinBox):
    """A number from 0 to ``most`` that keeps every digit it was given."""

    def __init__(self, most: float, step: float) -> None:
        super().__init__()
        self.setLocale(LOCALE)
        self.setMinimumWidth(NARROWEST)
        self.setDecimals(323)  # Qt rounds to as many; what is shown is up to textFromValue
        self.setRange(0, most)
        self.setSingleStep(step)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def stepBy(self, steps: int) -> None:
        """Go so many steps up, without the 0.15000000000000002 of binary numbers."""
        self.setValue(round(self.value() + steps * self.singleStep(), 9))
        self.selectAll()

    def textFromValue(self, value: float) -> str:
        """Return a number as it is shown."""
        return shortest(value)

    def valueFromText(self, text: str) -> float:
        """Return the number that a text says."""
        return parsed(text)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Say whether a text is a number in the range, may become one, or cannot."""
        state = QValidator.State.Invalid
        if BEGUN.fullmatch(text.strip()):
            state = QValidator.State.Intermediate
            try:
                value = parsed(text)
            except ValueError:
                pass
            else:
                inside = value <= self.maximum()
                state = QValidator.State.Acceptable if inside else QValidator.State.Invalid
        return state, text, position


class TypedField(QLineEdit):
    """A number of any size. Up and Down go to the next 1, 2 or 5, or to the next whole number."""

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self.whole = whole
        self.setMaxLength(30)
        self.setTextMargins(2, 0, 0, 0)  # as far in as the numbers of the other fields
        self.setMinimumWidth(NARROWEST)

    def value(self) -> float | int | str:
        """Return the number, or the text that is none."""
        text = self.text().strip()
        try:
            return int(text.replace(",", "")) if self.whole and "_" not in text else parsed(text)
        except ValueError:
            return text

    def set_value(self, value: float) -> None:
        """Show a number."""
        self.setText(shortest(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Up and Down; the rest is a text field's."""
        turn = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        value = self.value()
        if turn is None or isinstance(value, str) or value < 0:
            super().keyPressEvent(event)
        elif self.whole:
            self.set_value(max(0, value + turn))
        else:
            self.set_value(_next(value, turn))


def _next(value: float, turn: int) -> float:
    """Return the next of 1, 2 and 5 times a power of ten above or below; 1e-9 to 10."""
    steps = [float(f"{digit}e{power}") for power in range(-9, 2) for digit in (1, 2, 5)][:31]
    if turn > 0:
        return next((step for step in steps if step > value * (1 + 1e-9)), steps[-1])
    return next((step for step in reversed(steps) if step < value * (1 - 1e-9)), 0.0)


class WheelGuard(QObject):
    """Lets the wheel change only the field a person is in: elsewhere it scrolls the form."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass a wheel's turn on to what is behind a field without focus."""
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False
