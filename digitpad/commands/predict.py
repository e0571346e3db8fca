"""``digitpad predict``: read pictures of digits, and ink in NDJSON files."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from digitpad.commands.common import native_messages_hidden, open_network
from digitpad.ink import INK_SUFFIXES, BadLine, InkError, read_ndjson
from digitpad.network import DenseNetwork, Reading
from digitpad.pictures.decode import PictureError
from digitpad.pictures.single import read_picture
from digitpad.problem import complain, printable
from digitpad.raster import rasterize


def run(options: argparse.Namespace) -> int:
    """Print what the network reads in each picture and drawing."""
    network, code = open_network(options.network), 0
    for source, result in _readings([Path(file) for file in options.files], network):
        if isinstance(result, str):
            code = complain(result)
        elif options.json:
            probabilities = [round(float(p), 7) for p in result.probabilities]
            said = {"source": source, "digit": result.digit, "sure": result.sure}
            print(json.dumps(said | {"probabilities": probabilities}), flush=True)
        else:
            doubt = "" if result.sure else "  (not sure)"
            print(
                f"{result.digit}  {result.confidence:7.2%}  {printable(source)}{doubt}", flush=True
            )
    return code


def _readings(files: list[Path], network: DenseNetwork) -> Iterator[tuple[str, Reading | str]]:
    """Yield (source, reading) of each picture and drawing, a sentence in place of a broken one."""
    for file in files:
        try:
            if file.suffix.lower() not in INK_SUFFIXES:
                with native_messages_hidden():  # decoders print what they think
                    picture = read_picture(file)
                yield str(file), network.read(picture)
                continue
            empty = True
            for drawing in read_ndjson(file):
                empty = False
                if isinstance(drawing, BadLine):
                    yield str(file), drawing.message
                else:
                    yield drawing.key_id, network.read(rasterize(drawing))
            if empty:
                yield str(file), f"{file} holds no drawing"
        except (InkError, PictureError) as error:
            yield str(file), str(error)
