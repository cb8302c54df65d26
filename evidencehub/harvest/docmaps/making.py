"""The way by which an accreditation was reviewed, as a DocMap (docmaps.knowledgefutures.org, version 0).

It says what the public record says and no more: who graded by role, or by name where all agreed to that; and what they
found as one review, since nobody can tell from the record who sat where.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidencehub.accreditation.public_record import Happened, PublicRecord, What

CONTEXT = "https://w3id.org/docmaps/context.jsonld"
Json = dict[str, Any]


@dataclass(frozen=True)
class Addresses:
    docmap: str
    hub: str
    record: str  # the page of the accreditation
    project: str
    studies: Sequence[str]


def docmap(hub: str, where: Addresses, record: PublicRecord, roles: Sequence[str], appeal: str) -> Json:
    """
    :param roles: of those who graded, in words, such as "an academic".
    :param appeal: what the record says of an appeal; "" where there is none.
    """
    steps = list(_steps(where, record, roles))
    if appeal:
        steps[-1]["assertions"].append({"item": where.project, "status": appeal})
    return {
        "@context": CONTEXT,
        "type": "docmap",
        "id": where.docmap,
        "publisher": {"id": where.hub, "name": hub, "homepage": where.hub},
        "created": _time(record.history[0].at),
        "updated": _time(record.history[-1].at),
        "first-step": _named(0),
        "steps": {_named(place): each | _beside(place, len(steps)) for place, each in enumerate(steps)},
    }


def _steps(where: Addresses, record: PublicRecord, roles: Sequence[str]) -> Iterator[Json]:
    for one in record.history:
        yield {
            "assertions": [{"item": where.project, "status": one.what.value, "happened": _time(one.at)}],
            "inputs": [_page(each) for each in (where.project, *where.studies)] if one.what in _READ else [],
            "actions": list(_actions(where, record, roles, one)),
        }


_READ = (What.SENT, What.DECIDED)


def _actions(where: Addresses, record: PublicRecord, roles: Sequence[str], one: Happened) -> Iterator[Json]:
    if one.what is What.DECIDED:
        who = record.names or [f"Reviewer, {role}" for role in roles]
        yield _review(where, record, who)
        if record.graded_on_appeal:
            yield _review(where, record, record.names_on_appeal or ["Reviewer on appeal"] * record.graded_on_appeal)
    elif one.what is What.ACCREDITED:
        yield {
            "participants": [_person("An editor", "editor")],
            "outputs": [_page(where.record) | {"type": "evaluation-summary", "published": _time(one.at)}],
        }


def _review(where: Addresses, record: PublicRecord, who: Sequence[str]) -> Json:
    """What was found became public later than it was decided."""
    public = next(one.at for one in record.history if one.what in (What.PUBLIC, What.ACCREDITED))
    return {
        "participants": [_person(name, "peer-reviewer") for name in who],
        "outputs": [_page(where.record) | {"type": "review", "published": _time(public)}],
    }


def _person(name: str, role: str) -> Json:
    return {"actor": {"type": "person", "name": name}, "role": role}


def _page(address: str) -> Json:
    return {"id": address, "content": [{"type": "web-page", "url": address}]}


def _beside(place: int, count: int) -> Json:
    before: Json = {"previous-step": _named(place - 1)} if place else {}
    return before | ({"next-step": _named(place + 1)} if place + 1 < count else {})


def _named(place: int) -> str:
    return f"_:b{place}"


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
