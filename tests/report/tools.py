"""Two networks, one of them bad, and a part of MNIST to measure them on."""

from dataclasses import replace

from digitpad.data.mnist import load_mnist
from digitpad.data.sets import DataSet
from digitpad.layers import Layer
from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network

NETWORK = DenseNetwork.open(bundled_network())
#: The bundled one, but it sees everything upside down.
WORSE = replace(
    NETWORK,
    layers=(Layer("turned", "Reshape", (784,), lambda x: x[:, ::-1]), *NETWORK.layers),
    info={},
)


def some_mnist(count: int) -> DataSet:
    """Return the first of MNIST's test images."""
    mnist = load_mnist()
    return DataSet("some of MNIST", mnist.x_test[:count], mnist.y_test[:count], [])
