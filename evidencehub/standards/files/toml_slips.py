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
