"""Rich text: groups that say who wrote, changed or commented go, and deleted words (RTF specification 1.9.1)."""

import re
from typing import BinaryIO

from evidencehub.extraction.cleaning.pictures import clean
from evidencehub.extraction.cleaning.taken import Cleaned, Thing
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Unreadable

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|(?P<brace>[{}])|[^\\{}]+",
    re.S,
)
_GROUPS = frozenset(
    {b"info", b"userprops", b"revtbl", b"rsidtbl", b"annotation", b"atnid", b"atnauthor", b"atndate", b"atnref",
     b"atntime", b"atnicn", b"atnparent", b"atrfstart", b"atrfend", b"generator", b"xmlnstbl", b"datastore",
     b"template", b"docvar", b"mailmerge", b"passwordhash", b"protusertbl", b"protstart", b"protend", b"filetbl",
     b"wgrffmtfilter", b"writereservation", b"writereservhash", b"oldcprops", b"oldpprops", b"oldtprops",
     b"oldsprops", b"blipuid"}
)  # fmt: skip
_MARKS = re.compile(
    rb"(rev(ised|auth|dttm|prop|isions|bar)?|(rev)?(auth|dttm)(del)?|crauth|crdate|(insrsid|rsid|charrsid|sectrsid|"
    rb"pararsid|tblrsid|styrsid|delrsid|rsidroot)|deleted|atn\w*|bliptag|mvf|mvt|mvauth|mvdate)"
)
_AUTHORS = frozenset({b"author", b"operator", b"manager", b"company"})
_LETTERS = frozenset({b"u", b"emdash", b"endash", b"bullet", b"lquote", b"rquote", b"ldblquote", b"rdblquote", b"tab"})
_HEX = re.compile(rb"[0-9a-fA-F\s]{200,}")


def clean_rtf(stream: BinaryIO, limits: Limits) -> Cleaned:
    """:raises Unreadable: it holds binary data, in which nothing can be told apart."""
    source = stream.read()
    if re.search(rb"\\bin\d", source):
        raise Unreadable(State.BROKEN)
    cleaned, kept = Cleaned(), list[bytes]()
    outer, is_deleted, place = list[bool](), False, 0
    while found := _TOKEN.match(source, place):
        place = found.end()
        word, brace = found["word"], found["brace"]
        if brace == b"{":
            if (name := _named(source, place)) in _GROUPS:
                end = _end(source, place)
                _count(name, source[place:end], cleaned)
                place = end + 1
                continue
            outer.append(is_deleted)
            kept.append(found[0])
        elif brace:
            is_deleted = outer.pop() if outer else False
            kept.append(found[0])
        elif word and _MARKS.fullmatch(word):
            is_on = found["number"] != b"0"
            if word in {b"deleted", b"revised"}:
                cleaned.taken[Thing.CHANGE] += is_on
            if word == b"deleted":
                is_deleted = is_on
        elif word and word not in _LETTERS:
            is_deleted = is_deleted and word != b"plain"
            kept.append(found[0])
        elif not is_deleted or found[0].isspace():
            kept.append(found[0])
    cleaned.content = _HEX.sub(lambda match: _picture(match[0], cleaned), b"".join(kept))
    return cleaned


def _named(source: bytes, place: int) -> bytes:
    found = re.compile(rb"\s*(?:\\\*\s*)?\\([a-zA-Z]{1,32})").match(source, place)
    return found[1] if found else b""


def _end(source: bytes, place: int) -> int:
    """Where the group that ``place`` is in closes."""
    depth = 0
    for found in re.compile(rb"\\[\\{}]|[{}]").finditer(source, place):
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        if depth < 0:
            return found.start()
    return len(source)


def _count(name: bytes, content: bytes, cleaned: Cleaned) -> None:
    if name == b"annotation":
        cleaned.taken[Thing.COMMENT] += 1
    elif name == b"info":
        cleaned.taken[Thing.PROPERTIES] = 1
        named = re.findall(rb"\{\\(\w+)\s+[^}\s]", content)
        cleaned.taken[Thing.AUTHOR] = int(bool(_AUTHORS.intersection(named)))


def _picture(digits: bytes, cleaned: Cleaned) -> bytes:
    """A picture is written as hexadecimal digits."""
    packed = b"".join(digits.split())
    if len(packed) % 2:
        return digits
    content = bytes.fromhex(packed.decode("ascii"))
    if (less := clean(content, cleaned)) == content:
        return digits
    return less.hex().encode("ascii")
