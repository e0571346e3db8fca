"""What to train: a Recipe says everything that a run depends on, and the presets are Recipes."""

import dataclasses
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin, get_type_hints

from digitpad.layers import MAX_PARAMETERS

Activation = Literal["relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid"]
Optimizer = Literal["sgd", "rmsprop", "adam", "adamw"]
Schedule = Literal["constant", "cosine", "one_cycle"]
Validation = Literal["test", "split", "data_set"]

MNIST_TRAIN = 60_000
MAX_DRAWN = 1_000_000  # pictures of a kind: 800 MB
MAX_LAYERS = 100  # of a kind; a thousand would keep Keras busy for minutes before it learns
#: The fields that count what an epoch has beside MNIST's pictures, in their order.
BESIDES = ("hands", "non_digits", "samples", "pictures")


class RecipeError(ValueError):
    """A recipe that cannot work; the message is one sentence for a person."""


@dataclass(frozen=True)
class Recipe:
    """Everything a training run depends on. Immutable; JSON in and out.

    ``hidden_units``: width of each hidden Dense layer; none is the perceptron.
    ``convolutions``: (maps, kernel side, stride) of the hidden layers before those, which learn
    with shared weights and are written out as Dense layers (unfold.py).
    ``dropout``: share of a hidden layer's outputs set to 0 while learning, 0 to below 1.
    ``learning_rate``: the peak of the schedule. ``momentum``: of SGD (Nesterov's); the other
    optimizers keep their own.
    ``label_smoothing``: 0 to below 1.
    ``ema_momentum``: the weights of each epoch's end are the exponential moving average of those
    of its steps, with this momentum, 0 to below 1; 0: they are the last step's.
    ``deformation``: how much the pictures are bent anew each epoch; 0 not at all, 1 the usual
    amount. ``undeformed``: the share of them, another one in each epoch, that stay as they are:
    bending blurs, and what is to be read is sharp.
    ``validation``: "test" validates on MNIST's test images, as the post does; "split" holds the
    last ``held_back`` training images back and leaves the test images to confirm; "data_set"
    validates on the test pictures of ``data_set``.
    ``early_stopping``: after so many epochs without a lower validation loss the run ends, and the
    best epoch is what it keeps; 0: never.
    ``examples``: use only so many of MNIST's training images; None for all.
    ``hands``: so many pictures of synthetic digits (data/hands.py) besides, in each epoch.
    ``non_digits``: so many pictures of what is no digit, whose target is no answer.
    ``samples``: so many pictures of the user's own samples (data/variations.py) that are not held
    back; which they are is no part of the recipe.
    ``data_set``: the name of a kept data set, or the path of one. ``pictures``: so many of its
    training pictures in each epoch: others each time while there are more of them, each as often
    as the others. Without ``pictures``, and another validation, nothing of it is used.
    """

    name: str = "mnist_mlp"
    hidden_units: tuple[int, ...] = (512, 512)
    convolutions: tuple[tuple[int, int, int], ...] = ()
    activation: Activation = "relu"
    dropout: float = 0.2
    batch_normalization: bool = False
    optimizer: Optimizer = "rmsprop"
    learning_rate: float = 0.001
    momentum: float = 0.9
    schedule: Schedule = "constant"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    ema_momentum: float = 0.0
    deformation: float = 0.0
    undeformed: float = 0.0
    batch_size: int = 128
    epochs: int = 20
    validation: Validation = "test"
    held_back: int = 5_000
    early_stopping: int = 0
    examples: int | None = None
    hands: int = 0
    non_digits: int = 0
    samples: int = 0
    data_set: str = ""
    pictures: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot work. Raises RecipeError."""
        for name, hint in get_type_hints(Recipe).items():
            object.__setattr__(self, name, _checked(name, getattr(self, name), hint))
        for name in ("hidden_units", "convolutions"):
            if len(getattr(self, name)) > MAX_LAYERS:
                raise RecipeError(f"{name} has more than {MAX_LAYERS} layers")
        for units in self.hidden_units:
            _require(units >= 1, "hidden_units", units, "at least 1 unit in each layer")
        side = 28
        for maps, kernel, stride in self.convolutions:
            _require(maps >= 1, "convolutions", maps, "at least 1 map in each layer")
            _require(1 <= kernel <= side, "convolutions", kernel, f"a kernel from 1 to {side} wide")
            _require(1 <= stride <= kernel, "convolutions", stride, f"a stride from 1 to {kernel}")
            side = (side - kernel) // stride + 1
        _require(
            self.parameters <= MAX_PARAMETERS,
            "convolutions" if self.convolutions else "hidden_units",
            self.convolutions or self.hidden_units,
            f"at most {MAX_PARAMETERS:,} weights in all",
        )
        for name in ("dropout", "label_smoothing", "momentum", "ema_momentum"):
            _require(0 <= getattr(self, name) < 1, name, getattr(self, name), "from 0 to below 1")
        _require(
            0 < self.learning_rate <= 10, "learning_rate", self.learning_rate, "above 0, at most 10"
        )
        _require(0 <= self.weight_decay <= 1, "weight_decay", self.weight_decay, "from 0 to 1")
        _require(0 <= self.deformation <= 3, "deformation", self.deformation, "from 0 to 3")
        _require(0 <= self.undeformed <= 1, "undeformed", self.undeformed, "from 0 to 1")
        _require(1 <= self.epochs <= 100_000, "epochs", self.epochs, "from 1 to 100,000")
        _require(0 <= self.seed < 2**32, "seed", self.seed, "from 0 to 4,294,967,295")
        most = MNIST_TRAIN - 1
        _require(1 <= self.held_back <= most, "held_back", self.held_back, f"from 1 to {most:,}")
        _require(
            0 <= self.early_stopping <= 100_000,
            "early_stopping",
            self.early_stopping,
            "from 0 to 100,000 epochs",
        )
        if self.examples is not None:
            _require(
                0 <= self.examples <= self.available,
                "examples",
                self.examples,
                f"from 0 to {self.available:,}",
            )
        for name in BESIDES:
            _require(
                0 <= getattr(self, name) <= MAX_DRAWN,
                name,
                getattr(self, name),
                f"from 0 to {MAX_DRAWN:,}",
            )
        _require(
            bool(self.data_set) or not self.uses_data_set,
            "data_set",
            repr(self.data_set),
            "the name or the path of one where its pictures are learnt from or validated on",
        )
        _require(
            self.train_count > self.non_digits,
            "examples",
            self.examples,
            "above 0 where no synthetic digits, own samples or data set are learnt from",
        )
        _require(
            1 <= self.batch_size <= self.train_count,
            "batch_size",
            self.batch_size,
            f"from 1 to the {self.train_count:,} training images",
        )

    @property
    def available(self) -> int:
        """How many MNIST training images this recipe may learn from."""
        return MNIST_TRAIN - (self.held_back if self.validation == "split" else 0)

    @property
    def mnist_count(self) -> int:
        """How many MNIST training images an epoch goes through."""
        return self.available if self.examples is None else self.examples

    @property
    def train_count(self) -> int:
        """How many training images an epoch goes through, whatever they show."""
        return self.mnist_count + self.hands + self.non_digits + self.samples + self.pictures

    @property
    def uses_data_set(self) -> bool:
        """Whether it learns from its data set, or validates on it."""
        return self.pictures > 0 or self.validation == "data_set"

    @property
    def shares(self) -> dict[str, float]:
        """What an epoch is mixed of, each 0 to 1: "mnist", and the fields that count the others."""
        others = {name: getattr(self, name) for name in BESIDES}
        counts = {"mnist": self.mnist_count, **others}
        return {name: count / self.train_count for name, count in counts.items()}

    @property
    def batches(self) -> int:
        """How many batches an epoch has."""
        return -(-self.train_count // self.batch_size)

    @property
    def widths(self) -> tuple[int, ...]:
        """How many numbers go through the network: in, out of each hidden layer, and out."""
        widths, side = [28 * 28], 28
        for maps, kernel, stride in self.convolutions:
            side = (side - kernel) // stride + 1
            widths.append(side * side * maps)
        return (*widths, *self.hidden_units, 10)

    @property
    def parameters(self) -> int:
        """How many numbers the network holds, as ``Model.count_params()`` counts them."""
        widths = self.widths
        total = sum((into + 1) * units for into, units in pairwise(widths))
        # Beside convolutions, batch normalisation is written into the weights; alone it takes the
        # place of each hidden unit's bias with four numbers.
        if self.batch_normalization and not self.convolutions:
            total += 3 * sum(self.hidden_units)
        return total

    def to_json(self) -> str:
        """Return the recipe as one line of JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_dict(cls, values: Any) -> "Recipe":
        """Return the recipe that ``to_json`` wrote, parsed. Raises RecipeError."""
        if not isinstance(values, dict):
            raise RecipeError("a recipe is a JSON object of named values")
        known = {field.name for field in dataclasses.fields(cls)}
        for name in values:
            if name not in known:
                raise RecipeError(f"a recipe has no {name!r}; it knows {', '.join(sorted(known))}")
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Return the recipe that ``to_json`` wrote. Raises RecipeError."""
        try:
            return cls.from_dict(json.loads(text))
        except (ValueError, RecursionError) as error:
            if isinstance(error, RecipeError):
                raise
            raise RecipeError(f"a recipe is a JSON object, and this is not JSON: {error}") from None


def _require(holds: bool, name: str, value: object, right: str) -> None:
    if not holds:
        raise RecipeError(f"{name} is {value}, but it must be {right}")


def _checked(name: str, value: Any, hint: Any) -> Any:
    """Return ``value`` as the type its field is declared with. Raises RecipeError."""
    choices = get_args(hint)
    if get_origin(hint) is Literal:
        _require(value in choices, name, repr(value), "one of " + ", ".join(choices))
        return value
    if get_origin(hint) is tuple:
        if not isinstance(value, (list, tuple)):
            numbers = choices == (int, Ellipsis)
            right = (
                "a list of whole numbers" if numbers else "a list of [maps, kernel side, stride]"
            )
            raise RecipeError(f"{name} is {value!r}, but it must be {right}")
        if choices[-1] is Ellipsis:
            choices = choices[:1] * len(value)
        _require(len(value) == len(choices), name, value, f"{len(choices)} whole numbers each")
        return tuple(_checked(name, item, kind) for item, kind in zip(value, choices, strict=True))
    if type(None) in choices:
        return None if value is None else _checked(name, value, int)
    if hint is float and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise RecipeError(f"{name} is a number of more than 300 digits") from None
    if type(value) is not hint:
        kinds = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
        raise RecipeError(f"{name} is {value!r}, but it must be {kinds[hint]}")
    return value


#: The Train button's choices, in the order they are shown.
PRESETS: dict[str, Recipe] = {
    recipe.name.lower(): recipe
    for recipe in (
        # A minute on two cores, right of 98.4% of MNIST's test images after the first epoch: few
        # shared weights learn from few pictures, and so do averaged ones.
        Recipe(
            name="Quick",
            convolutions=((10, 6, 2), (24, 4, 2)),
            hidden_units=(128,),
            batch_normalization=True,
            dropout=0.05,
            optimizer="adam",
            learning_rate=0.003,
            schedule="cosine",
            ema_momentum=0.97,
            deformation=0.6,
            undeformed=0.5,
            batch_size=256,
            epochs=12,
            validation="split",
            hands=8_000,
            non_digits=2_500,
        ),
        # The post's recipe as it stands there: Keras' own mnist_mlp example.
        Recipe(name="mnist_mlp"),
        # No hidden layer: what a single layer of weights can do, and what it cannot.
        Recipe(
            name="Perceptron",
            hidden_units=(),
            dropout=0.0,
            optimizer="adam",
            batch_size=256,
            epochs=10,
            validation="split",
        ),
        # The bundled network: convolutions written out as Dense layers, synthetic hands beside
        # MNIST. Chosen by the validation images: they are read worse with larger kernels, with
        # as many weights free from the start, and when the weights of each place go on learning
        # by themselves in the end; no better with a teacher of twice as many shared weights. With
        # every picture bent their loss is higher, though after a whole run fewer were wrong.
        Recipe(
            name="shipped",
            convolutions=((10, 6, 2), (48, 4, 2), (80, 3, 1)),
            hidden_units=(256,),
            batch_normalization=True,
            dropout=0.0,
            optimizer="adamw",
            weight_decay=0.01,
            learning_rate=0.003,
            schedule="one_cycle",
            deformation=0.8,
            undeformed=0.3,
            batch_size=256,
            epochs=100,
            validation="split",
            hands=20_000,
            non_digits=5_000,
        ),
    )
}
DEFAULT_PRESET = "quick"
#: What each preset is for, as the person who chooses reads it.
PRESET_HELP = {
    "quick": "About a minute: small convolutions, MNIST and synthetic hands, averaged weights.",
    "mnist_mlp": "The recipe of the post and of Keras' example: 512, 512, RMSprop, 20 epochs.",
    "perceptron": "No hidden layer at all: see how far one layer of weights comes.",
    "shipped": "How the bundled network was made: convolutions, synthetic hands, twenty minutes.",
}
