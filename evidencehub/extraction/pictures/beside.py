"""What a camera or a program wrote into a picture's file beside it, as far as it is Exif: CIPA DC-008-2019."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from PIL import ExifTags, Image

from evidencehub.extraction.reading import scrub

_EXIF, _GPS = ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo
_BASE, _PLACE = ExifTags.Base, ExifTags.GPS
_AUTHORS = (_BASE.Artist, _BASE.CameraOwnerName, _BASE.XPAuthor, _BASE.Copyright)
_TIMES = (_BASE.DateTimeOriginal, _BASE.DateTimeDigitized, _BASE.DateTime)
_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d)")


def said_beside(picture: Image.Image) -> Iterator[str]:
    """Place, time, camera and author in words; whatever cannot be read is as if it were not there."""
    try:
        main = picture.getexif()
        inner, place = main.get_ifd(_EXIF), main.get_ifd(_GPS)
    except Exception:  # damaged in any of a hundred ways, and of no use to anybody then
        return
    said = {**main, **inner}
    if where := _where(place):
        yield f"Place: {where}"
    if when := next((found for tag in _TIMES if (found := _TIME.match(_text(said.get(tag))))), None):
        yield f"Time: {when[1]}-{when[2]}-{when[3]} {when[4]}"
    if camera := _camera(_text(said.get(_BASE.Make)), _text(said.get(_BASE.Model))):
        yield f"Camera: {camera}"
    for author in dict.fromkeys(filter(None, (_text(said.get(tag)) for tag in _AUTHORS))):
        yield f"Author: {author}"


def _camera(maker: str, model: str) -> str:
    """Most makers stand before their models too: Canon and Canon EOS."""
    is_said_twice = bool(maker) and model.casefold().startswith(maker.split(maxsplit=1)[0].casefold())
    return model if is_said_twice else f"{maker} {model}".strip()


def _text(value: Any) -> str:
    if isinstance(value, bytes):  # as Windows writes it
        value = value.decode("utf-16-le", errors="ignore")
    return " ".join(scrub(value).split()) if isinstance(value, str) else ""


def _where(place: Any) -> str:
    with suppress(TypeError, ValueError, ZeroDivisionError, IndexError, KeyError):
        north = _degrees(place[_PLACE.GPSLatitude], place.get(_PLACE.GPSLatitudeRef), "S")
        east = _degrees(place[_PLACE.GPSLongitude], place.get(_PLACE.GPSLongitudeRef), "W")
        if abs(north) <= 90 and abs(east) <= 180 and (north or east):  # a camera that does not know writes zeros
            return f"{north:.4f}, {east:.4f}"
    return ""


def _degrees(parts: Any, side: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    whole = degrees + minutes / 60 + seconds / 3600
    return -whole if _side(side) == negative else whole


def _side(side: Any) -> str:
    return (side.decode("ascii", errors="ignore") if isinstance(side, bytes) else str(side))[:1].upper()
