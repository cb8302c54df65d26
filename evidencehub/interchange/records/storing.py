"""Writing records from elsewhere into the hub: only what differs, by bulk statements, keeping every id.

An import adds and corrects. What its files no longer name stays, and still counts for its evaluation and its project.
Rows are known by their source and by the source's own ids.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from evidencehub.accounts.services import slugify
from evidencehub.projects.models import Evaluation, Measure, OldEvaluation, OldSlug, OutcomeResult, Project
from evidencehub.shared.errors import HubError

RESULT_KEYS = (
    "external_id", "position", "outcome_area", "outcome", "outcome_slug", "measure_name", "higher_is",
    "comparison_note", "timepoint", "sample_note", "is_subgroup", "is_superseded", "n_total", "n_t", "n_c",
    "mean_t", "mean_c", "sd_t", "sd_c", "effect", "effect_metric", "p_value", "flag", "source_values",
    "evaluation_id", "measure_id", "contrast", "gives", "unit", "events_t", "events_c", "se", "ci_low", "ci_high",
    "is_primary", "is_adjusted", "followup_months", "worked_out", "effect_note",
)  # fmt: skip
_NOT_GIVEN: Mapping[str, Any] = {  # of a result, where its source knows nothing of it
    "contrast": "between", "gives": "", "unit": "", "events_t": None, "events_c": None, "se": None, "ci_low": None,
    "ci_high": None, "is_primary": None, "is_adjusted": None, "followup_months": None, "worked_out": [],
    "effect_note": "",
}  # fmt: skip
EVALUATION_KEYS = (
    "external_id", "title", "authors", "year", "design", "participants", "participants_note", "populations", "settings",
    "outcome_areas", "place", "summary", "source_url", "source_note", "documents_note", "reported", "project_id",
)  # fmt: skip
PROJECT_KEYS = (
    "external_id", "name", "summary", "delivery", "populations", "settings", "outcome_areas", "source_url",
    "source_ratings", "source_as_of",
)  # fmt: skip
_TABLES = Project.metadata.tables
_PROJECT, _EVALUATION = _TABLES[Project.__tablename__], _TABLES[Evaluation.__tablename__]
_RESULT, _MEASURE = _TABLES[OutcomeResult.__tablename__], _TABLES[Measure.__tablename__]

Columns = dict[str, Any]  # of one row, by name
Stored = dict[str, Columns]  # by the source's id


class ImportStopped(HubError):
    """The import could not go on; what was written stays, and the same command completes it."""


@contextmanager
def stops_told() -> Iterator[None]:
    """:raises ImportStopped: the database failed, or another import ran at the same time."""
    try:
        yield
    except IntegrityError:
        raise ImportStopped("Another import ran at the same time. Run this one again to complete it.") from None
    except OperationalError as error:
        raise ImportStopped(f"The database failed ({error.orig}). Run the import again to complete it.") from None


@dataclass
class Changes:
    """What one transaction changed."""

    new: dict[str, int] = field(default_factory=dict)  # by table
    changed: dict[str, int] = field(default_factory=dict)
    project_ids: set[UUID] = field(default_factory=set)  # to be indexed again
    turned: int = 0  # results that were known, and point another way now
    merged: int = 0  # evaluations that are one with another now
    left: dict[UUID, set[UUID]] = field(default_factory=dict)  # projects that lost evaluations, and to which others

    def add(self, other: "Changes") -> None:
        for mine, theirs in ((self.new, other.new), (self.changed, other.changed)):
            for table, count in theirs.items():
                mine[table] = mine.get(table, 0) + count
        self.project_ids |= other.project_ids
        self.turned += other.turned
        self.merged += other.merged
        for project_id, others in other.left.items():
            self.left.setdefault(project_id, set()).update(others)


@dataclass(frozen=True)
class Held:
    """What the hub has already, as far as a batch may touch it."""

    projects: Stored
    evaluations: Stored
    results: Stored

    @property
    def project_of(self) -> dict[UUID, UUID]:
        return {row["id"]: row["project_id"] for row in self.evaluations.values()}


@dataclass(frozen=True)
class Made:
    """Rows as a source has them: each with its ``id``, the source's ``external_id``, and the ``id`` of its parent.

    A result names its measure by ``measure_name`` and ``outcome_area``.
    """

    projects: list[Columns] = field(default_factory=list)
    evaluations: list[Columns] = field(default_factory=list)
    results: list[Columns] = field(default_factory=list)
    merged: list[tuple[UUID, UUID]] = field(default_factory=list)  # evaluations that are one: the one to go, the other


def held(session: Session, source: str, *, projects: set[str], evaluations: set[str], results: set[str]) -> Held:
    """What the hub has of these external ids of a source, and of all that lies below them."""
    project_rows = _rows(session, source, _PROJECT, PROJECT_KEYS, projects)
    evaluation_rows = _rows(
        session, source, _EVALUATION, EVALUATION_KEYS, evaluations,
        _EVALUATION.c.project_id.in_([row["id"] for row in project_rows.values()]),
    )  # fmt: skip
    result_rows = _rows(
        session, source, _RESULT, RESULT_KEYS, results,
        _RESULT.c.evaluation_id.in_([row["id"] for row in evaluation_rows.values()]),
    )  # fmt: skip
    return Held(project_rows, evaluation_rows, result_rows)


def kept(
    rows: Stored, parents: set[UUID], parent: str, in_files: Callable[[Collection[str]], set[str]]
) -> list[Columns]:
    """What belongs to these parents and is not in the files this time.

    :param in_files: which of these external ids the files have.
    """
    ours = {key: row for key, row in rows.items() if row[parent] in parents}
    named = in_files(ours) if ours else set()
    return [row for key, row in ours.items() if key not in named]


def store(session: Session, source: str, made: Made, held: Held, *, now: datetime) -> Changes:
    """Write these rows, and say what changed; the caller commits."""
    changes = Changes()
    measures = _measure_ids(session, source, made.results)
    for result in made.results:
        result |= {name: value for name, value in _NOT_GIVEN.items() if name not in result}
        result["measure_id"] = measures[result["measure_name"], result["outcome_area"]]
    before = {row["id"]: row["evaluation_id"] for row in held.results.values()}
    _give_slugs(session, source, made.projects)
    result_changes = _differences(made.results, held.results)
    touched = {row["evaluation_id"] for row in result_changes} | {
        before[row["id"]] for row in result_changes if row["id"] in before
    }
    evaluation_changes = _differences(made.evaluations, held.evaluations, touched)
    touched_projects = {row["project_id"] for row in evaluation_changes} | _projects_of(session, touched)
    touched_projects |= {held.project_of[row["id"]] for row in evaluation_changes if row["id"] in held.project_of}
    project_changes = _differences(made.projects, held.projects, touched_projects)
    stands = {row["id"]: row["project_id"] for row in made.evaluations}
    for old_id, evaluation_id in [*((row["id"], row["id"]) for row in evaluation_changes), *made.merged]:
        stood = held.project_of.get(old_id)
        if stood and stood != stands[evaluation_id]:
            changes.left.setdefault(stood, set()).add(stands[evaluation_id])
    stamps = {"updated_at": now}
    first = {**stamps, "created_at": now}
    _write(session, source, _PROJECT, project_changes, held.projects, changes, stamps, {**first, "published_at": now})
    _write(session, source, _EVALUATION, evaluation_changes, held.evaluations, changes, stamps, first)
    _write(session, source, _RESULT, result_changes, held.results, changes, {}, {})
    for old_id, evaluation_id in made.merged:
        _merge(session, old_id, evaluation_id)
    changes.merged = len(made.merged)
    pointed = {row["id"]: row["source_values"].get("direction") for row in held.results.values()}
    changes.turned = sum(
        row["id"] in pointed and row["source_values"].get("direction") != pointed[row["id"]] for row in result_changes
    )
    changes.project_ids = touched_projects | {row["id"] for row in project_changes}
    return changes


def drop_emptied(session: Session, left: Mapping[UUID, set[UUID]]) -> set[UUID]:
    """Take away projects that have no evaluation any more, and return their ids.

    Where all of them went to one other project, the address leads there for ever.
    """
    emptied = set()
    for project_id, others in sorted(left.items()):
        stays = session.scalar(select(Evaluation.id).where(Evaluation.project_id == project_id).limit(1))
        project = session.get(Project, project_id) if stays is None else None
        if project is not None:
            emptied.add(project_id)
            redirect(session, project, next(iter(others)) if len(others) == 1 else None)
    return emptied


def redirect(session: Session, project: Project, other: UUID | None) -> None:
    """Take a project away; its addresses lead to the other from now on, if there is one."""
    if other is not None:
        session.execute(update(OldSlug).where(OldSlug.project_id == project.id).values(project_id=other))
        session.add(OldSlug(slug=project.slug, project_id=other))
        session.flush()
    session.execute(delete(Project).where(Project.id == project.id))


def _merge(session: Session, old_id: UUID, evaluation_id: UUID) -> None:
    """Take away an evaluation whose results were given to another; its address leads there for ever."""
    pointed_here = update(OldEvaluation).where(OldEvaluation.evaluation_id == old_id)
    session.execute(pointed_here.values(evaluation_id=evaluation_id))
    session.execute(insert(OldEvaluation), [{"id": old_id, "evaluation_id": evaluation_id}])
    session.execute(delete(Evaluation).where(Evaluation.id == old_id))


def _rows(
    session: Session,
    source: str,
    table: Table,
    keys: Sequence[str],
    ids: set[str],
    below: ColumnElement[bool] | None = None,
) -> Stored:
    """The source's rows of these external ids, and those ``below`` what is known already.

    Two queries, the second without the source: asked for both at once, SQLite walks through all that was ever imported.
    """
    query = select(table.c.source, *(table.c[key] for key in ("id", *keys)))
    conditions = [and_(table.c.source == source, table.c.external_id.in_(ids))]
    conditions += [] if below is None else [below]
    found: Stored = {}
    for condition in conditions:
        for row in session.execute(query.where(condition)).mappings():
            if row["source"] == source:
                found[row["external_id"]] = {key: row[key] for key in ("id", *keys)}
    return found


def _measure_ids(session: Session, source: str, results: Iterable[Columns]) -> dict[tuple[str, str], UUID]:
    """The measures of these results by name and outcome area; those not known yet are added."""
    wanted = {(result["measure_name"], result["outcome_area"]) for result in results}
    query = select(Measure.name, Measure.outcome_area, Measure.id).where(
        Measure.source == source, Measure.name.in_({name for name, _ in wanted})
    )
    found = {(name, area): key for name, area, key in session.execute(query)}
    missing = [
        {"id": uuid4(), "source": source, "name": name, "outcome_area": area}
        for name, area in sorted(wanted - found.keys())
    ]
    if missing:
        session.execute(insert(_MEASURE), missing)
    return found | {(row["name"], row["outcome_area"]): row["id"] for row in missing}


def _differences(made: list[Columns], held: Stored, also: Collection[UUID] = ()) -> list[Columns]:
    """Rows that are new, differ, or must be touched because something below them differs."""
    by_id = {row["id"]: row for row in held.values()}

    def differs(row: Columns) -> bool:
        stored = by_id.get(row["id"])
        return stored is None or row["id"] in also or any(stored[key] != row[key] for key in stored)

    return [row for row in made if differs(row)]


def _projects_of(session: Session, evaluation_ids: Collection[UUID]) -> set[UUID]:
    query = select(Evaluation.project_id).where(Evaluation.id.in_(evaluation_ids))
    return {key for (key,) in session.execute(query)}


def _give_slugs(session: Session, source: str, projects: list[Columns]) -> None:
    """Give each project an address for when it is new; one that is known keeps its own, whatever its name becomes."""
    choices = {row["id"]: _slugs(source, row) for row in projects}
    wanted = [slug for slugs in choices.values() for slug in slugs]
    queries = (select(column).where(column.in_(wanted)) for column in (Project.slug, OldSlug.slug))
    taken = {slug for query in queries for (slug,) in session.execute(query)}
    for row in projects:
        row["slug"] = next(slug for slug in choices[row["id"]] if slug not in taken)
        taken.add(row["slug"])


def _slugs(source: str, project: Mapping[str, Any]) -> list[str]:
    plain = slugify(project["name"])
    return [plain, f"{plain}-{source}-{project['external_id']}", f"{plain}-{project['id'].hex}"]


def _write(
    session: Session,
    source: str,
    table: Table,
    rows: list[Columns],
    held: Stored,
    changes: Changes,
    stamps: Columns,
    first: Columns,
) -> None:
    known = {row["id"] for row in held.values()}
    new = [{"source": source, **row, **first} for row in rows if row["id"] not in known]
    if new:
        session.execute(insert(table), new)
        changes.new[table.name] = len(new)
    changed = [
        {**{key: value for key, value in row.items() if key != "slug"}, **stamps} for row in rows if row["id"] in known
    ]
    if changed:
        columns: dict[str, Any] = {
            key: bindparam(f"new_{key}", type_=table.c[key].type) for key in changed[0] if key != "id"
        }
        if "version" in table.c:
            columns["version"] = table.c.version + 1
        statement = update(table).where(table.c.id == bindparam("new_id")).values(columns)
        session.execute(statement, [{f"new_{key}": value for key, value in row.items()} for row in changed])
        changes.changed[table.name] = len(changed)
