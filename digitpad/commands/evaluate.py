"""``digitpad evaluate``: accuracy, calibration and confusion of a network, on MNIST or ink."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from digitpad.commands.common import open_network
from digitpad.data.mnist import load_mnist
from digitpad.evaluation import Evaluation, auroc, evaluate, probabilities
from digitpad.ink import BadLine, InkError, read_ndjson
from digitpad.problem import Problem, complain
from digitpad.provenance import provenance
from digitpad.raster import rasterize
from digitpad.resources import bundled_network


def run(options: argparse.Namespace) -> int:
    """Print the figures of a network on labelled digits."""
    network, code = open_network(options.network), 0
    others = None
    if options.non_digits is not None:
        pictures, _, problems = _ink_pictures(options.non_digits, labelled=False)
        for problem in problems:
            code = complain(problem)
        if not len(pictures):
            raise Problem(f"{options.non_digits} holds no drawing")
        others = probabilities(network, pictures).max(axis=1)
    if options.data == "mnist":
        mnist = load_mnist()
        evaluation = evaluate(network, mnist.x_test, mnist.y_test)
    else:
        images, labels, problems = _ink_pictures(Path(options.data), labelled=True)
        for problem in problems:
            code = complain(problem)
        if not labels and problems:
            return code
        if not labels:
            raise Problem(f"{options.data} holds no drawing with a digit as its word")
        evaluation = evaluate(network, images, labels)
    made = provenance(network.info)
    figures = {
        "network": made._asdict() | {"weights": network.parameters},
        **evaluation.to_dict(),
    }
    if others is not None:
        told = auroc(evaluation.confidences, others)
        figures["non_digits"] = {"count": len(others), "auroc": told}
    if options.json:
        print(json.dumps(figures))
        return code
    named = (options.network or bundled_network()).name
    print(", ".join(filter(None, [named, f"{network.parameters:,} weights", str(made)])))
    _print_evaluation(evaluation)
    if others is not None:
        print(f"\ntold from {len(others):,} drawings of something else: AUROC {told:.4f}")
    return code


def _ink_pictures(path: Path, *, labelled: bool) -> tuple[Any, list[int], list[str]]:
    """Return the pictures of an NDJSON file of digits, or of what is none, labels and problems."""
    images, labels, problems = [], [], []
    try:
        for drawing in read_ndjson(path):
            if isinstance(drawing, BadLine):
                problems.append(drawing.message)
            elif labelled and drawing.label is None:
                problems.append(f'{path}, {drawing.key_id}: its word is not a digit "0" to "9"')
            elif drawing.label is not None and not labelled:
                problems.append(f"{path}, {drawing.key_id}: its word says that it is a digit")
            else:
                images.append(rasterize(drawing))
                if drawing.label is not None:
                    labels.append(drawing.label)
    except InkError as error:
        raise Problem(error) from None
    return np.array(images), labels, problems


def _print_evaluation(evaluation: Evaluation) -> None:
    wrong = evaluation.count - round(evaluation.accuracy * evaluation.count)
    print(f"{evaluation.count:,} digits, {wrong:,} wrong")
    print(
        f"accuracy {evaluation.accuracy:.2%}, loss {evaluation.loss:.4f}, "
        f"calibration error {evaluation.calibration_error:.2%}\n"
    )
    print(
        "digit   count  recall  precision   read as 0    1    2    3    4    5    6    7    8    9"
    )
    for row in evaluation.per_digit():
        shares = (
            "-" if row[name] is None else f"{row[name]:.1%}" for name in ("recall", "precision")
        )
        recall, precision = shares
        answers = "".join(f"{n or '.':>5}" for n in evaluation.confusion[row["digit"]].tolist())
        print(f"{row['digit']:>5}{row['count']:>8,}{recall:>8}{precision:>11}        {answers}")
