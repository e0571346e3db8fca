"""What a training run says while it goes: one Event after the other, one JSON object a line."""

import json
from typing import Any, NamedTuple, get_args


class Ready(NamedTuple):
    """The worker has loaded what it needs and waits for a job."""


class Summary(NamedTuple):
    """Keras' own summary of a network, many lines."""

    text: str


class Started(NamedTuple):
    """The data and the network are ready; learning begins.

    ``run``: the folder that keeps the run. ``epoch``: the first to come, from 1; later in a run
    that is resumed. ``epochs``: the last one. ``layers``: the names of those with weights.
    """

    run: str
    parameters: int
    epoch: int
    epochs: int
    batches: int
    train_count: int
    validation_count: int
    layers: list[str]
    versions: dict[str, str]
    devices: list[str]


class Batch(NamedTuple):
    """So many batches of an epoch are done (from 1); the figures are this epoch's means so far.

    ``learning_rate``: of the last batch. ``images_per_second``: since the last such event.
    """

    epoch: int
    batch: int
    loss: float
    accuracy: float
    learning_rate: float = 0.0
    images_per_second: float = 0.0


class Look(NamedTuple):
    """A look into the network while it learns, once every second or two.

    ``gradient_norms``: the Euclidean norm of the loss' gradient for each of Started's ``layers``,
    kernel and bias together, over a few hundred training pictures. ``dead``: the share of units
    of each hidden one of them, 0 to 1, that say the same of all of those. ``pictures``: what the
    first layer's first units look for, base64 of uint8 (n, 28, 28); 128 is a weight of 0.
    """

    epoch: int
    batch: int
    gradient_norms: list[float]
    dead: list[float]
    pictures: str


class Epoch(NamedTuple):
    """An epoch is over (from 1). ``checkpoint``: the network as it is now; None if not written.

    ``seconds``: of training so far, pauses not counted. ``problem``: why there is no checkpoint.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    learning_rate: float = 0.0
    checkpoint: str | None = None
    problem: str | None = None


class Knobs(NamedTuple):
    """What a person can change while the run goes, as it is from now on.

    ``learning_rate``: the peak of the schedule. ``epochs``: the last one.
    """

    epochs: int
    learning_rate: float
    dropout: float


class Paused(NamedTuple):
    """The run waits until it is resumed or stopped. ``problem``: why, if nobody asked for it."""

    problem: str | None = None


class Resumed(NamedTuple):
    """The run goes on."""


class Finished(NamedTuple):
    """The run is over and its network is in ``path``. ``stopped``: before its last epoch.

    ``kept``: the epoch whose network that is; before ``epochs`` when the run was stopped early
    because the validation loss rose.
    """

    path: str
    stopped: bool
    epochs: int
    test_loss: float
    test_accuracy: float
    seconds: float
    kept: int = 0


class Failed(NamedTuple):
    """The run is over without a finished network. ``message``: one sentence for a person."""

    message: str


class Tuning(NamedTuple):
    """How far personalising is. ``share``: 0 to 1. ``doing``: what it does now, in words."""

    share: float
    doing: str


class Tuned(NamedTuple):
    """A network has been personalised and the new one is in ``path``.

    Three counts of pictures each, and how many of those the network read right before and the
    new one does now: ``own``: samples held back, which it did not learn from; there may be none.
    ``taught``: samples that it learnt from. ``mnist``: MNIST's test images.
    """

    path: str
    own_count: int
    own_before: int
    own_after: int
    taught_count: int
    taught_before: int
    taught_after: int
    mnist_count: int
    mnist_before: int
    mnist_after: int
    seconds: float


Event = (
    Ready
    | Summary
    | Started
    | Batch
    | Look
    | Epoch
    | Knobs
    | Paused
    | Resumed
    | Finished
    | Tuning
    | Tuned
    | Failed
)
_KINDS: dict[str, Any] = {kind.__name__.lower(): kind for kind in get_args(Event)}


def encode(event: Event) -> str:
    """Return the event as one line of JSON, without the line's end."""
    return json.dumps({"event": type(event).__name__.lower(), **event._asdict()})


def decode(line: str | bytes) -> Event:
    """Return the event that ``encode`` wrote. Raises ValueError on anything else."""
    try:
        values = json.loads(line)
        event: Event = _KINDS[values.pop("event")](**values)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a training event: {line[:200]!r}") from error
    return event
