"""The editor of a recipe, as the panel has it."""

import pytest
from pytestqt.qtbot import QtBot

from digitpad.ui.recipes.recipe_editor import RecipeEditor


@pytest.fixture
def editor(qtbot: QtBot) -> RecipeEditor:
    made = RecipeEditor()
    qtbot.addWidget(made)
    made.show()
    return made
