"""The pad: mouse, finger and pen become a Drawing, shown as smooth ink that follows the hand."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ink import Drawing, Stroke
from digitpad.pictures.paint import ink_pen, paint_strokes, path_of
from digitpad.smooth_ink import PAD_SIDE, PEN_SHARE, pen_width, piece, tail
from digitpad.ui import theme
from digitpad.ui.pad_words import cover, invite

if TYPE_CHECKING:  # imported with the first picture
    from digitpad.ui.files.pad_picture import PadPicture

#: A pointer that moves less than this many pixels has clicked: a dot, not a line.
CLICK_PIXELS = 4.0
#: Less is no new point.
MOVE_PIXELS = 0.25

DRAW = "Draw one digit with the mouse, a finger or a pen, in any size."
CHOOSE = "Click a digit, or press an arrow key, to see its bars; draw to begin a new drawing."


class Canvas(QWidget):
    """A square pad. ``changed`` is emitted whenever its ink does, also in mid-stroke.

    And when a picture lies on it, or another of its digits is chosen. ``lifted``: a stroke is
    drawn to its end.
    """

    changed = Signal()
    lifted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing()
        self.invitation = "Draw a digit, 0 to 9"  # while it is empty
        self.starts_anew = False  # whether the next stroke begins another drawing
        self._stroke: Stroke | None = None
        self._pressed: tuple[QPointF, float] | None = None  # on a picture, and not moved since
        self._told = ""  # what stands over all for the moment
        self._began = 0.0
        self._pad = QRectF()
        self._ink = QPixmap()  # all ink but the live tail of the stroke at hand
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 240)
        self.setToolTip(DRAW)
        self.setAccessibleName("Pad")
        self.setAccessibleDescription("Draw a digit here with the mouse, a finger or a pen.")

    def sizeHint(self) -> QSize:
        """Return the size the pad has in a window nobody has resized."""
        return QSize(520, 520)

    def pad(self) -> QRectF:
        """Return the square that is drawn on, in the widget's coordinates."""
        return self._pad

    def at(self, x: float, y: float) -> QPointF:
        """Return where a point, both 0 to PAD_SIDE, lies in the widget's coordinates."""
        return self._pad.topLeft() + QPointF(x, y) * (self._pad.width() / PAD_SIDE)

    @property
    def pen_is_down(self) -> bool:
        """Whether a stroke is being drawn at this moment."""
        return self._stroke is not None

    @property
    def picture(self) -> "PadPicture | None":
        """What lies on the pad in place of ink, if anything does."""
        picture: PadPicture | None = self.drawing.picture
        return picture

    # what the menu and the buttons do

    def undo(self) -> None:
        """Take the last stroke, a clear or a picture back."""
        self._change(self.drawing.undo)

    def redo(self) -> None:
        """Bring back what was last undone."""
        self._change(self.drawing.redo)

    def clear(self) -> None:
        """Take all ink, or the picture, away; undo brings it back."""
        self._change(self.drawing.clear)

    def place(self, picture: "PadPicture") -> None:
        """Lay a picture in the place of what is there; undo brings that back."""
        self._change(lambda: self.drawing.place(picture))

    def replace(self, strokes: Sequence[Stroke]) -> None:
        """Put other ink in the place of what is there; undo brings that back."""
        self._change(lambda: self.drawing.replace(strokes))

    def choose(self, number: int) -> None:
        """Choose a digit of the picture."""
        picture = self.picture
        if picture is not None and picture.chosen != number:
            picture.chosen = number
            self._redraw()
            self.changed.emit()

    def show_readings(self) -> None:
        """Show what the digits of the picture are read as by now."""
        if self.picture is not None:
            self._redraw()

    def tell(self, text: str) -> None:
        """Let a few words stand over all that is there; '' ends it."""
        if text != self._told:
            self._told = text
            self.update()

    def begin_anew(self) -> None:
        """Begin another drawing; nothing of this one comes back."""
        self.drawing = Drawing()
        self._change(lambda: None)

    def _change(self, step: Callable[[], None]) -> None:
        self._stroke = self._pressed = None
        step()
        several = self.picture is not None and len(self.picture.page.digits) > 1
        self.setToolTip(CHOOSE if several else DRAW)
        self._redraw()
        self.changed.emit()

    # pointers

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke with the left button."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._move(event.position())
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen, its pressure included; the eraser's end clears nothing by mistake."""
        if event.type() == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.LeftButton:
                self._begin(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletMove and event.pressure() > 0:
            self._move(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        event.accept()  # or Qt would send the same again as a mouse

    def event(self, event: QEvent) -> bool:
        """Draw with the first finger; others rest."""
        kind = event.type()
        touches = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd)
        if isinstance(event, QTouchEvent) and kind in touches:
            points = event.points()
            if points and kind == QEvent.Type.TouchBegin:
                self._begin(points[0].position())
            elif points:
                self._move(points[0].position())
            if kind == QEvent.Type.TouchEnd:
                self._end()
            event.accept()
            return True
        if kind == QEvent.Type.TouchCancel:
            self._end()
            return True
        return super().event(event)

    def _begin(self, position: QPointF, pressure: float = 1.0) -> None:
        self.setFocus()  # Qt gives it to what a mouse presses, not to what a pen does
        if self.picture is not None and self._pressed is None:
            self._pressed = position, pressure  # a click chooses a digit, a stroke begins anew
            number = self.picture.digit_at(position, self.pad())
            if number is not None:
                self.choose(number)
            return
        self._pressed = None
        if self.starts_anew:
            self.starts_anew = False
            self.drawing.clear()  # one step, that undo brings back
            self._redraw()
        if not self.drawing.strokes:
            self._began = time.monotonic()
        on_picture = self.picture is not None
        self._stroke = self.drawing.begin()
        if on_picture:
            self.setToolTip(DRAW)
            self._redraw()
        self._add(position, pressure)

    def _move(self, position: QPointF, pressure: float = 1.0) -> None:
        if self._pressed is not None:
            start, first = self._pressed
            if (position - start).manhattanLength() <= CLICK_PIXELS:
                return
            self._begin(start, first)
        stroke = self._stroke
        if stroke is None:
            return
        unit = self.pad().width() / PAD_SIDE
        spot = self._spot(position)
        moved = QPointF(spot.x() - stroke.x[-1], spot.y() - stroke.y[-1]) * unit
        if moved.manhattanLength() > (CLICK_PIXELS if len(stroke) == 1 else MOVE_PIXELS):
            self._add(position, pressure)

    def _end(self) -> None:
        stroke, self._stroke, self._pressed = self._stroke, None, None
        if stroke is None:
            return
        if len(stroke) > 1:
            self._paint_ink(path_of([tail(stroke)]), stroke.pressure[-1])
            self.update()
        self.lifted.emit()

    def _spot(self, position: QPointF) -> QPointF:
        """Return a widget position in the drawing's unit, kept on the pad so that no ink hides."""
        pad = self.pad()
        x = (position.x() - pad.x()) / pad.width() * PAD_SIDE
        y = (position.y() - pad.y()) / pad.height() * PAD_SIDE
        return QPointF(min(max(x, 0.0), PAD_SIDE), min(max(y, 0.0), PAD_SIDE))

    def _add(self, position: QPointF, pressure: float) -> None:
        stroke, spot = self._stroke, self._spot(position)
        assert stroke is not None
        elapsed = (time.monotonic() - self._began) * 1000
        stroke.add(round(spot.x(), 1), round(spot.y(), 1), round(elapsed), pressure)
        painted = self._paint_ink(path_of([piece(stroke, len(stroke) - 1)]), pressure)
        if len(stroke) == 1:
            self.update()  # the invitation goes
        else:  # the tail is drawn by paintEvent, so what must be repainted reaches to its end
            self.update(painted.united(self._bounds(path_of([tail(stroke)]))))
        self.changed.emit()

    # ink

    def _pen(self, pressure: float) -> QPen:
        return ink_pen(theme.ink(self.palette()), pen_width(pressure))

    def _bounds(self, path: QPainterPath) -> QRect:
        """Return the pixels that a piece of ink may touch."""
        pad, reach = self.pad(), PEN_SHARE * PAD_SIDE
        unit = pad.width() / PAD_SIDE
        box = path.controlPointRect().adjusted(-reach, -reach, reach, reach)
        return (
            QRectF(box.topLeft() * unit, box.size() * unit)
            .translated(pad.topLeft())
            .toAlignedRect()
        )

    def _paint_ink(self, path: QPainterPath, pressure: float) -> QRect:
        """Add a piece to the ink that is kept; return the pixels it may have changed."""
        if self._ink.size() != self.size() * self.devicePixelRatio():
            self._redraw()
            return self.rect()
        with QPainter(self._ink) as painter:
            self._enter_pad(painter)
            painter.strokePath(path, self._pen(pressure))
        return self._bounds(path)

    def _enter_pad(self, painter: QPainter) -> None:
        """Let a painter of the widget draw in the drawing's unit, on the pad alone."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad = self.pad()
        painter.setClipRect(pad)
        painter.translate(pad.topLeft())
        painter.scale(pad.width() / PAD_SIDE, pad.height() / PAD_SIDE)

    def _redraw(self) -> None:
        """Paint all ink anew: after undo, another size, another theme, another screen."""
        self._ink = QPixmap(self.size() * self.devicePixelRatio())
        self._ink.setDevicePixelRatio(self.devicePixelRatio())
        self._ink.fill(Qt.GlobalColor.transparent)
        with QPainter(self._ink) as painter:
            if self.picture is not None:
                from digitpad.ui.files.picture_paint import paint_picture

                ratio = self.devicePixelRatio()
                paint_picture(painter, self.picture, self.pad(), self.palette(), ratio)
            self._enter_pad(painter)
            done = [stroke for stroke in self.drawing.strokes if stroke is not self._stroke]
            paint_strokes(painter, done, theme.ink(self.palette()))
            if (live := self._stroke) is not None:  # but for its tail, which paintEvent adds
                for index, pressure in enumerate(live.pressure):
                    painter.strokePath(path_of([piece(live, index)]), self._pen(pressure))
        self.update()

    # Qt's questions

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another digit of a picture with the arrow keys."""
        number = None if self.picture is None else self.picture.beside(Qt.Key(event.key()))
        if number is None:
            super().keyPressEvent(event)
        else:
            self.choose(number)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go with Tab from digit to digit of a picture, and after the last one on."""
        if self.picture is not None:
            number = self.picture.chosen + (1 if forward else -1)
            if 0 <= number < len(self.picture.page.digits):
                self.choose(number)
                return True
        return super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, the ink and the tail that follows the pen."""
        if self._ink.size() != self.size() * self.devicePixelRatio():
            self._redraw()
        with QPainter(self) as painter:
            inset = theme.RADIUS
            if self.pad().adjusted(inset, inset, -inset, -inset).contains(QRectF(event.rect())):
                painter.fillRect(event.rect(), theme.paper(self.palette()))  # no edge in sight
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.line(self.palette()), 1))
                painter.setBrush(theme.paper(self.palette()))
                painter.drawRoundedRect(self.pad(), inset, inset)
            if not self.drawing and not self._told:
                invite(painter, self.pad(), self, self.invitation)
                return
            painter.drawPixmap(0, 0, self._ink)
            if self._stroke is not None and len(self._stroke) > 1:
                self._enter_pad(painter)
                painter.strokePath(
                    path_of([tail(self._stroke)]), self._pen(self._stroke.pressure[-1])
                )
            if self._told and self._stroke is None:  # what is drawn is seen
                cover(painter, self.pad(), self, self._told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale the drawing with the pad."""
        side = max(1.0, min(self.width(), self.height()) - 2.0)
        self._pad = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._redraw()
        super().changeEvent(event)
