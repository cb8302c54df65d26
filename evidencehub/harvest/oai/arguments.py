"""What a harvester may ask (OAI-PMH 2.0, section 4), and what it is told where it asks otherwise (section 3.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from evidencehub.shared.links import is_possible

SECOND, DAY = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"
_RESUMED = "resumptionToken"
_IS_WORD = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*").fullmatch  # as the schema has it
# By verb: what must be given, and what may be.
_VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
_LISTS = ("ListIdentifiers", "ListRecords", "ListSets")


class Refused(Exception):
    """A condition of section 3.6, told with its code."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Selection:
    """Which records of a list, and how far it has come. Times are in UTC and included."""

    verb: str
    prefix: str
    area: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, str] | None = None  # the last one that was given: when it changed, and its identifier
    given: int = 0

    def beyond(self, at: datetime, identifier: str, count: int) -> "Selection":
        return replace(self, after=(at, identifier), given=self.given + count)


def read(sent: MultiDict[str, str]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. :raises Refused: the protocol knows no such request."""
    verb = sent.get("verb", "")
    if verb not in _VERBS or len(sent.getlist("verb")) != 1:
        raise Refused("badVerb", "The verb is missing, repeated, or none of the protocol.")
    must, may = _VERBS[verb]
    given = {name: value for name, value in sent.items() if name != "verb"}
    if any(len(sent.getlist(name)) > 1 for name in given):
        raise Refused("badArgument", "An argument is repeated.")
    if any(not is_possible(value) for value in given.values()):
        raise Refused("badArgument", "An argument holds characters that no address has.")
    if _RESUMED in given and verb in _LISTS:
        if len(given) > 1:
            raise Refused("badArgument", f"{_RESUMED} goes with no other argument.")
        return verb, given
    if unknown := sorted(given.keys() - must - may):
        raise Refused("badArgument", f"{verb} takes no such argument: {', '.join(unknown)}.")
    if missing := sorted(must - {name for name, value in given.items() if value}):
        raise Refused("badArgument", f"{verb} needs: {', '.join(missing)}.")
    if any(not _IS_WORD(given[name]) for name in ("metadataPrefix", "set") if name in given):
        raise Refused("badArgument", "metadataPrefix and set hold letters, digits and - _ . ! ~ * ' ( ) only.")
    return verb, given


def selected(verb: str, given: Mapping[str, str], secret: str) -> Selection:
    """:raises Refused: its dates or its token cannot be used."""
    if _RESUMED in given:
        return _resumed(verb, given[_RESUMED], secret)
    since, until = (given.get(name) for name in ("from", "until"))
    if since and until and len(since) != len(until):
        raise Refused("badArgument", "from and until must be of the same granularity.")
    first, last = _time(since, is_last=False), _time(until, is_last=True)
    if first and last and first > last:
        raise Refused("badArgument", "from is later than until.")
    return Selection(verb, given["metadataPrefix"], given.get("set", ""), first, last)


def token_of(selection: Selection, secret: str) -> str:
    """Where the list goes on. It never runs out, and may be used again."""
    held = (selection.since, selection.until, *(selection.after or (None, "")))
    return _serializer(secret).dumps([
        selection.verb, selection.prefix, selection.area, selection.given,
        *(each.strftime(SECOND) if isinstance(each, datetime) else each for each in held),
    ])  # fmt: skip


def _resumed(verb: str, token: str, secret: str) -> Selection:
    try:
        held: list[Any] = _serializer(secret).loads(token)
    except BadSignature:
        held = [""]
    if held[0] != verb:
        raise Refused("badResumptionToken", "This hub gave no such token for this verb.")
    _, prefix, area, given, since, until, at, identifier = held
    after = datetime.strptime(at, SECOND).replace(tzinfo=UTC)
    return Selection(
        verb, prefix, area, _time(since, is_last=False), _time(until, is_last=True), (after, identifier), given
    )


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="oai-pmh")


def _time(text: str | None, *, is_last: bool) -> datetime | None:
    if text is None:
        return None
    for form in (SECOND, DAY):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if found.strftime(form) == text:  # strptime takes "2026-1-2" as well
            return found + timedelta(days=1, seconds=-1) if form == DAY and is_last else found
    raise Refused("badArgument", f"No date as this hub gives them, 2026-11-30 or 2026-11-30T09:00:00Z: {text[:40]}")
