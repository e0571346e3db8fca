"""A Recipe from the command line: a preset or a file, and an option for each of its fields."""

import argparse
import dataclasses
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from digitpad.problem import Problem
from digitpad.training.recipe import BESIDES, DEFAULT_PRESET, PRESETS, Recipe, RecipeError
from digitpad.training.saved_recipes import load_recipe, read_recipe, saved_names

#: What each option does, in the order in which they are listed.
HELP = {
    "hidden_units": "widths of the hidden layers; none for the perceptron",
    "convolutions": "before them: MAPSxSIDE/STRIDE each, learnt with shared weights",
    "activation": "of the hidden layers",
    "dropout": "share of a hidden layer's outputs set to 0 while learning",
    "batch_normalization": "normalise each hidden layer's outputs over the batch",
    "optimizer": "how the weights follow the gradient",
    "learning_rate": "how far they follow it, at the peak of the schedule",
    "momentum": "of SGD",
    "schedule": "how the learning rate changes over the run",
    "weight_decay": "how much of each weight is taken off in each step",
    "label_smoothing": "how much of each target is spread over all ten digits",
    "ema_momentum": "keep the moving average of the weights, with this momentum",
    "deformation": "how much the pictures are bent anew each epoch; 1 is the usual amount",
    "undeformed": "share of the pictures that stay as they are",
    "batch_size": "pictures that one step learns from",
    "epochs": "how often to go through the data",
    "validation": "watch the run by MNIST's test images, by a split of the training images, or by "
    "the data set's own test pictures",
    "held_back": "so many training images are that split",
    "early_stopping": "end after so many epochs without a lower validation loss; 0 for never",
    "examples": "use MNIST's first N images only",
    "hands": "synthetic digits besides",
    "non_digits": "pictures of what is no digit besides",
    "samples": "pictures of your own samples besides, each varied a little",
    "data_set": "a data set of yours: the name of one that is kept, or a file or folder (IDX, npz, "
    "CSV, NDJSON, a folder per class)",
    "pictures": "so many of its training pictures besides, others in each epoch while it has more; "
    "--examples 0 leaves MNIST's out",
    "seed": "of the random numbers",
}


def add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """Let a command take a recipe."""
    base = parser.add_mutually_exclusive_group()
    names = ", ".join(PRESETS)
    base.add_argument(
        "--preset",
        metavar="NAME",
        help=f"one of {names}, or a recipe saved in the window; {DEFAULT_PRESET} if not given",
    )
    base.add_argument("--recipe", type=Path, metavar="FILE.json", help="a recipe in a file")
    changes = parser.add_argument_group("options of the recipe")
    hints = get_type_hints(Recipe)
    for name, told in HELP.items():
        flag, hint = f"--{name.replace('_', '-')}", hints[name]
        if hint is bool:
            changes.add_argument(flag, action=argparse.BooleanOptionalAction, help=told)
        elif name == "convolutions":
            changes.add_argument(flag, nargs="*", type=_convolution, metavar="8x6/2", help=told)
        elif get_origin(hint) is tuple:
            changes.add_argument(flag, nargs="*", type=int, metavar="N", help=told)
        elif get_origin(hint) is Literal:
            changes.add_argument(flag, choices=get_args(hint), help=told)
        elif hint is str:
            changes.add_argument(flag, metavar="NAME", help=told)
        else:
            kind = float if hint is float else int
            changes.add_argument(flag, type=kind, metavar="X" if hint is float else "N", help=told)


def _convolution(text: str) -> tuple[int, ...]:
    shape = re.fullmatch(r"(\d+)x(\d+)/(\d+)", text, re.ASCII)
    if shape is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not MAPSxSIDE/STRIDE: 8x6/2 are 8 maps, each of a kernel 6 wide that "
            "moves 2 at a time"
        )
    return tuple(map(int, shape.groups()))


def given_changes(options: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of the recipe that the person gave, by name."""
    return {name: value for name in HELP if (value := getattr(options, name)) is not None}


def recipe_from(options: argparse.Namespace) -> Recipe:
    """Return the recipe that the options say. Raises Problem."""
    changes = given_changes(options)
    try:
        recipe = _base(options)
        if "examples" in changes and "batch_size" not in changes:
            # A slice smaller than a batch is one batch.
            others = sum(changes.get(name, getattr(recipe, name)) for name in BESIDES)
            count = max(1, changes["examples"] + others)
            changes["batch_size"] = min(recipe.batch_size, count)
        recipe = dataclasses.replace(recipe, **changes)
    except RecipeError as error:
        raise Problem(error) from None
    if "data_set" in changes and not recipe.uses_data_set:
        raise Problem(
            "--data-set goes with --pictures N, so many of its pictures in each epoch, or with "
            "--validation data_set"
        )
    return dataclasses.replace(recipe, data_set=_from_anywhere(recipe.data_set))


def _from_anywhere(data_set: str) -> str:
    """Return the path of a data set as it leads there from anywhere; a kept one's name stays."""
    if data_set:
        from digitpad.data.set_library import kept_path

        with suppress(OSError, ValueError):  # as of a name that no file can have
            if kept_path(data_set) is None and Path(data_set).exists():
                return str(Path(data_set).absolute())
    return data_set


def _base(options: argparse.Namespace) -> Recipe:
    if options.recipe is not None:
        return read_recipe(options.recipe)
    name: str = DEFAULT_PRESET if options.preset is None else options.preset
    if name.lower() in PRESETS:
        return PRESETS[name.lower()]
    if name in saved_names():
        return load_recipe(f"saved:{name}")
    known = ", ".join([*PRESETS, *saved_names()])
    raise Problem(f"there is no preset {name!r}; there are {known}")
