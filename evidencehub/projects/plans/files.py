"""Files of the plan of a study: what a version holds of them, and who may read each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure.queries import Opened
from evidencehub.projects.frozen.keeping import frozen_document
from evidencehub.projects.frozen.shapes import FrozenDocument
from evidencehub.projects.frozen.strictly import read, written
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.owners import StudyPlanOf
from evidencehub.projects.plans import queries
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.uploading import documents_to_send
from evidencehub.shared.errors import NotFound

_PUBLIC = "is_public"


@dataclass(frozen=True)
class PlanFile:
    """A file as it was sent with a version."""

    sent: FrozenDocument
    is_public: bool  # with the plan, as its team chose; else for reviewers and editors alone

    @property
    def id(self) -> UUID:
        return self.sent.id

    @property
    def is_named_in_public(self) -> bool:
        """Everybody is told that there is one, whether they may open it or not."""
        return self.is_public or self.sent.is_named_in_public


@dataclass(frozen=True)
class ShownFile:
    """A file of a public version, as everybody is told of it."""

    sent: FrozenDocument
    opened: Opened | None  # None: nothing of it but its name
    was_public: bool = False  # and is not any more


def to_send(study: Evaluation) -> list[Document]:
    return documents_to_send(StudyPlanOf(study))


def frozen(study: Evaluation) -> list[dict[str, Any]]:
    """What a version would keep of the files that its plan has now, each with its hash."""
    return [written(frozen_document(each)) | {_PUBLIC: each.public_with_plan} for each in to_send(study)]


def files_of(made: PlanVersion | Mapping[str, Any]) -> list[PlanFile]:
    """:param made: a version, or what would be sent."""
    kept = made.files if isinstance(made, PlanVersion) else made["files"]
    return [_file(each) for each in kept]


def _file(kept: Mapping[str, Any]) -> PlanFile:
    sent = {key: value for key, value in kept.items() if key != _PUBLIC}
    return PlanFile(read(FrozenDocument, sent), kept[_PUBLIC])


def unready(study: Evaluation) -> Iterator[str]:
    """What keeps files from being sent with the plan, in words. Files that are not public keep nobody waiting."""
    for each in to_send(study) if study.plan_files else ():
        if not each.public_with_plan:
            continue
        if each.is_held:
            yield f"Look at {each.file_name}: a row may be a person"
        elif each.state.is_waiting:
            yield f"Wait until we have read {each.file_name}, which takes a minute or two"
        elif not each.state.is_read:
            yield f"Nobody can look for names in {each.file_name}: say that it is not public, or take it out"


def shown(session: Session, made: PlanVersion) -> list[ShownFile]:
    """What everybody is told of the files of a public version, in one query; two where one is not public any more."""
    files = [each for each in files_of(made) if each.is_named_in_public]
    chosen = [each.id for each in files if each.is_public]
    opened = disclosures.opened_of(session, chosen)
    closed = [key for key in chosen if key not in opened]
    ended = disclosures.of_documents(session, closed) if closed else {}
    over = {key for key, found in ended.items() if found.opened_at is not None}
    return [ShownFile(each.sent, opened.get(each.id), each.id in over) for each in files]


def last_with(session: Session, study_id: UUID, document_id: UUID) -> PlanVersion:
    """The last version that was sent with a file. :raises NotFound: none was."""
    plan = queries.of_evaluation(session, study_id)
    for made in reversed(plan.versions if plan else []):
        if any(each.id == document_id for each in files_of(made)):
            return made
    raise NotFound("This file was not sent with a plan.")


def of_reviewers(made: PlanVersion) -> Iterator[tuple[FrozenDocument, str]]:
    """All files of a version, each with what it belongs to, for those who grade the study."""
    yield from ((file.sent, f"The plan of “{made.title}”") for file in files_of(made))
