"""The samples as a grid of thumbnails: choosing, and what keys do with those that are chosen."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from digitpad.data.samples import Sample
from digitpad.ui import theme
from digitpad.ui.samples.sample_thumbnail import CORNER, Thumbnails, paint_paper
from digitpad.ui.samples.samples_model import Filter, Index, Order, SamplesModel, caption
from digitpad.ui.sentence import wrong

LINES = 4.5  # of text, as high as a thumbnail
MARGIN = 8  # pixels between a cell's edge and what is in it
RING = 6  # pixels across: the mark of what is held back
SELECTED_ALPHA = 50


class SampleDelegate(QStyledItemDelegate):
    """Paints a sample: its ink on paper, its digit below, and what it was taken for."""

    def __init__(self, grid: "SamplesGrid") -> None:
        super().__init__(grid)
        self.grid, self.thumbnails = grid, Thumbnails()
        self.late: set[int] = set()  # rows for whose thumbnails there was no time yet

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell."""
        return self.grid.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        grid, sample = self.grid, self.grid.model_of_samples.shown[index.row()]
        rect, state = QRect(option.rect), option.state
        palette, side = grid.palette(), grid.side
        paper = QRect(rect.center().x() - side // 2, rect.top() + MARGIN, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            colour = theme.accent(palette)
            colour.setAlpha(SELECTED_ALPHA)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), CORNER, CORNER)
        drawn = self.thumbnails.find(sample, side, grid.devicePixelRatio(), palette)
        if drawn is not None:
            painter.drawPixmap(paper.topLeft(), drawn)
            self.late.discard(index.row())
        else:
            paint_paper(painter, QRectF(paper), palette)
            self.late.add(index.row())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if sample.held_back:
            painter.setPen(QPen(theme.faint(palette), 1.2))
            painter.drawEllipse(
                QRectF(paper.right() - 1.5 * RING, paper.top() + 0.7 * RING, RING, RING)
            )
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.accent(palette), 1.5))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.setPen(wrong(palette) if sample.misread else theme.text(palette))
        below = QRect(rect.left(), paper.bottom() + 1, rect.width(), rect.bottom() - paper.bottom())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption(sample))
        painter.restore()


class SamplesGrid(QListView):
    """``chosen``: others are selected.

    What a digit's key, Delete or Esc does to those is for the window to say.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_samples = SamplesModel(self)
        line = self.fontMetrics().lineSpacing()
        self.side = round(LINES * line)
        self._least = QSize(
            max(self.side, self.fontMetrics().horizontalAdvance("0, read as 0")) + 2 * MARGIN,
            self.side + line + round(1.5 * MARGIN),
        )
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setGridSize(self._least)
        self.verticalScrollBar().setSingleStep(self._least.height() // 3)
        self.setMinimumHeight(2 * self._least.height())
        self.painter_of_samples = SampleDelegate(self)
        self.setItemDelegate(self.painter_of_samples)
        self.setModel(self.model_of_samples)
        self.setAccessibleName("Samples")
        self.setToolTip(
            "A ring marks what is held back: no network learns from it, so that it can tell how "
            "well one reads you."
        )
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit())

    # what is shown

    def show_samples(self, samples: Sequence[Sample]) -> None:
        """Show other samples; the same ones stay selected, and in sight.

        Where all that were selected are gone, the one that stands there now is selected.
        """
        bar, model = self.verticalScrollBar(), self.model_of_samples
        rows = self._selected_rows()
        chosen = {model.shown[row].id for row in rows}
        anchor = self.indexAt(QPoint(self.gridSize().width() // 2, 2 * MARGIN))
        seen = model.shown[anchor.row()].id if anchor.isValid() and bar.value() else None
        top = self.visualRect(anchor).top()
        current = self.currentIndex().row()
        now = model.shown[current].id if current >= 0 else None
        at = bar.value()
        model.set_samples(samples)
        self.select(chosen, now)
        if rows and model.shown and not self.selectionModel().hasSelection():
            row = min(rows[0], len(model.shown) - 1)
            self.select([model.shown[row].id])
        bar.setValue(at)
        row_seen = next((row for row, s in enumerate(model.shown) if s.id == seen), None)
        if row_seen is not None:
            bar.setValue(at + self.visualRect(model.index(row_seen)).top() - top)

    def arrange(self, by: Filter, order: Order) -> None:
        """Show those that a filter lets through, in an order, from the first on."""
        chosen = {sample.id for sample in self.selected}
        self.model_of_samples.arrange(by, order)
        self.select(chosen)
        self.scrollToTop()

    # choosing

    def _selected_rows(self) -> list[int]:
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        return sorted(row for each in ranges for row in range(each.top(), each.bottom() + 1))

    @property
    def selected(self) -> list[Sample]:
        """Those that are selected, in the order they are shown in."""
        shown = self.model_of_samples.shown
        return [shown[row] for row in self._selected_rows()]

    def select(self, ids: Collection[int], current: int | None = None) -> None:
        """Select the samples of these ids, as far as they are shown, and no others.

        ``current``: the id of the one that the keyboard is at; else it is the first of them.
        """
        model, flags = self.model_of_samples, QItemSelectionModel.SelectionFlag
        rows = [row for row, sample in enumerate(model.shown) if sample.id in ids]
        at = next((row for row, s in enumerate(model.shown) if s.id == current), None)
        if at is None and rows:
            at = rows[0]
        if at is not None:
            self.selectionModel().setCurrentIndex(model.index(at), flags.NoUpdate)
        selection, first = QItemSelection(), 0
        for last, row in enumerate(rows):  # each stretch of rows at once
            if row + 1 not in rows[last + 1 : last + 2]:
                selection.select(model.index(rows[first]), model.index(row))
                first = last + 1
        self.selectionModel().select(selection, flags.ClearAndSelect)

    # Qt's questions

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave to the window what it has a use for."""
        if event.text().isdigit() or event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            event.ignore()  # else the list would search for it
        elif event.key() == Qt.Key.Key_Escape:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight; thumbnails that there is no time for come with the next frame."""
        painted = self.painter_of_samples
        painted.thumbnails.begin_frame()
        super().paintEvent(event)
        if painted.late:
            QTimer.singleShot(0, self.viewport(), self._paint_late)

    def _paint_late(self) -> None:
        late, in_sight = self.painter_of_samples.late, self.viewport().rect()
        for row in tuple(late):
            cell = self.visualRect(self.model_of_samples.index(row))
            if cell.intersects(in_sight):
                self.viewport().update(cell)
            else:
                late.discard(row)  # it was scrolled away, or is gone

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width evenly among as many cells as there is room for."""
        super().resizeEvent(event)
        # One pixel less: where a row fills all of it, the list breaks it too early.
        width = self.viewport().width() - 1
        columns = max(1, width // self._least.width())
        size = QSize(width // columns, self._least.height())
        if size != self.gridSize():
            self.setGridSize(size)
