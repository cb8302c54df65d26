"""A project, its studies and their public reports, described from what everybody may see of them."""

from collections.abc import Iterator
from typing import Any

from evidencehub.catalogue.cited.authors import authors_of, group
from evidencehub.catalogue.cited.hub import RIGHTS, RIGHTS_OF_A_REPORT, Hub
from evidencehub.catalogue.cited.published import doi_of, published
from evidencehub.catalogue.cited.record import Author, Dated, File, Kind, Record, Related, Relation
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicDocument, PublicProject
from evidencehub.projects.references.words import address_of
from evidencehub.projects.reported import study_of
from evidencehub.projects.sources import source_of
from evidencehub.shared.clock import day_of

DECIDED, LET, YEAR, OF_SOURCE, SINCE = (
    "the day on which what was found became public", "the day on which an editor let it be public",
    "the year of the report", "the date of its source’s file", "when what is public of it changed last",
)  # fmt: skip
OF_FILE = "the day on which everybody could read it here"


def project_of(view: PublicProject, hub: Hub, changed: Dated | None) -> Record:
    since = since_of(view)
    dated = _day_of_page(view, since)
    studies = () if view.stage.is_stub else view.evaluations
    return Record(
        kind=Kind.PROJECT,
        identifier=f"projects/{view.id}",
        address=hub.where.project(view.slug),
        address_of_version=hub.where.project_on(view.slug, dated) if dated else "",
        title=view.name,
        authors=_who_runs(view),
        issued=since,
        modified=latest(since, changed),
        abstract=view.project.summary,
        subjects=hub.subjects(view.project.outcome_areas, view.project.populations),
        version=dated,
        place=view.project.place,
        relations=tuple(
            Related(Relation.HAS_PART, hub.where.study(each.id), each.title, kind=Kind.STUDY) for each in studies
        ),
        **_of_all(view, hub),
        **_at_source(view, view.project.external_id, view.project.source_url, view.project.source_as_of),
    )


def studies_of(view: PublicProject, hub: Hub, changed: Dated | None) -> tuple[Record, ...]:
    """None while only their titles are public: those have no page."""
    return () if view.stage.is_stub else tuple(study_record(view, each, hub, changed) for each in view.evaluations)


def study_record(view: PublicProject, study: FrozenEvaluation, hub: Hub, changed: Dated | None) -> Record:
    reports = [Related(Relation.HAS_PART, hub.where.report(study.id, each.sent.id), each.sent.told, kind=Kind.REPORT)
               for each in view.documents_of(study.id) if each.is_report]  # fmt: skip
    said = study_of(study.reported)
    since = since_of(view)
    as_of = (said.as_of if said else "") or view.project.source_as_of
    # A record that no later file names keeps its own date, and there is no page of it from its project's.
    dated = _day_of_page(view, since) if view.stage != "imported" or as_of == view.project.source_as_of else ""
    return Record(
        kind=Kind.STUDY,
        identifier=f"studies/{study.id}",
        address=hub.where.study(study.id),
        address_of_version=hub.where.study_on(study.id, dated) if dated else "",
        title=study.title,
        **_who_wrote(view, study),
        issued=Dated(str(study.year), YEAR) if study.year else None,
        modified=latest(since, changed),
        abstract=study.summary,
        subjects=hub.subjects(study.outcome_areas, study.populations),
        version=since.on if since else "",
        doi=doi_of(study),
        published=published(study),
        place=study.place,
        relations=(_part_of(view, hub), *reports, *_references(study)),
        **{**_of_all(view, hub), **({"licence": "", "rights": ""} if view.stage == "imported" else {})},
        **_at_source(view, study.external_id, study.source_url, as_of),
    )  # fmt: skip


def _day_of_page(view: PublicProject, since: Dated | None) -> str:
    """The day whose page says the same as that of today; "" where there is no such page, or only a month is known."""
    return since.on if since and not view.stage.is_stub and len(since.on) == len("2025-08-25") else ""


def reports_of(view: PublicProject, hub: Hub) -> Iterator[Record]:
    """Full reports that everybody may read; one that is given to those who ask is none of them."""
    for each in view.documents:
        study = view.evaluation(each.evaluation_id)
        if each.is_report and study is not None:
            yield report_record(view, study, each, hub)


def report_record(view: PublicProject, study: FrozenEvaluation, document: PublicDocument, hub: Hub) -> Record:
    opened, key = document.opened, document.sent.id
    since = Dated(day_of(opened.opened_at).isoformat(), OF_FILE)
    page = hub.where.report(study.id, key)
    file = File(hub.where.report_file(study.id, key), document.sent.media_type, opened.file_bytes)
    caption = document.sent.caption
    return Record(
        kind=Kind.REPORT,
        identifier=f"reports/{key}",
        address=page,
        title=study.title,
        other_titles=(caption,) if caption else (),
        **_who_wrote(view, study),
        issued=Dated(str(study.year), YEAR) if study.year else since,
        modified=since,
        abstract=study.summary,
        subjects=hub.subjects(study.outcome_areas, study.populations),
        place=study.place,
        relations=(
            Related(Relation.IS_PART_OF, hub.where.study(study.id), study.title, kind=Kind.STUDY),
            *_references(study),
        ),
        files=(file,) if opened.with_file else (),
        **{**_of_all(view, hub), "rights": RIGHTS_OF_A_REPORT},
    )


def since_of(view: PublicProject) -> Dated | None:
    """Since when what is shown stands here."""
    if view.stage == "imported":
        return Dated(view.project.source_as_of, OF_SOURCE) if view.project.source_as_of else None
    sent = view.submission
    if sent is None:
        return None
    at = sent.cleared_at if view.stage.is_stub else sent.public_from or sent.decided_at
    return Dated(day_of(at).isoformat(), LET if view.stage.is_stub else DECIDED) if at else None


def latest(*dates: Dated | None) -> Dated | None:
    return max((each for each in dates if each), key=lambda each: each.on, default=None)


def _who_runs(view: PublicProject) -> tuple[Author, ...]:
    """The organisation; of evidence from elsewhere the body that reports it, where it is one."""
    if view.stage == "imported":
        source = source_of(view.source)
        return (group(source.name.removeprefix("the ")),) if source.url else ()
    name = view.project.organisation
    if not name:
        return ()
    # Whose it is today may be somebody else than who sent it.
    known = view.run_by if view.run_by and view.run_by.name == name else None
    return (group(name, known.ror if known else ""),)


def _who_wrote(view: PublicProject, study: FrozenEvaluation) -> dict[str, Any]:
    """As the team names them; of its own study that names nobody, the organisation that sent it."""
    named, has_more = authors_of(study.authors)
    who = named if named or view.stage == "imported" else _who_runs(view)
    return {"authors": who, "has_more_authors": has_more}


def _of_all(view: PublicProject, hub: Hub) -> dict[str, Any]:
    note = "" if view.stage == "imported" else view.stage.in_words
    terms = hub.where.terms()
    return {"hub": hub.name, "licence": terms, "rights": RIGHTS, "terms": terms, "note": note, "is_invented": view.demo}


def _at_source(view: PublicProject, number: str | None, address: str, as_of: str) -> dict[str, Any]:
    if view.stage != "imported":
        return {}
    said = source_of(view.source, as_of).statement
    return {"source": said, "source_id": number or "", "source_address": address}


def _part_of(view: PublicProject, hub: Hub) -> Related:
    return Related(Relation.IS_PART_OF, hub.where.project(view.slug), view.name, kind=Kind.PROJECT)


def _references(study: FrozenEvaluation) -> Iterator[Related]:
    for each in study.publications:
        yield Related(Relation.IS_DOCUMENTED_BY, address_of(each), each.title, each.doi)
    for each in study.literature:
        yield Related(Relation.CITES, address_of(each), each.title, each.doi)
