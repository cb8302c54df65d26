"""One reading of numbers that people type, for every form: a number is read as it was meant, or refused with a way out.

"0,35" is no 35, and "1,250" no 1.25: a comma stands between groups of three figures and nowhere else.
"""

import math
import re

LARGEST = 1_000_000_000  # databases and sums hold it, and nothing that is counted here comes near
MINUS = "\u2212\u2013\u2010\u2011\ufe63\uff0d"  # signs that documents use where keyboards have a hyphen
_SPACES = "\u00a0\u202f\u2009\u2007"
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(\.\d+)?|[+-]?[1-9]\d{0,2}(?: \d{3})+(\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[. ]\d{3})+),(\d+)", re.ASCII)
_BOUND = re.compile(r"(p\s*)?[<>\u2264\u2265=~]")


class NotOneNumber(ValueError):
    """What was typed is not one number; the message says what to type, and follows "Effect: " well."""


def read_number(typed: str, *, before: str = "", example: str = "12 or 0.5") -> float:
    """The number that somebody typed.

    :param before: a sign that may stand before it, such as "£".
    :param example: what the message shows of a number that fits.
    :raises NotOneNumber: it is none, or more than one reading is possible.
    """
    text = _with_plain_signs(typed).removeprefix(before).strip() if before else _with_plain_signs(typed)
    if _GROUPS.fullmatch(text):
        text = text.replace(",", "").replace(" ", "")
    elif comma := _DECIMAL_COMMA.fullmatch(text):
        sign, whole, rest = comma.groups()
        raise NotOneNumber(f"use a point for decimals, such as {sign}{re.sub('[. ]', '', whole)}.{rest}")
    elif _BOUND.match(text):
        raise NotOneNumber("write one number in figures, or leave it empty where the report gives only a limit")
    if not _PLAIN.fullmatch(text):
        raise NotOneNumber(f"write one number in figures, such as {example}")
    value = float(text)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise NotOneNumber("this number is too large")
    return value


def read_share(typed: str) -> float:
    """A share from 0 to 1: "12%" is 0.12. :raises NotOneNumber: as :func:`read_number`, or it is none from 0 to 1."""
    plain, is_percent = without_percent(typed)
    try:
        value = read_number(plain)
    except NotOneNumber as error:
        raise NotOneNumber(f"{error}{'%' if is_percent and 'point' in str(error) else ''}") from None
    share = value / 100 if is_percent else value
    if not 0 <= share <= 1:
        raise NotOneNumber("write a share from 0% to 100%, so 12% is 0.12")
    return share


def without_percent(typed: str) -> tuple[str, bool]:
    """What stands before "%" or "percent", and whether one of them stood there."""
    text = _with_plain_signs(typed)
    plain = re.sub(r"\s*(%|per ?cent)$", "", text, flags=re.IGNORECASE)
    return plain, plain != text


def _with_plain_signs(typed: str) -> str:
    text = typed.translate(dict.fromkeys(map(ord, _SPACES), " ")).strip()
    return re.sub(rf"^[{MINUS}]\s*", "-", text)
