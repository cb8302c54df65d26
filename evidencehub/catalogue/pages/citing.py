"""The record that the page being asked for is about, and how to cite it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request

from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.cited.files.json_ld import as_json_ld
from evidencehub.catalogue.cited.files.links import file_of
from evidencehub.catalogue.cited.record import Record
from evidencehub.catalogue.cited.styles.every import Citation, citations
from evidencehub.catalogue.pages import record_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.shared.clock import hub_today
from evidencehub.shared.errors import HubError

# By the endpoint of a page, what it is about; the arguments are those of its address.
RECORDS: Mapping[str, Callable[..., Record]] = {
    "catalogue.project": lambda slug: record_of.project(slug)[0],
    "catalogue.evaluation": lambda evaluation_id: record_of.study(evaluation_id)[0],
    "catalogue.document": record_of.report,
    "catalogue.plan": record_of.plan,
    "catalogue.synthesis": record_of.synthesis,
    "accreditation.show": record_of.accreditation,
    "guide.standard": record_of.standard,
    "consultation.vocabulary": record_of.vocabulary,
}


@dataclass(frozen=True)
class CiteFile:
    address: str
    label: str


@dataclass(frozen=True)
class Cite:
    citations: tuple[Citation, ...]
    files: tuple[CiteFile, ...]
    json_ld: dict[str, Any]  # for search engines, which look for it in the page


def is_about(record: Record) -> None:
    """Say what the page is about, where its view has read that already."""
    g.record = record


def record_here() -> Record | None:
    """What the page is about; None for pages of no record, and where nothing of it is there to be cited."""
    read = RECORDS.get(request.endpoint or "")
    if read is None:
        return None
    if "record" not in g:
        arguments: dict[str, Any] = request.view_args or {}
        try:
            g.record = read(**arguments)
        except HubError:  # the page itself says why
            g.record = None
    found: Record | None = g.record
    return found


@bp.app_template_global("cited_here")
def cited_here() -> Cite | None:
    record = record_here()
    if record is None:
        return None
    files = tuple(CiteFile(file_of(record, each.ending), each.label) for each in FORMATS.values())
    today = hub_today()
    return Cite(citations(record, today), files, as_json_ld(record, today))
