"""Slips that TOML's own messages do not name: what to do about them, said plainly."""

import re

_CURLY = "\u201c\u201d\u201e\u2018\u2019"
_PLACE = re.compile(r"at line (\d+), column (\d+)")


def advice(text: str, error: str) -> str:
    """What to do about a text that is no TOML; "" where its own message has to do.

    :param error: the message of ``tomllib``, with line and column.
    """
    found = _PLACE.search(error)
    if not found:
        return ""
    lines = text.split("\n")
    line, column = int(found[1]) - 1, int(found[2]) - 1
    here = lines[line] if line < len(lines) else ""
    if any(mark in _CURLY for mark in _without_texts(here)):
        return 'a curly quote stands here, as word processors write it; TOML knows only straight ones: "…"'
    if said := _of_a_value(here, column) or _of_a_comma([*lines[:line], here[:column]], error):
        return said
    before = "\n".join([*lines[:line], here[:column]])
    if _opens_table(before):
        if here[column:].lstrip()[:1] == "}":
            return "a comma stands before the closing brace: leave it out"
        if not here[column:].split("#")[0].strip():
            return (
                "a table in braces goes over several lines, which TOML does not know: write it on one line, or as a "
                "[section] with a line for each key. A list in square brackets may go over several lines"
            )
    return ""


def _of_a_value(here: str, column: int) -> str:
    """A number or a word that TOML does not know as it is written."""
    if comma := re.search(r"=\s*(\d+),(\d+)\s*$", here[:column] + re.split(r"[\s}]", here[column:])[0]):
        return f"a number has a point, and no comma: {comma[1]}.{comma[2]}"
    if re.match(r"[\u2012-\u2015\u2212]\s*\d", here[column:]):
        return "a dash stands before a number; the minus sign is the one beside the 0 on the keyboard: -1"
    if found := re.match(r"(True|False|TRUE|FALSE|yes|no)\b", here[column:]):
        small = "true" if found[1].lower() in ("true", "yes") else "false"
        return f'it is written {small}, in small letters; text stands in quotes, "{found[1]}"'
    bare = re.match(r"\s*([\w-]+)\s*=\s*([^\W_][\w.+-]*(?: [\w.+-]+)*)\s*(?:#.*)?$", here)
    return f'text stands in straight quotes: {bare[1]} = "{bare[2]}"' if bare else ""


def _of_a_comma(before: list[str], error: str) -> str:
    """A list whose next entry begins before the last one has its comma."""
    above = [each for each in (_without_comments(line).strip() for line in before) if each]
    is_missing = "Unclosed array" in error and above and above[-1][-1] in "}]\"'"
    return "a comma is missing before this: between two entries of a list there is one" if is_missing else ""


def _without_comments(line: str) -> str:
    return re.sub(r"(\"(?:\\.|[^\"\\])*\"|'[^']*')|#.*", lambda found: found[1] or "", line)


def _opens_table(text: str) -> bool:
    """Whether the innermost bracket that is still open is a brace."""
    open_: list[str] = []
    for mark in re.findall(r"[\[\]{}]", _without_texts(text)):
        if mark in "[{":
            open_.append(mark)
        elif open_:
            open_.pop()
    return open_[-1:] == ["{"]


def _without_texts(text: str) -> str:
    """Without texts in straight quotes, and comments: a bracket or a curly quote there is none of TOML's."""
    return re.sub(r"\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|#[^\n]*", "", text)
