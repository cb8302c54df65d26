"""Which pages crawlers are told of, in files of a bounded size, and when each changed last.

Invented records and pages that hang on what somebody asked are left out: those pages say so themselves. Pages of a
project changed when something was written down as changed of it (:mod:`evidencehub.catalogue.changes`); where no day
is known none is given, as the protocol allows (sitemaps.org, 0.9).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.changes.models import PublicChange
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.pages import legal
from evidencehub.consultation.vocabularies import word_lists
from evidencehub.consultation.word_views import OWN_PAGES
from evidencehub.projects.models import Project
from evidencehub.projects.plans import queries as plans
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.public import PublicProject, public_views, real_public_ids
from evidencehub.shared.links import absolute
from evidencehub.standards.files.loading import load_installed, versions_of
from evidencehub.standards.files.measures import load_measures
from evidencehub.standards.files.outcomes import load_outcomes

PROJECTS_A_FILE = 100  # a file is kept in memory as sent; the protocol would take 50,000 addresses
_ALONE = (
    "catalogue.home", "catalogue.outcomes", "catalogue.measures", "catalogue.gap_map", "catalogue.plans",
    "catalogue.figures", "catalogue.agreement", "catalogue.columns", "accreditation.register", "feedback.requests",
    "api_docs.docs", "brokerage.notices", "guide.standards", "guide.glossary", "guide.crosswalk",
    "consultation.vocabularies", "privacy.kept",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    address: str
    changed: datetime | None = None


def count_files(session: Session) -> int:
    """How many files of projects there are; the first is 1."""
    return ceil(len(real_public_ids(session)) / PROJECTS_A_FILE)


def standing() -> Iterator[Place]:
    """Pages that are there whatever was sent."""
    for endpoint in _ALONE:
        yield Place(absolute(endpoint))
    for name in legal.PAGES:
        yield Place(absolute("legal.show", name=name))
    for outcome in load_outcomes().by_slug.values():
        yield Place(absolute("catalogue.outcome", slug=outcome.slug))
    for measure in load_measures():
        yield Place(absolute("catalogue.measure", slug=measure.slug))
    for standard in load_installed()[0]:
        for version in versions_of(standard.id):
            yield Place(absolute("guide.standard", standard_id=standard.id, version=version))
    for words in word_lists():
        yield Place(absolute("consultation.vocabulary", name=words.id))
        for word in words.words if words.id not in OWN_PAGES else ():
            yield Place(absolute("consultation.word", name=words.id, slug=word.id))


def of_projects(session: Session, number: int) -> list[Place]:
    """The pages of the projects in one file, each page once; empty where there is no such file."""
    ids = real_public_ids(session)[(number - 1) * PROJECTS_A_FILE : number * PROJECTS_A_FILE]
    views, changed = public_views(session, ids), _last_changes(session, ids)
    beside = _beside(session, [key for key in ids if key in views])
    found: dict[str, Place] = {}
    for key, view in views.items():
        for address in [*_of(view), *beside[key]]:
            found.setdefault(address, Place(address, changed.get(key)))
    return list(found.values())


def of_plans(session: Session) -> Iterator[Place]:
    """The latest version of each plan: a plan can be public while nothing else of its project is."""
    query = plans.public().where(PlanVersion.is_latest, Project.demo.is_(False))
    columns = query.with_only_columns(StudyPlan.evaluation_id, PlanVersion.public_at)
    for key, at in session.execute(columns.order_by(StudyPlan.evaluation_id)):
        yield Place(absolute("catalogue.plan", evaluation_id=key), at)


def _of(view: PublicProject) -> Iterator[str]:
    yield absolute("catalogue.project", slug=view.slug)
    if view.run_by:
        yield absolute("catalogue.organisation", slug=view.run_by.slug)
    for study in view.evaluations:
        yield absolute("catalogue.evaluation", evaluation_id=study.id)


def _beside(session: Session, ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """By project: its accreditations, and what several of its studies found together."""
    found: dict[UUID, list[str]] = defaultdict(list)

    def add(rows: Iterable[tuple[UUID, object]], endpoint: str, name: str) -> None:
        for key, value in rows:
            found[key].append(absolute(endpoint, **{name: value}))

    awards = select(Accreditation.project_id, Accreditation.number).where(Accreditation.project_id.in_(ids))
    add(session.execute(awards.order_by(Accreditation.number)), "accreditation.show", "number")
    together = select(SynthesisVersion.project_id, SynthesisVersion.id).where(
        SynthesisVersion.project_id.in_(ids), SynthesisVersion.is_current, SynthesisVersion.result.is_not(None)
    )
    add(session.execute(together.order_by(SynthesisVersion.id)), "catalogue.synthesis", "version_id")
    return found


def _last_changes(session: Session, ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    query = select(PublicChange.project_id, func.max(PublicChange.at)).where(PublicChange.project_id.in_(ids))
    return {key: at for key, at in session.execute(query.group_by(PublicChange.project_id))}
