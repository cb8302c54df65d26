"""References in their columns: plain JSON, as they are frozen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID, uuid4

from evidencehub.extraction.references.entry import Entry
from evidencehub.projects.frozen.strictly import read, written
from evidencehub.projects.references.shape import LITERATURE, MOST, PUBLICATIONS, Reference
from evidencehub.shared.errors import Invalid

Kept = Sequence[Mapping[str, Any]]


def references_of(kept: Kept) -> tuple[Reference, ...]:
    """What a column holds."""
    return tuple(read(Reference, each) for each in kept)


def with_added(kept: Kept, entries: Iterable[Entry], *, others: int) -> list[dict[str, Any]]:
    """The column with these entries behind the others.

    :param others: how many the other list of the study holds.
    :raises Invalid: there would be too many.
    """
    found = [*map(dict, kept), *(written(_reference(each)) for each in entries)]
    if len(found) + others > MOST:
        raise Invalid(
            f"A study can have {MOST:,} references. There are {len(kept) + others:,}, and you bring "
            f"{len(found) - len(kept):,} more. Bring fewer, or remove some first."
        )
    return found


def without(kept: Kept, ids: Collection[UUID]) -> list[dict[str, Any]]:
    return [dict(each) for each in kept if UUID(each["id"]) not in ids]


def moved(publications: Kept, literature: Kept, ids: Collection[UUID]) -> dict[str, list[dict[str, Any]]]:
    """Both columns with these in the other list."""
    to_literature = [dict(each) for each in publications if UUID(each["id"]) in ids]
    to_publications = [dict(each) for each in literature if UUID(each["id"]) in ids]
    return {
        PUBLICATIONS: [*without(publications, ids), *to_publications],
        LITERATURE: [*without(literature, ids), *to_literature],
    }


def _reference(entry: Entry) -> Reference:
    own = {each.name for each in fields(Reference)} - {"id"}
    return Reference(id=uuid4(), **{name: getattr(entry, name) for name in own})
