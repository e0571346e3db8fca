"""A Recipe made ready to learn: its pictures, its network compiled, and all traced beforehand."""

import ctypes
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import repeat

import keras
import numpy as np
import tensorflow as tf

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import Images, Labels, Mnist
from digitpad.data.samples import Sample
from digitpad.training.examples import Chunk, Examples, as_input
from digitpad.training.look import Inspection
from digitpad.training.memory import check_memory
from digitpad.training.models import DigitAccuracy, build, set_dropout
from digitpad.training.optimizers import Rate, optimizer
from digitpad.training.recipe import Recipe
from digitpad.training.run_data_set import counts_of, data_set_for, is_same
from digitpad.training.run_samples import samples_for

LOOKED_AT = 256  # pictures
#: Pictures that one call of Keras' training function goes through, in as many batches: what is
#: done once a call is then a small part of it, and Stop is still heard at once.
AT_ONCE = 1_024
MOST_STEPS = 8
VALIDATED_AT_ONCE = 1_000


@dataclass(frozen=True)
class Prepared:
    """All that a run of a recipe begins with. It can be begun once."""

    recipe: Recipe
    examples: Examples
    #: What the run is watched by, in batches, made once for all epochs.
    validation: tf.data.Dataset
    model: keras.Model
    rate: Rate
    inspection: Inspection

    @property
    def is_spread(self) -> bool:
        """Whether it learns on several devices."""
        return bool(self.model.distribute_strategy.num_replicas_in_sync > 1)

    def set_dropout(self, rate: float) -> None:
        """Learn with another dropout from now on, 0 to below 1."""
        if set_dropout(self.model, rate):
            self.model.make_train_function(force=True)  # the rate is part of what was traced

    def suits(
        self, recipe: Recipe, samples: Sequence[Sample] = (), data_set: ImageSet | None = None
    ) -> bool:
        """Whether it is another recipe's only by name, and learns from these pictures."""
        alike = replace(self.recipe, name=recipe.name) == recipe
        learns_from = alike and self.examples.samples == list(samples)
        return learns_from and is_same(self.examples.data_set, data_set)


def prepare(
    recipe: Recipe,
    mnist: Mnist,
    first_epoch: int = 0,
    samples: Sequence[Sample] | None = None,
    data_set: ImageSet | None = None,
) -> Prepared:
    """Make a recipe ready, to learn from an epoch on. The first batch then comes at once.

    ``samples``: the user's own that it learns from, ``data_set``: the one that it uses; None for
    those that a new run would. Raises RecipeError when there are none or there is not the memory
    for it, MemoryError.
    """
    check_memory(recipe)
    samples = samples_for(recipe) if samples is None else samples
    if data_set is None:
        data_set = data_set_for(recipe)
    check_memory(recipe, counts_of(data_set))
    _keep_freed_memory()
    keras.utils.set_random_seed(recipe.seed)
    strategy = _strategy()
    # Keras 3.15 takes no several steps at once where they are spread over several devices.
    steps = 1 if strategy else max(1, min(MOST_STEPS, AT_ONCE // recipe.batch_size))
    with strategy.scope() if strategy else nullcontext():
        model, rate = build(recipe), Rate(recipe)
        model.compile(
            optimizer=optimizer(recipe, rate),
            loss=keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing),
            metrics=[DigitAccuracy(name="accuracy")],
            steps_per_execution=steps,
            jit_compile=False,  # no faster on CPUs, and seconds to compile
        )
        model.optimizer.build(model.trainable_variables)
    images, labels = _looked_at(recipe, mnist, data_set)
    inspection = Inspection(model, as_input(images), np.eye(10, dtype=np.float32)[labels])
    examples = Examples(recipe, mnist, samples, data_set)
    validation = tf.data.Dataset.from_tensor_slices(examples.validation).batch(VALIDATED_AT_ONCE)
    prepared = Prepared(recipe, examples, validation, model, rate, inspection)
    if not prepared.is_spread:
        prepared.examples.begin(first_epoch)
    _rehearse(prepared)
    return prepared


def _looked_at(recipe: Recipe, mnist: Mnist, data_set: ImageSet | None) -> tuple[Images, Labels]:
    """Return the pictures that the network is looked into with: of what it learns from."""
    if data_set is None or not recipe.pictures or recipe.mnist_count:
        return mnist.x_train[:LOOKED_AT], mnist.y_train[:LOOKED_AT]
    step = max(1, len(data_set.x_train) // LOOKED_AT)  # a file may have all 0s first
    return data_set.x_train[::step][:LOOKED_AT], data_set.y_train[::step][:LOOKED_AT]


def _rehearse(prepared: Prepared) -> None:
    """Let everything be traced by learning from nothing, and put it all back as it was."""
    model = prepared.model
    variables = [*model.variables, *model.optimizer.variables]
    before = [variable.numpy() for variable in variables]
    nothing = np.zeros((prepared.recipe.batch_size, 28 * 28), np.float32)
    batch = nothing, np.full((len(nothing), 10), 0.1, np.float32)
    model.fit(
        as_dataset(lambda: repeat(batch, model.steps_per_execution), model.steps_per_execution),
        validation_data=prepared.validation.take(1),
        shuffle=False,
        verbose=0,
    )
    prepared.inspection.look()
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)


def as_dataset(batches: Callable[[], Iterator[Chunk]], count: int) -> tf.data.Dataset:
    """Return so many batches, float32 (n, 784) and (n, 10), as TensorFlow takes them.

    ``batches`` gives them from the first one on, and is called again where Keras, on several
    devices, looks at one before it begins.
    """
    signature = (tf.TensorSpec((None, 28 * 28)), tf.TensorSpec((None, 10)))
    dataset = tf.data.Dataset.from_generator(batches, output_signature=signature)
    counted = dataset.apply(tf.data.experimental.assert_cardinality(count))
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
    return counted.with_options(options).prefetch(2)


def _strategy() -> tf.distribute.Strategy | None:
    """Return what spreads the training over several GPUs, or logical CPUs; None for one device."""
    gpus = tf.config.list_logical_devices("GPU")
    devices = gpus or tf.config.list_logical_devices("CPU")
    if len(devices) < 2:
        return None
    return tf.distribute.MirroredStrategy([device.name for device in devices])


def _keep_freed_memory() -> None:
    """Let glibc keep what is freed: each batch asks for the same blocks again.

    Otherwise each comes from the kernel anew, page by page: a quarter of the time of an epoch.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "mallopt"):
            trim_threshold, mmap_threshold = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
            libc.mallopt(mmap_threshold, 2**25)
            libc.mallopt(trim_threshold, 2**31 - 1)
