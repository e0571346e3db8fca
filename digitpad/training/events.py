"""What a training run says while it goes: one Event after the other, one JSON object a line."""

import json
from typing import Any, NamedTuple


class Started(NamedTuple):
    """The data and the network are ready; learning begins."""

    parameters: int
    epochs: int
    batches: int
    train_count: int
    validation_count: int
    versions: dict[str, str]
    devices: list[str]


class Batch(NamedTuple):
    """So many batches of an epoch are done (from 1); the figures are this epoch's means so far."""

    epoch: int
    batch: int
    loss: float
    accuracy: float


class Epoch(NamedTuple):
    """An epoch is over (from 1). ``checkpoint``: the network as it is now; None if not written.

    ``seconds``: since the run's first batch. ``problem``: why there is no checkpoint.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    checkpoint: str | None = None
    problem: str | None = None


class Finished(NamedTuple):
    """The run is over and its network is in ``path``. ``stopped``: before its last epoch."""

    path: str
    stopped: bool
    epochs: int
    test_loss: float
    test_accuracy: float
    seconds: float


class Failed(NamedTuple):
    """The run is over without a finished network. ``message``: one sentence for a person."""

    message: str


Event = Started | Batch | Epoch | Finished | Failed
_KINDS: dict[str, Any] = {
    "started": Started,
    "batch": Batch,
    "epoch": Epoch,
    "finished": Finished,
    "failed": Failed,
}


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
