"""A report as one HTML page that needs nothing beside it: charts as SVG, pictures within.

Names and recipes come from files that anybody may have made: all text is escaped, and the page
itself forbids every script but its own and everything from elsewhere.
"""

import base64
import hashlib
import json
from html import escape

import numpy as np

from digitpad import __version__
from digitpad.png import png
from digitpad.report import sections
from digitpad.report.measure import CELL_PICTURES, Numbers, Report, pictures_to_show
from digitpad.report.pictures import COLUMNS, data_uri, sheet
from digitpad.resources import asset, in_words

#: The sheet of pictures is no larger: where it would be, cells show fewer.
MOST_BYTES = 1_700_000


def page(report: Report) -> str:
    """Return a report as HTML."""
    most, numbers, picture_sheet = _pictures(report)
    script = asset("report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
        f"form-action 'none'; script-src 'sha256-{digest}'"
    )
    heading = f"{' and '.join(in_words(reader.name) for reader in report.readers)} on {report.data}"
    parts = [
        sections.headline(report),
        sections.confusion(report, most),
        sections.wrong(report, numbers),
        sections.differences(report, numbers),
        sections.per_digit(report),
        sections.reliability(report),
        sections.robustness(report),
    ]
    data = {
        "columns": COLUMNS,
        "cells": [sections.cells(reader, numbers, most) for reader in report.readers],
    }
    # In a script no "<" may stand, or a name could end it.
    table = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(heading)}</title>
<style>{asset("report.css").read_text(encoding="utf-8")}
.picture {{ background-image: url({data_uri(picture_sheet)}); }}</style>
</head>
<body>
<main>
<header>
<h1>{escape(heading)}</h1>
<p class="hint">{report.count:,} pictures of digits, and what {_each(report)} read in them.</p>
</header>
{"".join(parts)}
<footer>Made by Digitpad {escape(__version__)}. This page holds all that it shows: nothing is
fetched, and nothing is sent.</footer>
</main>
<script type="application/json" id="report">{table}</script>
<script>{script}</script>
</body>
</html>
"""


def _pictures(report: Report) -> tuple[int, Numbers, bytes]:
    """Return how many pictures a cell shows at most, which ones all show, and their sheet."""
    most = CELL_PICTURES
    while True:
        numbers = pictures_to_show([reader.evaluation for reader in report.readers], most)
        kept = report.pictures[np.searchsorted(report.numbers, numbers)]
        data = png(sheet(kept))
        if len(data) <= MOST_BYTES or most == 1:
            return most, numbers, data
        most //= 2


def _each(report: Report) -> str:
    return "one network" if len(report.readers) == 1 else "each of two networks"
