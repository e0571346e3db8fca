"""digitpad.layers: every layer of the closed list agrees with Keras on 1,000 MNIST images."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.layers import ACTIVATIONS, IDLE, _convolution
from digitpad.network import DenseNetwork, NetworkError
from digitpad.training.models import rebuilt
from digitpad.training.unfold import unfold

keras = pytest.importorskip("keras")
L = keras.layers

IMAGES = load_mnist().x_test[:1_000] / np.float32(255)
#: Stirs what training would: gammas, betas, moving means and variances away from 1 and 0.
RANDOM = np.random.default_rng(0)


def stirred(model: Any) -> Any:
    model.set_weights(
        [
            np.abs(w + RANDOM.normal(0, 0.3, w.shape)) + 0.1
            if "variance" in variable.path
            else w + RANDOM.normal(0, 0.05, w.shape)
            for w, variable in zip(model.get_weights(), model.weights, strict=True)
        ]
    )
    return model


def disagreement(model: Any, folder: Path, images: Any = IMAGES) -> float:
    path = folder / "model.keras"
    model.save(path)
    inputs = images.reshape(len(images), *model.input_shape[1:])
    expected = model.predict(inputs, verbose=0)
    network = DenseNetwork.open(path)
    # And what Keras makes of what was read: the same again.
    again = rebuilt(network).predict(inputs, verbose=0)
    return float(max(np.abs(said - expected).max() for said in (network.forward(images), again)))


def sequential(*layers: Any, shape: tuple[int, ...] = (784,)) -> Any:
    return stirred(keras.Sequential([keras.Input(shape), *layers]))


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_each_activation_agrees_with_keras(activation: str, tmp_path: Path) -> None:
    model = sequential(L.Dense(32, activation=activation), L.Dense(10, activation=activation))
    assert disagreement(model, tmp_path) < 1e-5


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_each_activation_layer_agrees_with_keras(activation: str, tmp_path: Path) -> None:
    model = sequential(L.Dense(10, use_bias=False), L.Activation(activation))
    assert disagreement(model, tmp_path) < 1e-5


NORMALISATIONS: dict[str, Any] = {
    "batch": lambda: L.BatchNormalization(),
    "batch without scale": lambda: L.BatchNormalization(scale=False),
    "batch without centre": lambda: L.BatchNormalization(center=False),
    "batch with neither": lambda: L.BatchNormalization(center=False, scale=False, epsilon=0.01),
    "layer": lambda: L.LayerNormalization(),
    "layer without scale": lambda: L.LayerNormalization(scale=False),
    "layer without centre": lambda: L.LayerNormalization(center=False, epsilon=0.1),
}


@pytest.mark.parametrize("kind", NORMALISATIONS)
def test_each_normalisation_agrees_with_keras(kind: str, tmp_path: Path) -> None:
    make = NORMALISATIONS[kind]
    model = sequential(
        make(), L.Dense(24, activation="relu"), make(), L.Dense(10, activation="softmax")
    )
    assert disagreement(model, tmp_path) < 1e-5


SHAPES: dict[str, Any] = {
    "flatten 28x28": ((28, 28), lambda: [L.Flatten()]),
    "flatten 28x28x1": ((28, 28, 1), lambda: [L.Flatten()]),
    "reshape": ((28, 28), lambda: [L.Reshape((784,))]),
    "reshape with a free axis": ((28, 28, 1), lambda: [L.Reshape((-1, 56)), L.Flatten()]),
    "rows through one layer": ((28, 28), lambda: [L.Dense(3), L.Flatten()]),
    "normalised over two axes": (
        (28, 28),
        lambda: [L.LayerNormalization(axis=[1, 2]), L.Flatten()],
    ),
    "normalised over rows": ((28, 28), lambda: [L.LayerNormalization(axis=1), L.Flatten()]),
    "normalised by column": ((28, 28), lambda: [L.BatchNormalization(), L.Flatten()]),
    "rescaled": ((784,), lambda: [L.Rescaling(2.0, offset=-1.0)]),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_each_shape_agrees_with_keras(kind: str, tmp_path: Path) -> None:
    shape, make = SHAPES[kind]
    model = sequential(*make(), L.Dense(10, activation="softmax"), shape=shape)
    assert disagreement(model, tmp_path) < 1e-5


def test_each_layer_that_rests_at_inference_agrees_with_keras(tmp_path: Path) -> None:
    made = {
        "Dropout": L.Dropout(0.5),
        "AlphaDropout": L.AlphaDropout(0.5),
        "GaussianDropout": L.GaussianDropout(0.5),
        "GaussianNoise": L.GaussianNoise(0.5),
        "SpatialDropout1D": L.SpatialDropout1D(0.5),
        "SpatialDropout2D": L.SpatialDropout2D(0.5),
        "ActivityRegularization": L.ActivityRegularization(0.1),
        "Identity": L.Identity(),
        "RandomFlip": L.RandomFlip(),
        "RandomRotation": L.RandomRotation(0.2),
        "RandomTranslation": L.RandomTranslation(0.2, 0.2),
        "RandomZoom": L.RandomZoom(0.2),
        "RandomContrast": L.RandomContrast(0.2),
        "RandomBrightness": L.RandomBrightness(0.2, value_range=(0, 1)),
    }
    assert made.keys() == IDLE
    rows = [made.pop("SpatialDropout1D")]
    flat = [made.pop(name) for name in ("AlphaDropout", "Dropout", "GaussianDropout")]
    model = sequential(
        *made.values(),
        L.Reshape((28, 28)),
        *rows,
        L.Flatten(),
        *flat,
        L.Dense(10, activation="softmax"),
        shape=(28, 28, 1),
    )
    assert disagreement(model, tmp_path) < 1e-5


def test_a_straight_functional_model_agrees_with_keras(tmp_path: Path) -> None:
    inputs = keras.Input((28, 28))
    x = L.Flatten()(inputs)
    for units in (20, 16, 12):
        x = L.Dropout(0.3)(L.BatchNormalization()(L.Dense(units, activation="gelu")(x)))
    model = stirred(keras.Model(inputs, L.Dense(10, activation="softmax")(x)))
    assert disagreement(model, tmp_path) < 1e-5


def test_a_compiled_and_fitted_model_agrees_with_keras(tmp_path: Path) -> None:
    model = sequential(L.Dense(16, activation="relu"), L.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(IMAGES.reshape(-1, 784), load_mnist().y_test[:1_000], verbose=0)
    assert disagreement(model, tmp_path) < 1e-5


def refused(model: Any, folder: Path) -> str:
    path = folder / "model.keras"
    model.save(path)
    with pytest.raises(NetworkError) as caught:
        DenseNetwork.open(path)
    return str(caught.value)


def test_an_unknown_layer_is_refused_by_its_name(tmp_path: Path) -> None:
    image = sequential(L.Conv2D(2, 3, name="eyes"), L.Flatten(), L.Dense(10), shape=(28, 28, 1))
    assert "'eyes' of the kind Conv2D" in refused(image, tmp_path)
    lambda_ = sequential(L.Lambda(lambda x: x, name="anything"), L.Dense(10))
    assert "'anything' of the kind Lambda" in refused(lambda_, tmp_path)
    nested = sequential(keras.Sequential([L.Dense(10, name="inner")], name="nest"))
    assert "'nest' of the kind Sequential" in refused(nested, tmp_path)
    relu6 = sequential(L.Dense(10, activation="relu6", name="capped"))
    assert "'capped' has the activation 'relu6'" in refused(relu6, tmp_path)


def test_a_layer_of_somebodys_own_is_refused_whatever_it_calls_itself(tmp_path: Path) -> None:
    @keras.saving.register_keras_serializable(package="theirs", name="Dense")
    class Dense(L.Dense):  # type: ignore[misc, name-defined]
        pass

    assert "of the kind theirs>Dense" in refused(sequential(Dense(10)), tmp_path)


def test_a_fork_is_refused(tmp_path: Path) -> None:
    inputs = keras.Input((784,))
    left, right = L.Dense(5)(inputs), L.Dense(5)(inputs)
    model = keras.Model(inputs, L.Concatenate()([left, right]))
    assert "forks" in refused(model, tmp_path)
    twice = L.Dense(784, name="shared")
    model = keras.Model(inputs, L.Dense(10)(twice(twice(inputs))))
    assert "'shared' has not exactly one input" in refused(model, tmp_path)


def test_shapes_other_than_28x28_in_and_ten_out_are_refused(tmp_path: Path) -> None:
    assert "input is (32,)" in refused(sequential(L.Dense(10), shape=(32,)), tmp_path)
    assert "output is (12,)" in refused(sequential(L.Dense(12)), tmp_path)


def written_out(side: int, channels: int, maps: int, size: int, stride: int) -> np.ndarray:
    """Return a convolution as a Dense kernel: most of it is 0."""
    weights = RANDOM.normal(0, 1, (size, size, channels, maps)).astype(np.float32)
    return unfold(weights, side, stride)


#: Side, channels, maps, kernel's side, stride: the bundled network's, and other kinds.
CONVOLUTIONS = [
    (28, 1, 10, 6, 2),
    (12, 10, 48, 4, 2),
    (5, 48, 80, 3, 1),
    (28, 1, 4, 5, 3),
    (14, 4, 8, 2, 2),
    (28, 1, 3, 2, 1),
]


@pytest.mark.parametrize("shape", CONVOLUTIONS)
def test_a_convolution_written_out_is_known_by_its_weights(shape: tuple[int, ...]) -> None:
    kernel = written_out(*shape)
    found = _convolution(kernel)
    assert found is not None
    inputs, weights = found
    assert weights.shape == (shape[3] ** 2 * shape[1], shape[2])
    x = RANDOM.normal(0, 1, len(kernel)).astype(np.float32)
    answers = (x[inputs].reshape(-1, len(weights)) @ weights).ravel()
    assert np.allclose(answers, x @ kernel, atol=1e-3)


@pytest.mark.parametrize("shape", CONVOLUTIONS)
def test_one_weight_of_its_own_makes_a_kernel_no_convolution(shape: tuple[int, ...]) -> None:
    kernel = written_out(*shape)
    for there in (True, False):
        changed = kernel.copy()
        rows, columns = np.nonzero(kernel) if there else np.nonzero(kernel == 0)
        at = RANDOM.integers(len(rows))
        changed[rows[at], columns[at]] += 1
        assert _convolution(changed) is None


def with_zeros(*blocks: tuple[slice, slice]) -> np.ndarray:
    kernel = RANDOM.normal(0, 1, (784, 300)).astype(np.float32)
    for rows, columns in blocks:
        kernel[rows, columns] = 0
    return kernel


EVERY = slice(None)
SPARSE = {
    "two halves": with_zeros((slice(392, None), slice(0, 150)), (slice(0, 392), slice(150, None))),
    "corners alone": with_zeros((slice(783, None), slice(0, 1)), (slice(0, 1), slice(299, None))),
    "units without input": with_zeros((EVERY, slice(0, 100)), (EVERY, slice(200, None))),
    "nothing": with_zeros((EVERY, EVERY)),
    "a ragged edge": np.tril(np.full((784, 307), 0.05, np.float32))[::-1].copy(),
    "a map that is 0": written_out(28, 1, 10, 6, 2) * (np.arange(1440) % 10 != 3),
    "few inputs": np.eye(784, 300, dtype=np.float32) + np.eye(784, 300, -30, dtype=np.float32),
}


@pytest.mark.parametrize("name", SPARSE)
def test_other_kernels_with_zeros_are_multiplied_as_they_are(name: str, tmp_path: Path) -> None:
    kernel = SPARSE[name]
    assert _convolution(kernel) is None
    model = keras.Sequential([keras.Input((784,)), L.Dense(kernel.shape[1]), L.Dense(10)])
    model.layers[0].set_weights([kernel, np.ones(kernel.shape[1], np.float32)])
    assert disagreement(model, tmp_path) < 1e-4


def test_a_convolution_answers_as_keras_does_one_picture_or_many(tmp_path: Path) -> None:
    kernel = written_out(28, 1, 10, 6, 2)
    model = keras.Sequential([keras.Input((784,)), L.Dense(kernel.shape[1]), L.Dense(10)])
    model.layers[0].set_weights([kernel, np.ones(kernel.shape[1], np.float32)])
    assert disagreement(model, tmp_path) < 1e-4
    one = DenseNetwork.open(tmp_path / "model.keras").layers[0].function(IMAGES[:1].reshape(1, -1))
    assert np.allclose(one, IMAGES[:1].reshape(1, -1) @ kernel + 1, atol=1e-4)
