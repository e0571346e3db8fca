"""A report as JSON for whoever wants the numbers, and as a folder for the window to open."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from digitpad.data.perturb import PERTURBATIONS
from digitpad.evaluation import Evaluation
from digitpad.provenance import Provenance
from digitpad.report.measure import NonDigits, Reader, Report

#: What is kept in a report's folder: to be opened again, and to be given away.
ABOUT, ARRAYS = "about.json", "arrays.npz"
PAGE, FIGURES = "report.html", "report.json"


def report_to_dict(report: Report) -> dict[str, Any]:
    """Return all figures as JSON takes them; pictures by their number in the data set, from 0."""
    compared = report.comparison()
    return {
        "data": report.data,
        "count": report.count,
        "networks": [
            reader_to_dict(reader, report) | {"wrong": _wrong(reader.evaluation)}
            for reader in report.readers
        ],
        "comparison": None if compared is None else compared._asdict(),
    }


def reader_to_dict(reader: Reader, report: Report) -> dict[str, Any]:
    """Return the figures of one network as JSON takes them."""
    figures: dict[str, Any] = {
        "name": reader.name,
        "network": reader.made._asdict() | {"weights": reader.weights},
        **reader.evaluation.to_dict(),
    }
    if reader.robustness:
        figures["robustness"] = robustness_to_dict(reader, report)
    if reader.non_digits is not None:
        figures["non_digits"] = asdict(reader.non_digits)
    return figures


def _wrong(evaluation: Evaluation) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "digit": int(evaluation.truth[number]),
            "answer": int(evaluation.answers[number]),
            "confidence": round(float(evaluation.confidences[number]), 7),
        }
        for number in evaluation.wrong().tolist()
    ]


def robustness_to_dict(reader: Reader, report: Report) -> dict[str, Any]:
    """Return the accuracy at each amount of each perturbation, and how many pictures it is of."""
    return {"count": report.harder_count} | {
        kind: {
            "unit": PERTURBATIONS[kind].unit,
            "amounts": list(PERTURBATIONS[kind].amounts),
            "accuracy": accuracies,
        }
        for kind, accuracies in reader.robustness.items()
    }


def keep(report: Report, folder: Path) -> None:
    """Write a report into a folder, numbers in arrays and words in JSON. Raises OSError."""
    arrays: dict[str, Any] = {"numbers": report.numbers, "pictures": report.pictures}
    readers = []
    for index, reader in enumerate(report.readers):
        evaluation = reader.evaluation
        arrays["truth"] = evaluation.truth.astype(np.uint8)
        arrays[f"answers_{index}"] = evaluation.answers.astype(np.uint8)
        arrays[f"confidences_{index}"] = evaluation.confidences
        readers.append(
            {
                "name": reader.name,
                "made": list(reader.made),
                "weights": reader.weights,
                "loss": evaluation.loss,
                "robustness": reader.robustness,
                "non_digits": reader.non_digits and asdict(reader.non_digits),
            }
        )
    with (folder / ARRAYS).open("wb") as file:
        np.savez(file, **arrays)
    about = {"data": report.data, "harder_count": report.harder_count, "readers": readers}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def open_kept(folder: Path) -> Report:
    """Return the report of a folder. Raises OSError, or ValueError or KeyError if it is none."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    with np.load(folder / ARRAYS, allow_pickle=False) as file:
        arrays = dict(file)
    truth = arrays["truth"].astype(np.int64)
    readers = tuple(
        Reader(
            told["name"],
            Provenance(*told["made"]),
            told["weights"],
            Evaluation(
                truth,
                arrays[f"answers_{index}"].astype(np.int64),
                arrays[f"confidences_{index}"],
                told["loss"],
            ),
            told["robustness"],
            NonDigits(**told["non_digits"]) if told["non_digits"] else None,
        )
        for index, told in enumerate(about["readers"])
    )
    return Report(
        about["data"], about["harder_count"], readers, arrays["numbers"], arrays["pictures"]
    )
