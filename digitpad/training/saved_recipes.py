"""The user's own recipes: one JSON file each in a folder, and JSON files anywhere else."""

import dataclasses
import json
from contextlib import suppress
from pathlib import Path

from digitpad.resources import claim, data_dir, discard_if_empty, replace_file, safe_name
from digitpad.training.recipe import PRESETS, Recipe, RecipeError

SUFFIX = ".json"
MAX_RECIPE_BYTES = 100_000  # a hundred times what one takes
MAX_REASON = 300  # characters of a sentence: a file's own words may be long
#: Before the name of a saved recipe, where a preset has its key alone.
SAVED = "saved:"


class NameTakenError(RecipeError):
    """There is a recipe under this name; it may be replaced when the person says so."""


def recipes_dir() -> Path:
    """Return the folder of the user's recipes."""
    return data_dir() / "recipes"


def saved_names() -> list[str]:
    """Return the names of the user's recipes, in the alphabet's order."""
    found = []
    with suppress(OSError):
        for path in recipes_dir().iterdir():
            plain = path.name.isprintable() and path.name[0] != "."
            if plain and path.suffix == SUFFIX and path.is_file():
                found.append(path.stem)
    return sorted(found, key=lambda name: (name.casefold(), name))


def load_recipe(key: str) -> Recipe:
    """Return the recipe of a preset's key, or of SAVED and a name. Raises RecipeError."""
    if key in PRESETS:
        return PRESETS[key]
    name = key.removeprefix(SAVED)
    if name == key or name != Path(name).name:
        raise RecipeError(f"there is no recipe {key!r}")
    # The file's name is the recipe's: a person may have renamed it.
    return dataclasses.replace(read_recipe(_file_of(name)), name=name)


def save_recipe(recipe: Recipe, name: str, *, replace: bool = False) -> str:
    """Keep a recipe under a name, and return the name as a file can have it.

    ``replace``: the person said that the recipe of this name may go. Raises NameTakenError when
    there is one otherwise, RecipeError when the name or the folder cannot be used.
    """
    name = safe_name(name)
    if not name:
        raise RecipeError("a recipe to be saved needs a name with a letter or a digit")
    alike = {saved.casefold(): saved for saved in saved_names()}
    if name.casefold() in {preset.name.casefold() for preset in PRESETS.values()}:
        raise RecipeError(f"{name} is a preset, which stays as it is; choose another name")
    if name.casefold() in alike:  # the same file to Windows and macOS
        name = alike[name.casefold()]
        if not replace:
            raise NameTakenError(f"there is a recipe {name} already")
    path = _file_of(name)
    try:
        if not path.exists():
            path = claim(path.parent, name, SUFFIX)
        write_recipe(dataclasses.replace(recipe, name=path.stem), path)
    except OSError as error:
        discard_if_empty(path)
        raise RecipeError(f"{path} cannot be written: {error.strerror or error}") from None
    return path.stem


def delete_recipe(name: str) -> None:
    """Delete one of the user's recipes. Raises RecipeError when its file stays."""
    path = _file_of(name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise RecipeError(f"{path} cannot be deleted: {error.strerror or error}") from None


def read_recipe(path: Path) -> Recipe:
    """Return the recipe in a JSON file. Raises RecipeError with one sentence that names it."""
    try:
        if not path.exists():
            raise RecipeError(f"{path} does not exist")
        if not path.is_file():
            raise RecipeError(f"{path} is not a file")
        with path.open("rb") as file:
            data = file.read(MAX_RECIPE_BYTES + 1)
    except (OSError, ValueError) as error:  # a ValueError: the name is no path
        if isinstance(error, RecipeError):
            raise
        raise RecipeError(f"{path} cannot be read: {_reason(error)}") from None
    if len(data) > MAX_RECIPE_BYTES:
        raise RecipeError(f"{path} is no recipe: it has more than {MAX_RECIPE_BYTES:,} bytes")
    try:
        return Recipe.from_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RecipeError(f"{path} is no recipe: it is not text") from None
    except RecipeError as error:
        raise RecipeError(f"{path} cannot be used: {_reason(error)}") from None


def write_recipe(recipe: Recipe, path: Path) -> None:
    """Write a recipe as JSON, a value a line; what was there is replaced whole. Raises OSError."""
    text = json.dumps(dataclasses.asdict(recipe), indent=1, ensure_ascii=False)
    data = f"{text}\n".encode(errors="replace")
    replace_file(path, lambda part: part.write_bytes(data))


def _file_of(name: str) -> Path:
    return recipes_dir() / f"{name}{SUFFIX}"


def _reason(error: Exception) -> str:
    reason = str(getattr(error, "strerror", None) or error)
    return reason if len(reason) <= MAX_REASON else f"{reason[:MAX_REASON]}…"
