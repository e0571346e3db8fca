"""``digitpad evaluate``: the figures of a network, or of two, on a data set; and their report."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from digitpad.commands.common import native_messages_hidden, open_network
from digitpad.commands.output import is_same, report_to_write, write_file
from digitpad.commands.progress import progress_bar
from digitpad.data.perturb import PERTURBATIONS
from digitpad.data.sets import DataSet, SetError, ink_set, open_set
from digitpad.evaluation import Evaluation, auroc, probabilities, reads_better_transposed
from digitpad.network import DenseNetwork
from digitpad.problem import BAD_INPUT, Problem, complain
from digitpad.report.files import reader_to_dict, report_to_dict
from digitpad.report.measure import (
    MOST_NETWORKS,
    NonDigits,
    Reader,
    Report,
    measure,
    network_names,
)
from digitpad.resources import bundled_network


def run(options: argparse.Namespace) -> int:
    """Print the figures of one or two networks on labelled digits, and write their report."""
    paths = options.network or [bundled_network()]
    if len(paths) > MOST_NETWORKS:
        raise Problem(f"{len(paths)} networks are given, but no more than two can be compared")
    out = options.report and report_to_write(options.report)
    if out and is_same(Path(options.data), out):
        raise Problem(f"{out} is what is read; name another file to write")
    networks = [open_network(path) for path in paths]
    others, problems = None, 0
    if options.non_digits is not None:
        others = _opened(lambda: ink_set(options.non_digits, labelled=False))
        problems += len(others.problems)
        if not len(others.images):
            raise Problem(f"{options.non_digits} holds no drawing")
    data = _opened(lambda: _open_set(options))
    if not len(data.images):
        if data.problems:
            return BAD_INPUT
        raise Problem(f"{options.data} holds no drawing with a digit as its word")
    problems += len(data.problems)
    if not options.transposed and reads_better_transposed(networks[0], data.images, data.labels):
        complain(
            f"{options.data} is read much better with rows and columns swapped, as EMNIST's are; "
            "try --transposed"
        )
    named = list(zip(network_names(paths), networks, strict=True))
    with progress_bar() as show:
        harder = options.robustness or out is not None
        report = measure(
            named, data, harder=harder, progress=lambda share: show(share, "measuring")
        )
    if others is not None:
        report = _with_non_digits(report, networks, others)
    if options.json:
        one = report.readers[0] if len(networks) == 1 else None
        print(json.dumps(reader_to_dict(one, report) if one else report_to_dict(report)))
    else:
        _print_report(report, paths)
    if out is not None:
        text = _text(report, out)
        write_file(out, lambda part: part.write_text(text, encoding="utf-8"), quiet=options.json)
    return BAD_INPUT if problems else 0


def _opened(open_it: Callable[[], DataSet]) -> DataSet:
    """Return a data set and say what of it cannot be used. Raises Problem."""
    try:
        data = open_it()
    except SetError as error:
        raise Problem(error) from None
    for problem in data.problems:
        complain(problem)
    return data


def _open_set(options: argparse.Namespace) -> DataSet:
    # The decoders of pictures print what they think.
    with progress_bar() as show, native_messages_hidden():
        return open_set(
            options.data,
            transposed=options.transposed,
            progress=lambda share: show(share, f"reading {Path(options.data).name}"),
        )


def _with_non_digits(report: Report, networks: list[DenseNetwork], others: DataSet) -> Report:
    readers = []
    for reader, network in zip(report.readers, networks, strict=True):
        said = probabilities(network, others.images).max(axis=1)
        told = NonDigits(len(said), auroc(reader.evaluation.confidences, said))
        readers.append(replace(reader, non_digits=told))
    return replace(report, readers=tuple(readers))


def _text(report: Report, out: Path) -> str:
    """Return a report as the file's name asks for it."""
    if out.suffix.lower() == ".json":
        return json.dumps(report_to_dict(report), indent=1) + "\n"
    from digitpad.report.page import page

    return page(report)


def _print_report(report: Report, paths: list[Path]) -> None:
    for index, (reader, path) in enumerate(zip(report.readers, paths, strict=True)):
        if index:
            print()
        weights = f"{reader.weights:,} weights"
        print(", ".join(filter(None, [path.name, weights, str(reader.made)])))
        _print_evaluation(reader.evaluation)
        _print_robustness(reader, report)
        if reader.non_digits is not None:
            told = reader.non_digits
            count = f"{told.count:,} drawings of something else"
            print(f"\ntold from {count}: AUROC {told.auroc:.4f}")
    compared = report.comparison()
    if compared is not None:
        print(f"\n{compared}")


def _print_evaluation(evaluation: Evaluation) -> None:
    wrong = evaluation.count - int(evaluation.right.sum())
    print(f"{_digits(evaluation.count)}, {wrong:,} wrong")
    low, high = evaluation.interval
    print(
        f"accuracy {evaluation.accuracy:.2%} (95% interval {low:.2%} to {high:.2%}), "
        f"loss {evaluation.loss:.4f}, calibration error {evaluation.calibration_error:.2%}\n"
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


def _digits(count: int) -> str:
    return "1 digit" if count == 1 else f"{count:,} digits"


def _print_robustness(reader: Reader, report: Report) -> None:
    for kind, accuracies in reader.robustness.items():
        perturbation = PERTURBATIONS[kind]
        print(f"\n{perturbation.title}, {perturbation.unit} ({_digits(report.harder_count)})")
        print("".join(f"{amount:>7g}" for amount in perturbation.amounts))
        print("".join(f"{accuracy:>7.1%}" for accuracy in accuracies))
