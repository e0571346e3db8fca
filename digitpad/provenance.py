"""What a network's file tells of how it was made: recipe, seed, day, figures."""

import re
from typing import Any, NamedTuple


class Provenance(NamedTuple):
    """None for whatever is not told. ``trained``: a day, as 2026-11-24. ``test_accuracy``: 0..1.

    ``samples``: of its user's hand, that it was personalised with.
    """

    recipe: str | None
    seed: int | None
    trained: str | None
    test_accuracy: float | None
    samples: int | None = None

    def __str__(self) -> str:
        """Return it as a few words."""
        words = [
            "" if self.recipe is None else f"recipe {self.recipe}",
            "" if self.seed is None else f"seed {self.seed}",
            "" if self.trained is None else f"trained on {self.trained}",
            "" if self.samples is None else f"taught with {self.samples:,} samples",
        ]
        return ", ".join(filter(None, words))


def provenance(info: object) -> Provenance:
    """Return what a training run wrote beside the weights, taking nothing in it for granted."""
    told = _table(info)
    recipe = _table(told.get("recipe"))
    accuracy: Any = _table(told.get("test")).get("accuracy")
    name, seed, created = recipe.get("name"), recipe.get("seed"), told.get("created")
    samples = _table(told.get("personalised")).get("samples")
    is_share = type(accuracy) in (int, float) and 0 <= accuracy <= 1
    return Provenance(
        name if isinstance(name, str) and re.fullmatch(r"[\w .-]{1,60}", name) else None,
        seed if type(seed) is int and 0 <= seed < 2**32 else None,
        created[:10]
        if isinstance(created, str) and re.match(r"\d{4}-\d\d-\d\dT", created, re.ASCII)
        else None,
        accuracy if is_share else None,
        samples if type(samples) is int and 0 < samples < 10**9 else None,
    )


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
