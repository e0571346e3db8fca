"""The Keras optimizer of a Recipe, and its learning rate, which can be changed while it goes."""

from typing import Any

import keras

from digitpad.training.recipe import Recipe

#: Where a schedule has come down to 0, epochs that are added go on at this share of its peak.
AFTERWARDS = 0.01


class Rate(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """The recipe's schedule over all its steps; ``move`` sets another peak from now on."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.steps = recipe.batches * recipe.epochs
        self.scale = keras.Variable(1.0, trainable=False, dtype="float32", name="rate_scale")
        peak = recipe.learning_rate
        self.schedule: Any = None
        if recipe.schedule == "cosine":
            self.schedule = keras.optimizers.schedules.CosineDecay(peak, self.steps)
        elif recipe.schedule == "one_cycle":
            # Smith and Topin, "Super-Convergence" (2018): up for 30% of the run, then down to 0.
            up = max(1, round(0.3 * self.steps))
            self.schedule = keras.optimizers.schedules.CosineDecay(
                peak / 25, max(1, self.steps - up), warmup_target=peak, warmup_steps=up
            )

    def __call__(self, step: Any) -> Any:
        """Return the learning rate of a step, from 0."""
        peak = keras.ops.convert_to_tensor(self.recipe.learning_rate, "float32")
        rate = peak
        if self.schedule is not None:
            rate = keras.ops.where(step < self.steps, self.schedule(step), peak * AFTERWARDS)
        return rate * self.scale

    @property
    def peak(self) -> float:
        """The highest rate of the schedule, or the constant one."""
        return self.recipe.learning_rate * float(self.scale)

    def move(self, peak: float) -> None:
        """Go on with another peak."""
        self.scale.assign(peak / self.recipe.learning_rate)

    def get_config(self) -> dict[str, Any]:
        """Return nothing to make it again from: it is kept with the run, not with the network."""
        return {}


def optimizer(recipe: Recipe, rate: Rate) -> keras.optimizers.Optimizer:
    """Return the recipe's optimizer."""
    options: dict[str, Any] = {"weight_decay": recipe.weight_decay or None}
    if recipe.ema_momentum:
        options |= {"use_ema": True, "ema_momentum": recipe.ema_momentum}
    if recipe.optimizer == "sgd":
        nesterov = recipe.momentum > 0
        return keras.optimizers.SGD(rate, recipe.momentum, nesterov, **options)
    if recipe.optimizer == "adamw":
        options["weight_decay"] = recipe.weight_decay
        adamw = keras.optimizers.AdamW(rate, **options)
        adamw.exclude_from_weight_decay(var_names=["bias", "beta", "gamma"])
        return adamw
    kind = {"rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam}[recipe.optimizer]
    return kind(rate, **options)
