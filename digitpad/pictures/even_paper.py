"""Ink on paper of one colour, as in most data sets: found quickly, since there are thousands.

There are no shadows and no lines on such paper; to look for those would take long.
"""

import numpy as np

from digitpad.pictures.decode import Gray
from digitpad.pictures.normalise import box_of
from digitpad.pictures.paper import FLOOR, Ink

#: How far a pixel may be from its paper, of 255, where that is of one colour, and most are.
EVEN, MOST = 8, 0.9
#: Pixels that are enough for a digit of 20: what is larger is made smaller.
ENOUGH = 128


def ink_on_even_paper(gray: Gray, light: bool | None) -> Ink | None:
    """Return the ink of a picture whose paper is of one colour, None where it is not.

    ``gray``: its brightness. ``light``: whether the ink is lighter than the paper, if that is
    known. The ink is float32 in 0..1 of its part of the picture, perhaps made smaller.
    """
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]]).astype(np.int16)
    paper = int(np.median(border))
    if float((np.abs(border - paper) > EVEN).mean()) > 1 - MOST:
        return None
    off = gray.astype(np.int16) - paper
    off = np.abs(off) if light is None else off.clip(0) if light else (-off).clip(0)
    if not (off > EVEN).any():
        return None
    left, top, width, height = box_of(off > EVEN)
    block = -(-max(width, height) // ENOUGH)
    margin = 2 * block + max(width, height) // 6  # strokes may become thicker
    down, across = (2 * margin + side + -(2 * margin + side) % block for side in (height, width))
    ink = np.zeros((down, across), np.float32)
    ink[margin : margin + height, margin : margin + width] = off[
        top : top + height, left : left + width
    ]
    blocks = ink.reshape(down // block, block, across // block, block)
    ink = np.asarray(blocks.mean(axis=(1, 3)), np.float32)
    ink /= ink.max()
    ink[ink < FLOOR] = 0
    return ink
