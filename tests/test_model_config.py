"""digitpad.model_config: what a model says of its layers is one chain, or refused in a sentence."""

from typing import Any

import pytest

from digitpad.layers import LayerError
from digitpad.model_config import chain, json_object


def layer(kind: str, **options: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": options}


def sequential(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"class_name": "Sequential", "config": {"layers": list(layers), **more}}


DENSE = layer("Dense", name="dense", units=10)


@pytest.mark.parametrize(
    "config",
    [
        sequential(layer("InputLayer", batch_shape=[None, 784]), DENSE),
        sequential(layer("InputLayer", batch_input_shape=[None, 784]), DENSE),
        sequential(layer("Dense", name="dense", units=10, batch_input_shape=[None, 784])),
        sequential(DENSE, build_input_shape=[None, 784]),
        {
            "class_name": "Sequential",
            "config": [layer("Dense", name="dense", units=10, batch_input_shape=[None, 784])],
        },
    ],
)
def test_the_inputs_shape_is_found_wherever_keras_has_put_it(config: dict[str, Any]) -> None:
    layers, shape = chain(config)
    assert [(kind, name) for kind, name, _ in layers] == [("Dense", "dense")]
    assert shape == (784,)


@pytest.mark.parametrize(
    ("config", "wrong"),
    [
        ({}, "not a Sequential"),
        (sequential(), "shape of its input"),
        (sequential(DENSE), "shape of its input"),
        (sequential(DENSE, build_input_shape=[None, None]), "shape of its input"),
        (sequential(DENSE, build_input_shape=[None, 784.0]), "shape of its input"),
        (sequential(layer("InputLayer", batch_shape=3), DENSE), "shape of its input"),
        ({"class_name": "Sequential", "config": [3]}, "lists no layers"),
        ({"class_name": "Functional", "config": {"layers": []}}, "not one chain"),
        (sequential({"class_name": 3, "config": {}}), "without a kind"),
    ],
)
def test_what_is_no_model_is_refused(config: dict[str, Any], wrong: str) -> None:
    with pytest.raises(LayerError, match=wrong):
        chain(config)


def test_what_is_no_json_object_is_refused_by_its_name() -> None:
    assert json_object(b'{"a": 1}', "config.json") == {"a": 1}
    for data in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(LayerError, match=r"its config\.json is not"):
            json_object(data, "config.json")
