"""Reads a recipe's data set in the background: a few of its pictures, and what is wrong with it."""

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QThreadPool, Signal

from digitpad.training.preview import FROM_FIRST
from digitpad.training.recipe import Recipe, RecipeError

if TYPE_CHECKING:
    from digitpad.data.image_set import Images


class DataSetReader(QObject):
    """Knows the data set of one recipe at a time. ``done``: it knows another one.

    ``counts``: how many training and test pictures it has. ``pictures``: some of those that are
    learnt from, uint8 (n, 28, 28). ``problem``: why it cannot be used, or ''.
    """

    done = Signal()
    _read = Signal(object, tuple, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: object = None
        self._forget()
        self._read.connect(self._take)

    def _forget(self) -> None:
        self.counts = (0, 0)
        self.pictures: Images = np.zeros((0, 28, 28), np.uint8)
        self.problem = ""

    def read(self, recipe: Recipe) -> None:
        """Read the recipe's data set, unless it is known as it is now."""
        asked: object = None
        if recipe.uses_data_set:
            from digitpad.training.run_data_set import stamp_of

            uses = recipe.data_set, recipe.pictures > 0, recipe.validation == "data_set"
            asked = *uses, stamp_of(recipe)
        if asked == self._asked:
            return
        self._asked = asked
        self._forget()
        if asked is None:
            self.done.emit()
        else:  # one of many pictures takes longer than a frame
            QThreadPool.globalInstance().start(lambda: self._look(recipe, asked))

    def _look(self, recipe: Recipe, asked: object) -> None:
        """Read it, in a thread of its own."""
        from digitpad.training.run_data_set import counts_of, read_anew

        counts, some, problem = (0, 0), self.pictures, ""
        try:
            data_set = read_anew(recipe)
        except RecipeError as error:
            problem = str(error)
        except MemoryError:
            problem = f"there is not enough memory to read {recipe.data_set}"
        else:
            if data_set is not None:
                counts, step = counts_of(data_set), max(1, len(data_set.x_train) // FROM_FIRST)
                some = data_set.x_train[::step].copy()  # and the rest of it goes
        with suppress(RuntimeError):  # the panel is gone meanwhile
            self._read.emit(asked, counts, some, problem)

    def _take(self, asked: object, counts: tuple[int, int], some: "Images", problem: str) -> None:
        if asked == self._asked:
            self.counts, self.pictures, self.problem = counts, some, problem
            self.done.emit()
