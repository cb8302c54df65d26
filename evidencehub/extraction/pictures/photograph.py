"""Whether a picture is likely a photograph, from how its colours lie; a chart, a logo and a page of letters are not.

The commonest colour is taken for paper. What is left of a photograph has many shades, is seldom even, and holds
together; what is left of a page of letters is thin, and of a chart even. The bounds are those between 39 photographs
and 224 charts, drawings and pages, printed and scanned (decision 0140).
"""

from typing import Any

import numpy as np
from PIL import Image

SMALLEST = 64  # dots a side; smaller ones are bullets and lines
_LOOKED_AT = 256  # dots of the longer side
_PAPER = 24  # how far shades of paper lie apart, of 256
_FEWEST_SHADES, _FEWEST_SHADES_OF_ALL = 5.5, 5.9  # bits
_EVEN = 0.73  # of neighbours that differ by one shade at most
_LEAST_PICTURE, _HOLDS_TOGETHER = 0.25, 0.82  # of all dots; of the dots that are no paper
_MOST_PAPER, _SHARP, _MOST_SHARP = 0.6, 40, 0.25


def is_photograph(picture: Image.Image) -> bool:
    """:raises OSError: it is damaged."""
    dots = _small(picture)
    light = dots @ np.array([299, 587, 114]) // 1000
    paper = _paper(dots)
    even_across, even_down = (np.abs(np.diff(light, axis=axis)) <= 1 for axis in (1, 0))
    inked = ~paper
    if inked.mean() >= _LEAST_PICTURE and _together(inked) >= _HOLDS_TOGETHER:
        across, down = inked[:, 1:] & inked[:, :-1], inked[1:] & inked[:-1]
        even = (even_across[across].mean() + even_down[down].mean()) / 2
        if _shades(light[inked]) >= _FEWEST_SHADES and even <= _EVEN:
            return True
    even = (even_across.mean() + even_down.mean()) / 2
    sharp = (np.abs(np.diff(light, axis=1)) > _SHARP).mean()
    is_full = paper.mean() <= _MOST_PAPER and sharp <= _MOST_SHARP
    return bool(is_full and _shades(light) >= _FEWEST_SHADES_OF_ALL and even <= _EVEN)


def _small(picture: Image.Image) -> Any:
    """Its dots, of 256 shades of three colours, on white where it lets the paper through."""
    picture.draft("RGB", (2 * _LOOKED_AT, 2 * _LOOKED_AT))  # a JPEG is unpacked no larger than that
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    picture = picture.convert("RGB")
    return np.asarray(picture.reduce(max(1, max(picture.size) // _LOOKED_AT))).astype(np.int64)


def _paper(dots: Any) -> Any:
    rough = dots >> 4
    code = rough[..., 0] << 8 | rough[..., 1] << 4 | rough[..., 2]
    commonest = dots[code == np.bincount(code.ravel()).argmax()].mean(axis=0)
    return np.abs(dots - commonest).max(axis=-1) <= _PAPER


def _together(inked: Any) -> float:
    """The share of them with four neighbours of their own."""
    inner = inked[1:-1, 1:-1]
    around = inked[:-2, 1:-1] & inked[2:, 1:-1] & inked[1:-1, :-2] & inked[1:-1, 2:]
    return float((inner & around).sum() / max(1, inner.sum()))


def _shades(light: Any) -> float:
    counts = np.bincount(light.ravel(), minlength=256)
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())
