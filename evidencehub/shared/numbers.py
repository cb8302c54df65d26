"""One reading of numbers that people type, for every form, import and command.

A number is read as it was meant, or refused with a way out.

"0,35" is no 35, and "1,250" no 1.25: a comma stands between groups of three figures and nowhere else.
"""

import math
import re
import sys

LARGEST = 1_000_000_000  # databases and sums hold it, and nothing that is counted here comes near
MINUS = "\u2212\u2010\u2011\u2012\u2013\u2014\ufe58\ufe63\uff0d"  # where keyboards have a hyphen
_SPACES = "\u00a0\u202f\u2009\u2007"
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(\.\d+)?|[+-]?[1-9]\d{0,2}(?: \d{3})+(\.\d+)?", re.ASCII)
_CELL = re.compile(r"-?\d{1,15}(\.\d{1,20})?", re.ASCII)
_IN = re.compile(r"(\d{1,9}) (?:in|out of|of) (\d{1,9})", re.ASCII | re.IGNORECASE)
_STROKE = re.compile(r"\d+\s*/\s*\d+", re.ASCII)
_P = re.compile(r"(?:p|P)?\s*(<=|>=|[<>\u2264\u2265\u226a=])?\s*(.+)")
_DECIMAL_COMMA = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[. ]\d{3})+),(\d+)", re.ASCII)
_BOUND = re.compile(r"(p\s*)?[<>\u2264\u2265=~]")


class NotOneNumber(ValueError):
    """What was typed is not one number; the message says what to type, and follows "Effect: " well."""


class TooLarge(NotOneNumber):
    """It is a number, and beyond what can be kept."""


def read_number(
    typed: str, *, before: str = "", example: str = "12 or 0.5", largest: float = LARGEST
) -> float:  # fmt: skip
    """The number that somebody typed.

    :param before: a sign that may stand before it, such as "£".
    :param example: what the message shows of a number that fits.
    :param largest: beyond it a number is refused; tables of other people's sums may hold more than forms do.
    :raises NotOneNumber: it is none, or more than one reading is possible.
    """
    text = _with_plain_signs(typed).removeprefix(before).strip() if before else _with_plain_signs(typed)
    if _GROUPS.fullmatch(text):
        text = text.replace(",", "").replace(" ", "")
    elif comma := _DECIMAL_COMMA.fullmatch(text):
        sign, whole, rest = comma.groups()
        raise NotOneNumber(f"use a point for decimals, such as {sign}{re.sub('[. ]', '', whole)}.{rest}")
    elif parts := _IN.fullmatch(text):
        raise NotOneNumber(_share_of(int(parts[1]), int(parts[2])))
    elif _STROKE.fullmatch(text):
        raise NotOneNumber("write one number: this is two, with a stroke between")
    elif _BOUND.match(text):
        raise NotOneNumber("write one number in figures, or leave it empty where the report gives only a limit")
    if not _PLAIN.fullmatch(text):
        if text[-1:] == "%" or text[:1] in {"£", "$", "€"}:
            raise NotOneNumber(f"write the number without {text[-1] if text[-1] == '%' else text[0]}")
        raise NotOneNumber(f"write one number in figures, such as {example}")
    value = float(text)
    if not math.isfinite(value) or abs(value) > largest:
        raise TooLarge("this number is too large")
    return value


def read_cell(text: str, *, largest: float = sys.float_info.max) -> float:
    """A cell of a table that was exported: the same reading, and at once where the cell is as plain as nearly all are.

    :param text: without spaces around it.
    :raises NotOneNumber: as :func:`read_number`.
    """
    return float(text) if _CELL.fullmatch(text) else read_number(text, largest=largest)


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


def read_p(typed: str) -> tuple[str, float]:
    """A p-value: "0.03" and "p = .03" are ("", 0.03), "p < .001" is ("<", 0.001), a limit and no value.

    :raises NotOneNumber: as :func:`read_number`, or it is none from 0 to 1.
    """
    text = _with_plain_signs(typed)
    if re.fullmatch(r"n\.? ?s\.?|not significant", text, re.IGNORECASE):
        raise NotOneNumber("“not significant” is no number: write the limit that the report used, such as > 0.05")
    found = _P.fullmatch(text)
    value = read_number(found[2] if found else text, example="0.03 or < 0.001")
    if not 0 <= value <= 1:
        raise NotOneNumber("write a number from 0 to 1, such as 0.03 or < 0.001")
    relation = (found[1] or "") if found else ""
    return {"\u2264": "<", "<=": "<", "\u226a": "<", "\u2265": ">", ">=": ">", "=": ""}.get(relation, relation), value


def read_percentage(typed: str) -> float:
    """A percentage: "88.2" and "88.2%" are both 88.2. :raises NotOneNumber: as :func:`read_number`."""
    return read_number(without_percent(typed)[0], example="88.2")


def _share_of(part: int, whole: int) -> str:
    if not whole:
        return "write one number in figures"
    return f"write one number: {part} in {whole} is {100 * part / whole:.4g} in 100, or {part / whole:.4g}"


def _with_plain_signs(typed: str) -> str:
    text = typed.translate(dict.fromkeys(map(ord, _SPACES), " ")).strip()
    return re.sub(rf"^[-{MINUS}]\s*", "-", text)
