"""What DataCite is told of a record: all of it each time, so that nothing of an earlier description stays there."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from evidencehub.catalogue.cited.files.datacite import UNKNOWN, alternatives_of, as_datacite
from evidencehub.catalogue.cited.gathering import Records
from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.own_dois import may_have_one
from evidencehub.catalogue.cited.record import Record

Document = Mapping[str, Any]
# DataCite keeps what a change does not name, so that what a record has no more is named as empty.
_LISTS = ("subjects", "dates", "relatedIdentifiers", "formats", "rightsList", "descriptions")
_EMPTY: Document = {**{name: [] for name in _LISTS}, "version": ""}
_GONE = "This record is not public any more"


def to_be_named(records: Records | None, *, is_stub: bool) -> Sequence[Record]:
    """Those of a project's public records that get a DOI: none before there is an accreditation."""
    if records is None or not records.accreditations:
        return ()
    project = (records.project,) if records.project and not is_stub else ()
    return [each for each in (*project, *records.accreditations) if may_have_one(each)]


def document_of(record: Record, doi: str, today: date) -> Document:
    return {**_EMPTY, **as_datacite(record, today), "doi": doi, "event": "publish"}


def document_of_gone(doi: str, identifier: str, hub: Hub) -> Document:
    """Hides the DOI, and takes back every word of the record: members of DataCite read what is hidden."""
    return {
        **_EMPTY, "doi": doi, "event": "hide", "titles": [{"title": _GONE}], "creators": [{"name": UNKNOWN}],
        "publisher": {"name": hub.name}, "alternateIdentifiers": alternatives_of(identifier, hub.name),
    }  # fmt: skip


def digest_of(document: Document) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def enveloped(document: Document) -> Document:
    """As JSON:API has it."""
    return {"data": {"id": document["doi"], "type": "dois", "attributes": dict(document)}}


def keys_of(rows: Sequence[Mapping[str, Any]]) -> Sequence[UUID]:
    return list(dict.fromkeys(UUID(row["project_id"]) for row in rows))
