"""Charts as SVG, for a page: lines over an amount, and the reliability diagram.

The page's style sheet gives the colours, by class, so that they follow light and dark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.evaluation import Evaluation, wilson

WIDTH, HEIGHT, SIDE = 460, 250, 330
LEFT, TOP, RIGHT, BOTTOM = 46, 12, 22, 42
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30)  # between two ticks, whichever gives few enough
MOST_TICKS = 9
FAINTEST, STRONGEST = 0.14, 0.5  # opacity of colours on which there is text


@dataclass(frozen=True)
class Line:
    """Accuracies, 0 to 1, each of ``count`` pictures. ``kind``: the class of its colour."""

    name: str
    kind: str
    accuracies: Sequence[float]
    count: int


def shades(confusion: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return how strong the colour of each cell of a confusion matrix is, float64 (10, 10).

    Errors are rare, so that their colours would all be one: the root tells them apart.
    """
    own = np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    return np.asarray(FAINTEST + (STRONGEST - FAINTEST) * np.sqrt(confusion / own))


class _Frame(NamedTuple):
    """Where numbers lie in a chart."""

    width: float
    height: float
    low: float
    high: float

    def x(self, value: float) -> float:
        inner = self.width - LEFT - RIGHT
        return round(LEFT + (value - self.low) / (self.high - self.low) * inner, 1)

    def y(self, share: float) -> float:
        return round(TOP + (1 - share) * (self.height - TOP - BOTTOM), 1)

    def drawn(self, label: str, parts: Iterable[str], title: str, percent: bool = False) -> str:
        """Return the whole chart, with axes under the parts."""
        axes, right, foot = "", self.width - RIGHT, self.height - BOTTOM
        for share in (0, 0.25, 0.5, 0.75, 1):
            y = self.y(share)
            axes += f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y}" y2="{y}"/>'
            axes += _text(LEFT - 7, y + 4, "end", f"{share:.0%}")
        for value in ticks(self.low, self.high):
            shown = f"{value:.0%}" if percent else f"{value:g}".replace("-", "−")
            axes += _text(self.x(value), foot + 17, "middle", shown)
        axes += _text((LEFT + right) / 2, self.height - 5, "middle", label)
        view = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        return f'<svg {view} role="img" aria-label="{escape(title)}">{axes}{"".join(parts)}</svg>'


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers from low to high, 0 among them, few enough to stand side by side."""
    step = next((s for s in STEPS if (high - low) / s < MOST_TICKS), high - low)
    first, last = round(low / step), round(high / step)
    return [round(number * step, 6) for number in range(first, last + 1)]


def line_chart(title: str, unit: str, amounts: Sequence[float], lines: Sequence[Line]) -> str:
    """Return accuracy over an amount, each line in the band of its 95 % intervals."""
    frame = _Frame(WIDTH, HEIGHT, amounts[0], amounts[-1])
    parts = []
    for line in lines:
        bands = [wilson(round(share * line.count), line.count) for share in line.accuracies]
        upper = [(frame.x(a), frame.y(band.high)) for a, band in zip(amounts, bands, strict=True)]
        lower = [(frame.x(a), frame.y(band.low)) for a, band in zip(amounts, bands, strict=True)]
        points = [(frame.x(a), frame.y(s)) for a, s in zip(amounts, line.accuracies, strict=True)]
        parts.append(f'<polygon class="band {line.kind}" points="{_path(upper + lower[::-1])}"/>')
        parts.append(f'<polyline class="line {line.kind}" points="{_path(points)}"/>')
        for (x, y), amount, share, band in zip(
            points, amounts, line.accuracies, bands, strict=True
        ):
            said = (
                f"{line.name}, {amount:g} {unit}: {share:.2%} ({band.low:.1%} to {band.high:.1%})"
            )
            parts.append(_dot(line.kind, x, y, 3, said))
    return frame.drawn(unit, parts, f"Accuracy against {title.lower()}")


def reliability_chart(evaluation: Evaluation, kind: str) -> str:
    """Return accuracy over confidence, bin by bin, beside the diagonal where both agree."""
    frame = _Frame(SIDE, SIDE, 0.0, 1.0)
    parts = []
    for each in evaluation.reliability:
        if each.confidence is None or each.accuracy is None:
            continue
        left, right = frame.x(each.low), frame.x(each.high)
        x, y, foot = frame.x(each.confidence), frame.y(each.accuracy), frame.y(0)
        low, high = wilson(round(each.accuracy * each.count), each.count)
        said = (
            f"{each.count:,} answers with a confidence of {each.low:.0%} to {each.high:.0%}: "
            f"{each.confidence:.1%} on average, {each.accuracy:.1%} of them right"
        )
        parts.append(
            f'<rect class="bar {kind}" x="{left + 1:g}" y="{y}" width="{right - left - 2:g}" '
            f'height="{foot - y:g}"><title>{escape(said)}</title></rect>'
            f'<line class="whisker" x1="{x}" x2="{x}" y1="{frame.y(low)}" y2="{frame.y(high)}"/>'
            f"{_dot(kind, x, y, 4, said)}"
        )
    ends = f'x1="{frame.x(0)}" y1="{frame.y(0)}" x2="{frame.x(1)}" y2="{frame.y(1)}"'
    parts.append(f'<line class="diagonal" {ends}/>')
    error = f"Reliability diagram; calibration error {evaluation.calibration_error:.2%}"
    return frame.drawn("confidence", parts, error, percent=True)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _dot(kind: str, x: float, y: float, radius: float, said: str) -> str:
    title = f"<title>{escape(said)}</title>"
    return f'<circle class="dot {kind}" cx="{x}" cy="{y}" r="{radius}">{title}</circle>'


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'
