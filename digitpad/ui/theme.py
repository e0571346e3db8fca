"""The colours and measures of the window's own parts, taken from the system's palette."""

from collections.abc import Callable

from PySide6.QtGui import QColor, QPalette

RADIUS = 10.0  # pixels: the corners of pad and bars' panel
GAP = 12  # pixels between the window's parts


#: Of many curves, told apart also by who sees less colour: neighbours differ in lightness.
_SERIES_LIGHT = "#0f766e #d97706 #4338ca #db2777 #4d7c0f #0ea5e9 #7c2d12 #64748b".split()
_SERIES_DARK = "#4fb3a5 #e0a458 #8f96f5 #f28ac0 #b5d66b #5cc0f5 #d98f76 #a5b0bf".split()

_dark: dict[int, bool] = {}  # by palette: asked for every colour of every frame


def is_dark(palette: QPalette) -> bool:
    """Return whether text is lighter than what it stands on."""
    key = palette.cacheKey()
    if key not in _dark:
        window = palette.color(QPalette.ColorRole.Window)
        _dark[key] = text(palette).lightness() > window.lightness()
    return _dark[key]


def paper(palette: QPalette) -> QColor:
    """Return what is drawn on."""
    return QColor("#1d1f23") if is_dark(palette) else QColor("#ffffff")


def ink(palette: QPalette) -> QColor:
    """Return what is drawn with."""
    return QColor("#f4f1ea") if is_dark(palette) else QColor("#1c2733")


def text(palette: QPalette) -> QColor:
    """Return the colour of ordinary text."""
    return palette.color(QPalette.ColorRole.WindowText)


def faint(palette: QPalette) -> QColor:
    """Return the colour of text that steps back; 4.5:1 against paper all the same."""
    return QColor("#9aa0a8") if is_dark(palette) else QColor("#6b7280")


def line(palette: QPalette) -> QColor:
    """Return the colour of frames and of the bars' empty tracks."""
    return QColor("#4a4e55") if is_dark(palette) else QColor("#d3d7dc")


def track(palette: QPalette) -> QColor:
    """Return the colour of a bar's empty part."""
    return QColor("#3a3d43") if is_dark(palette) else QColor("#e2e5e9")


def accent(palette: QPalette) -> QColor:
    """Return the colour of the answer."""
    return QColor("#4fb3a5") if is_dark(palette) else QColor("#0f766e")


def other(palette: QPalette) -> QColor:
    """Return the colour of the bars that are not the answer."""
    return QColor("#7d8590") if is_dark(palette) else QColor("#9aa5b1")


def second(palette: QPalette) -> QColor:
    """Return the colour of the second of two curves."""
    return QColor("#e0a458") if is_dark(palette) else QColor("#b45309")


def series(number: int) -> Callable[[QPalette], QColor]:
    """Return the colour of one of many curves, from 0; after eight they come again."""

    def colour(palette: QPalette) -> QColor:
        colours = _SERIES_DARK if is_dark(palette) else _SERIES_LIGHT
        return QColor(colours[number % len(colours)])

    return colour


def dark_palette() -> QPalette:
    """Return dark colours for where the system has no say: a picture made without a screen."""
    palette = QPalette(QColor("#26282c"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#1d1f23"))
    palette.setColor(QPalette.ColorRole.Button, QColor("#3a3d43"))  # or one that is down is alike
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.ToolTipText,
    ):
        palette.setColor(role, QColor("#e8e6e3"))
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#7d8590"))
    return palette
