"""The sections of the page, one function each; all of them return HTML."""

from collections.abc import Iterable
from html import escape

import numpy as np

from digitpad.data.perturb import PERTURBATIONS
from digitpad.evaluation import Evaluation
from digitpad.report.charts import Line, line_chart, reliability_chart, shades
from digitpad.report.measure import WRONG_PICTURES, Numbers, Reader, Report
from digitpad.report.pictures import COLUMNS

COLOURS = ("first", "second")  # the classes of the networks' colours


def _section(title: str, hint: str, body: str) -> str:
    return f'<section><h2>{title}</h2><p class="hint">{hint}</p>{body}</section>\n'


def _columns(report: Report, parts: Iterable[str], kind: str = "") -> str:
    """Return one part for each network, side by side, under its name if there are two."""
    two = len(report.readers) == 2
    columns = "".join(
        f'<div class="{colour}">{_name(reader, colour) if two else ""}{part}</div>'
        for reader, colour, part in zip(report.readers, COLOURS, parts, strict=False)
    )
    return f'<div class="columns {kind}{" two" if two else ""}">{columns}</div>'


def _name(reader: Reader, colour: str) -> str:
    return f'<h3><span class="chip {colour}"></span>{escape(reader.name)}</h3>'


def headline(report: Report) -> str:
    """Return the figures that matter most, and how the networks were made."""

    def facts(reader: Reader) -> str:
        evaluation, made = reader.evaluation, reader.made
        low, high = evaluation.interval
        wrong = evaluation.count - int(evaluation.right.sum())
        told = [
            ("95% interval", f"{low:.2%} to {high:.2%}"),
            ("Wrong", f"{wrong:,} of {evaluation.count:,}"),
            ("Loss", f"{evaluation.loss:.4f}"),
            ("Calibration error", f"{evaluation.calibration_error:.2%}"),
            ("Weights", f"{reader.weights:,}"),
            ("Recipe", made.recipe),
            ("Seed", made.seed),
            ("Trained on", made.trained),
        ]
        if reader.non_digits is not None:
            others = f"AUROC {reader.non_digits.auroc:.4f}, {reader.non_digits.count:,} drawings"
            told.insert(4, ("Told from what is no digit", others))
        rows = "".join(
            f"<dt>{term}</dt><dd>{escape(str(fact))}</dd>"
            for term, fact in told
            if fact is not None
        )
        return (
            f'<div class="facts"><div class="big">{evaluation.accuracy:.2%}</div>'
            f"<dl>{rows}</dl></div>"
        )

    compared = report.comparison()
    difference = "" if compared is None else f'<p class="difference">{escape(str(compared))}</p>'
    return _section(
        "Accuracy",
        "How many pictures are read right. Other pictures of the same kind would most likely give "
        "a figure within the interval (Wilson's, 95%). Loss is the mean cross-entropy, in nats.",
        _columns(report, map(facts, report.readers)) + difference,
    )


def confusion(report: Report, most: int) -> str:
    """Return the confusion matrix; each cell is a button."""

    def table(index: int, reader: Reader) -> str:
        confusion = reader.evaluation.confusion
        strength = shades(confusion)
        head = "".join(f'<th scope="col">{digit}</th>' for digit in range(10))
        rows = "".join(
            f'<tr><th scope="row">{digit}</th>'
            + "".join(
                _cell(digit, answer, int(confusion[digit, answer]), float(strength[digit, answer]))
                for answer in range(10)
            )
            + "</tr>"
            for digit in range(10)
        )
        return (
            '<div class="matrix"><div class="scroll"><table class="confusion" '
            f'data-network="{index}" data-behind="behind-{index}"><caption>read as →</caption>'
            f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
            f'<div class="behind" id="behind-{index}" aria-live="polite"><p class="hint">'
            "Click a cell: the pictures behind it come here.</p></div></div>"
        )

    return _section(
        "Confusion matrix",
        "Rows are the digits meant, columns the answers: right ones lie on the diagonal. Click a "
        f"cell to see its pictures, {most} at most: of those read wrong the surest first, of those "
        "read right the least sure.",
        _columns(report, (table(i, reader) for i, reader in enumerate(report.readers))),
    )


def _cell(digit: int, answer: int, count: int, share: float) -> str:
    if not count:
        return "<td>·</td>"
    right = ' class="right"' if digit == answer else ""
    return (
        f'<td{right}><button type="button" data-cell="{digit}{answer}" data-count="{count}" '
        f'style="--share:{share:.2f}" aria-pressed="false" '
        f'aria-label="{digit} read as {answer}: {count:,}">{count}</button></td>'
    )


def cells(reader: Reader, numbers: Numbers, most: int) -> dict[str, list[list[int]]]:
    """Return for each cell where on the sheet its pictures are, and each one's confidence in ‰."""
    evaluation = reader.evaluation
    cells = {}
    for digit, answer in np.argwhere(evaluation.confusion).tolist():
        some = evaluation.cell(digit, answer)[:most]
        places = np.searchsorted(numbers, some).tolist()
        shares = np.rint(1000 * evaluation.confidences[some]).astype(int).tolist()
        cells[f"{digit}{answer}"] = [list(each) for each in zip(places, shares, strict=True)]
    return cells


def wrong(report: Report, numbers: Numbers) -> str:
    """Return the pictures that were read wrong."""

    def gallery(reader: Reader) -> str:
        every = reader.evaluation.wrong()
        if not len(every):
            return '<p class="hint">None: every picture is read right.</p>'
        return _gallery(reader.evaluation, every, numbers)

    return _section(
        "The wrong ones",
        "What each picture was meant to be, what it was read as, and how sure the network was: the "
        "surest mistakes come first.",
        _columns(report, map(gallery, report.readers)),
    )


def differences(report: Report, numbers: Numbers) -> str:
    """Return the pictures that only one of two networks reads right; nothing for one network."""
    if report.comparison() is None:
        return ""
    first, second = (reader.evaluation for reader in report.readers)

    def gallery(one: Evaluation, other: Evaluation) -> str:
        every = one.alone(other)
        if not len(every):
            return '<p class="hint">None.</p>'
        return _gallery(other, every, numbers)

    return _section(
        "Where they differ",
        "Pictures that only this network reads right; under each what the other took it for, and "
        "how sure it was.",
        _columns(report, (gallery(first, second), gallery(second, first))),
    )


def _gallery(evaluation: Evaluation, every: Numbers, numbers: Numbers) -> str:
    """Return pictures with the answers of an evaluation, no more than are kept."""
    shown = every[:WRONG_PICTURES]
    figures = "".join(
        f'<figure title="Number {number} of the data set"><span class="picture" '
        f'style="--x:{place % COLUMNS};--y:{place // COLUMNS}"></span><figcaption>'
        f"<b>{evaluation.truth[number]}</b> as <b>{evaluation.answers[number]}</b><br>"
        f"{evaluation.confidences[number]:.1%}</figcaption></figure>"
        for number, place in zip(
            shown.tolist(), np.searchsorted(numbers, shown).tolist(), strict=True
        )
    )
    cut = f'<p class="hint">The {len(shown)} surest of {len(every):,}.</p>'
    return (
        cut if len(shown) < len(every) else ""
    ) + f'<div class="pictures tall" tabindex="0">{figures}</div>'


def per_digit(report: Report) -> str:
    """Return recall and precision of each digit."""
    two = len(report.readers) == 2
    groups = "".join(
        f'<th class="group" colspan="2"><span class="chip {colour}"></span>'
        f"{escape(reader.name)}</th>"
        for reader, colour in zip(report.readers, COLOURS, strict=False)
    )
    head = f"<tr><th></th><th></th>{groups}</tr>" if two else ""
    names = '<th scope="col">Recall</th><th scope="col">Precision</th>' * len(report.readers)
    tables = [reader.evaluation.per_digit() for reader in report.readers]
    rows = ""
    for digit in range(10):
        shares = "".join(
            f"<td>{'–' if share is None else f'{share:.2%}'}</td>"
            for table in tables
            for share in (table[digit]["recall"], table[digit]["precision"])
        )
        count = tables[0][digit]["count"]
        rows += f'<tr><th scope="row">{digit}</th><td>{count:,}</td>{shares}</tr>'
    return _section(
        "Digit by digit",
        "Recall: how many of a digit's pictures are read as that digit. Precision: how many of the "
        "pictures read as a digit are that digit.",
        f'<div class="scroll"><table class="digits"><thead>{head}<tr><th scope="col">Digit</th>'
        f'<th scope="col">Pictures</th>{names}</tr></thead><tbody>{rows}</tbody></table></div>',
    )


def reliability(report: Report) -> str:
    """Return the reliability diagram."""

    def chart(reader: Reader, colour: str) -> str:
        error = f"{reader.evaluation.calibration_error:.2%}"
        return (
            f"<p>Calibration error <b>{error}</b></p>{reliability_chart(reader.evaluation, colour)}"
        )

    charts = [chart(reader, kind) for reader, kind in zip(report.readers, COLOURS, strict=False)]
    return _section(
        "Does it know how sure it may be?",
        "Of the answers given with 80% confidence, 80% should be right: then each dot lies on the "
        "dashed line. The fine lines are 95% intervals: long ones stand for few pictures. The "
        "calibration error is the mean distance, over 15 bins.",
        _columns(report, charts, "reliability"),
    )


def robustness(report: Report) -> str:
    """Return accuracy over each amount of harm; nothing where it was not measured."""
    if not report.readers[0].robustness:
        return ""
    legend = ""
    if len(report.readers) == 2:
        legend = "".join(
            f'<span><i class="chip {colour}"></i>{escape(reader.name)}</span>'
            for reader, colour in zip(report.readers, COLOURS, strict=True)
        )
        legend = f'<p class="legend">{legend}</p>'
    charts, tables = "", ""
    for kind, perturbation in PERTURBATIONS.items():
        lines = [
            Line(reader.name, colour, reader.robustness[kind], report.harder_count)
            for reader, colour in zip(report.readers, COLOURS, strict=False)
        ]
        chart = line_chart(perturbation.title, perturbation.unit, perturbation.amounts, lines)
        charts += f"<div><h3>{perturbation.title}</h3>{chart}</div>"
        tables += _amounts(perturbation.title, perturbation.unit, perturbation.amounts, lines)
    return _section(
        "Harder pictures",
        f"Accuracy on {report.harder_count:,} of the pictures when each is turned, moved, made "
        "noisy, or drawn thinner or thicker by so much. The bands are 95% intervals.",
        f'{legend}<div class="charts">{charts}</div>'
        f"<details><summary>As numbers</summary>{tables}</details>",
    )


def _amounts(title: str, unit: str, amounts: Iterable[float], lines: list[Line]) -> str:
    head = "".join(f'<th scope="col">{amount:g}</th>' for amount in amounts)
    rows = "".join(
        f'<tr><th scope="row">{escape(line.name)}</th>'
        + "".join(f"<td>{share:.1%}</td>" for share in line.accuracies)
        + "</tr>"
        for line in lines
    )
    return (
        f'<h3>{title}, {unit}</h3><div class="scroll"><table class="numbers"><thead><tr><td></td>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
