"""The closed list of Keras layers that the pad knows, each as a NumPy function.

Nothing here is looked up by name outside these tables, so nothing in a file can name code to run.
The formulas and defaults are those of the Keras 3 API documentation (keras.io/api/layers).
"""

import math
import reprlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Array = npt.NDArray[np.float32]
Shape = tuple[int, ...]
Function = Callable[[Array], Array]
#: Returns weight number i of a layer, checked against the shape it must have.
Weights = Callable[[int, Shape], Array]

#: Beyond any dense network for 28x28 pictures; a file that claims more is refused unread.
MAX_PARAMETERS = 50_000_000
#: Outputs of one layer for one picture; a thousand pictures at once still fit in memory.
MAX_OUTPUTS = 100_000


class LayerError(ValueError):
    """A layer that the pad does not know or that does not fit; the message says which and why."""


def softmax(x: Array) -> Array:
    """Return the softmax over the last axis, safe for any finite input."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), np.float32)


def _sigmoid(x: Array) -> Array:
    # exp of a negative number only: it cannot overflow.
    e = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1, e) / (1 + e), np.float32)


_erf = np.frompyfunc(math.erf, 1, 1)  # NumPy has none; the standard library's is exact

ACTIVATIONS: dict[str, Function] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, np.float32(0)),
    "leaky_relu": lambda x: np.maximum(x, x * np.float32(0.2)),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: np.asarray(
        x * 0.5 * (1 + _erf(x * math.sqrt(0.5)).astype(np.float64)), np.float32
    ),
    "silu": lambda x: x * _sigmoid(x),
    "swish": lambda x: x * _sigmoid(x),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softmax": softmax,
}

#: Layers that do nothing once training is over.
IDLE = frozenset(
    "Dropout AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D "
    "ActivityRegularization Identity RandomFlip RandomRotation RandomTranslation RandomZoom "
    "RandomContrast RandomBrightness".split()
)


class Layer(NamedTuple):
    """One layer: what it is called, the shape it gives (without the batch), what it computes."""

    name: str
    kind: str
    shape: Shape
    function: Function
    activation: str = ""
    #: What Keras makes the same layer from, each value checked; and its weights in Keras' order.
    options: dict[str, Any] = {}  # noqa: RUF012 - nobody writes there
    weights: tuple[Array, ...] = ()
    #: Of a Dense layer only: whether it is a convolution written out.
    is_convolution: bool = False

    @property
    def parameters(self) -> int:
        """How many numbers it holds."""
        return sum(array.size for array in self.weights)

    @property
    def kernel(self) -> Array | None:
        """Of a Dense layer only: its weights, (inputs, units)."""
        return self.weights[0] if self.kind == "Dense" else None

    @property
    def scale(self) -> float | None:
        """Of a Rescaling layer only: what it multiplies its input by."""
        return self.options["scale"] if self.kind == "Rescaling" else None


def build_layer(
    kind: str, name: str, config: dict[str, Any], shape: Shape, weights: Weights
) -> Layer:
    """Return the layer that a Keras config describes, for inputs of ``shape`` (without batch).

    Raises LayerError when the kind, an option or a weight is not one that is known to be right.
    """
    if kind in IDLE:
        rate = config.get("rate") if kind == "Dropout" else None
        options = {"rate": rate} if type(rate) is float and 0 <= rate < 1 else {}
        return Layer(name, kind, shape, ACTIVATIONS["linear"], options=options)
    builder = _BUILDERS.get(kind)
    if builder is None:
        raise LayerError(
            f"it has the layer {told(name)} of the kind {kind[:60]}; only "
            f"{', '.join(_BUILDERS)}, Dropout and other layers that rest at inference are read"
        )
    return builder(name, config, shape, weights)


def told(value: object) -> str:
    """Return a value from a file as a sentence can hold it, however long it is."""
    return reprlib.repr(value)


def _fits(name: str, shape: Shape) -> Shape:
    if math.prod(shape) > MAX_OUTPUTS:
        raise LayerError(f"layer {told(name)} has more than {MAX_OUTPUTS:,} outputs")
    return shape


def _activation(name: str, given: Any) -> str:
    if isinstance(given, dict) and given.get("registered_name") in (None, given.get("config")):
        given = given.get("config")  # keras serialises a function as {"config": its name}
    if given is None:
        return "linear"
    if not isinstance(given, str) or given not in ACTIVATIONS:
        raise LayerError(
            f"layer {told(name)} has the activation {told(given)}; "
            f"only {', '.join(ACTIVATIONS)} are read"
        )
    return given


def _whole(name: str, what: str, value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MAX_PARAMETERS:
        raise LayerError(
            f"layer {told(name)} has {what} {told(value)}, which is not a sensible number"
        )
    return value


def _epsilon(name: str, config: dict[str, Any]) -> float:
    epsilon = _number(name, "epsilon", config.get("epsilon", 0.001))
    if epsilon < 0:
        raise LayerError(f"layer {told(name)} has the epsilon {epsilon:g}, below 0")
    return epsilon


def _number(name: str, what: str, value: Any) -> float:
    # float32's own range; a comparison, unlike isfinite, takes an int of any length.
    if type(value) not in (int, float) or not -3e38 < value < 3e38:
        raise LayerError(f"layer {told(name)} has {what} {told(value)}, which is not a number")
    return float(value)


def _dense(name: str, config: dict[str, Any], shape: Shape, weights: Weights) -> Layer:
    if config.get("quantization_config") or config.get("lora_rank"):
        raise LayerError(f"layer {told(name)} is quantised or has a LoRA; save it as plain float32")
    if not shape:
        raise LayerError(f"layer {told(name)} has no inputs")
    units = _whole(name, "units", config.get("units"))
    outputs = _fits(name, (*shape[:-1], units))
    activation = _activation(name, config.get("activation"))
    after = ACTIVATIONS[activation]
    kernel = weights(0, (shape[-1], units))
    bias = weights(1, (units,)) if config.get("use_bias", True) else None
    convolution = _convolution(kernel)
    product = _product(kernel, convolution)

    def dense(x: Array) -> Array:
        x = product(x)
        if bias is not None:
            x += bias
        return after(x)

    options = {"units": units, "activation": activation, "use_bias": bias is not None}
    stored = (kernel,) if bias is None else (kernel, bias)
    is_convolution = convolution is not None
    return Layer(name, "Dense", outputs, dense, activation, options, stored, is_convolution)


def _product(kernel: Array, convolution: tuple[npt.NDArray[np.intp], Array] | None) -> Function:
    """Return what multiplies by a kernel: by its few weights if it is a convolution written out."""
    if convolution is None:
        return lambda x: x @ kernel
    inputs, weights = convolution
    units = kernel.shape[1]

    def product(x: Array) -> Array:
        windows = x.take(inputs, axis=-1).reshape(-1, len(weights))
        return np.asarray((windows @ weights).reshape(*x.shape[:-1], units), np.float32)

    return product


def _convolution(kernel: Array) -> tuple[npt.NDArray[np.intp], Array] | None:
    """Return which inputs each window sees, one after the other, and the weights they share.

    Of a kernel that is a convolution written out (training/unfold.py), nine weights in ten are 0
    and the others the same at each place: multiplying by them all would be most of an answer.
    None for any other kernel; each weight is looked at.
    """
    seen = np.flatnonzero(kernel[:, 0])
    if kernel.size < 100_000 or len(seen) < 4 or seen[0] != 0 or len(seen) * 2 > len(kernel):
        return None
    # The first window: so many rows of so many inputs side by side.
    across = int(np.argmax(np.diff(seen) != 1)) + 1
    size, over = divmod(len(seen), across)
    channels, odd = divmod(across, size)
    row = int(seen[across % len(seen)])
    maps = int(np.argmax(kernel[0] == 0))  # the first unit that does not see the first input
    if over or odd or maps == 0:
        return None
    stride = int(np.argmax(kernel[:, maps] != 0)) // channels
    side = math.isqrt(len(kernel) // channels)
    if side * side * channels != len(kernel) or row != side * channels or size > side or not stride:
        return None
    numbers = np.arange(len(kernel)).reshape(side, side, channels)
    windows = sliding_window_view(numbers, (size, size), (0, 1))[::stride, ::stride]
    inputs = windows.transpose(0, 1, 3, 4, 2).reshape(-1, size * size * channels)
    if len(inputs) * maps != kernel.shape[1]:
        return None
    weights = kernel[inputs[0], :maps]
    each = kernel.reshape(len(kernel), -1, maps)[inputs, np.arange(len(inputs))[:, None]]
    if np.count_nonzero(kernel != 0) != np.count_nonzero(each != 0) or not (each == weights).all():
        return None
    return inputs.ravel(), weights


def _activation_layer(name: str, config: dict[str, Any], shape: Shape, weights: Weights) -> Layer:
    activation = _activation(name, config.get("activation"))
    options = {"activation": activation}
    return Layer(name, "Activation", shape, ACTIVATIONS[activation], activation, options)


def _reshaped(name: str, kind: str, shape: Shape, **options: Any) -> Layer:
    return Layer(name, kind, shape, lambda x: x.reshape(len(x), *shape), options=options)


def _flatten(name: str, config: dict[str, Any], shape: Shape, weights: Weights) -> Layer:
    if config.get("data_format") == "channels_first" and len(shape) > 2:
        raise LayerError(f"layer {told(name)} flattens channels first; only channels last is read")
    return _reshaped(name, "Flatten", (math.prod(shape),))


def _reshape(name: str, config: dict[str, Any], shape: Shape, weights: Weights) -> Layer:
    target, size = config.get("target_shape"), math.prod(shape)
    if (
        not isinstance(target, list)
        or len(target) > 8
        or not all(type(n) is int and (0 < n <= MAX_OUTPUTS or n == -1) for n in target)
    ):
        raise LayerError(f"layer {told(name)} has the target shape {told(target)}, which is none")
    known = math.prod(n for n in target if n > 0)
    if target.count(-1) == 1 and known and size % known == 0:
        target = [size // known if n == -1 else n for n in target]
    if math.prod(target) != size:
        raise LayerError(f"layer {told(name)} cannot make {tuple(target)} of {shape}")
    return _reshaped(name, "Reshape", tuple(target), target_shape=tuple(target))


def _rescaling(name: str, config: dict[str, Any], shape: Shape, weights: Weights) -> Layer:
    scale = np.float32(_number(name, "the scale", config.get("scale")))
    offset = np.float32(_number(name, "the offset", config.get("offset", 0.0)))
    options = {"scale": float(scale), "offset": float(offset)}
    return Layer(name, "Rescaling", shape, lambda x: x * scale + offset, options=options)


def _batch_normalization(
    name: str, config: dict[str, Any], shape: Shape, weights: Weights
) -> Layer:
    axis = config.get("axis", -1)
    if isinstance(axis, list) and len(axis) == 1:  # as Keras 2 writes it
        (axis,) = axis
    if axis not in (-1, len(shape)) or not shape:
        raise LayerError(f"layer {told(name)} normalises another axis than the last")
    if config.get("renorm"):
        raise LayerError(f"layer {told(name)} renormalises by batch, which is not read")
    epsilon = np.float32(_epsilon(name, config))
    width, options = shape[-1:], _scale_and_centre(config, epsilon)
    stored = [weights(index, width) for index in range(options["scale"] + options["center"] + 2)]
    mean, variance = stored[-2:]
    if variance.min(initial=0) < 0:
        raise LayerError(f"layer {told(name)} has a negative variance")
    gamma = stored[0] if options["scale"] else np.ones(width, np.float32)
    beta = stored[-3] if options["center"] else np.zeros(width, np.float32)
    scale = gamma / np.sqrt(variance + epsilon)
    offset = beta - mean * scale
    return Layer(
        name,
        "BatchNormalization",
        shape,
        lambda x: x * scale + offset,
        options=options,
        weights=tuple(stored),
    )


def _scale_and_centre(config: dict[str, Any], epsilon: np.float32) -> dict[str, Any]:
    return {
        "epsilon": float(epsilon),
        "scale": bool(config.get("scale", True)),
        "center": bool(config.get("center", True)),
    }


def _layer_normalization(
    name: str, config: dict[str, Any], shape: Shape, weights: Weights
) -> Layer:
    if config.get("rms_scaling"):
        raise LayerError(f"layer {told(name)} scales by root mean square, which is not read")
    given = config.get("axis", -1)
    listed = given if isinstance(given, list) else [given]
    axes = sorted(
        {axis + len(shape) + 1 if axis < 0 else axis for axis in listed if type(axis) is int}
    )
    if not axes or len(axes) != len(listed) or any(not 1 <= axis <= len(shape) for axis in axes):
        raise LayerError(f"layer {told(name)} normalises the axis {told(given)}, which it has not")
    epsilon = np.float32(_epsilon(name, config))
    sizes = tuple(shape[axis - 1] for axis in axes)
    spread = tuple(size if axis in axes else 1 for axis, size in enumerate(shape, 1))
    options = _scale_and_centre(config, epsilon) | {"axis": axes}
    stored = [weights(index, sizes) for index in range(options["scale"] + options["center"])]
    gamma = stored[0] if options["scale"] else np.ones(sizes, np.float32)
    beta = stored[-1] if options["center"] else np.zeros(sizes, np.float32)
    scale, offset = gamma.reshape(spread), beta.reshape(spread)
    along = tuple(axes)

    def layer_normalization(x: Array) -> Array:
        centred = x - x.mean(axis=along, keepdims=True)
        variance = np.square(centred).mean(axis=along, keepdims=True)
        return np.asarray(centred / np.sqrt(variance + epsilon) * scale + offset, np.float32)

    return Layer(
        name,
        "LayerNormalization",
        shape,
        layer_normalization,
        options=options,
        weights=tuple(stored),
    )


_BUILDERS: dict[str, Callable[[str, dict[str, Any], Shape, Weights], Layer]] = {
    "Dense": _dense,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Rescaling": _rescaling,
    "Activation": _activation_layer,
    "BatchNormalization": _batch_normalization,
    "LayerNormalization": _layer_normalization,
}
