"""To what a file belongs: a study, the plan of a study, or the plan of a project."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func

from evidencehub.projects.models import Document, Evaluation, Project


@dataclass(frozen=True)
class StudyPlanOf:
    """The plan of a study, whether anything else of it is written or not."""

    study: Evaluation

    @property
    def id(self) -> UUID:
        return self.study.id


if TYPE_CHECKING:
    from evidencehub.projects.uploads.models import Upload

    Table = type[Document] | type[Upload]

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
Owner = Evaluation | StudyPlanOf | Project


class Owned(Protocol):
    """A file, or one that is on its way."""

    @property
    def evaluation(self) -> Evaluation | None: ...
    @property
    def plan_study(self) -> Evaluation | None: ...
    @property
    def plan_of(self) -> Project | None: ...


def owner_of(file: Owned) -> Owner:
    if file.evaluation is not None:
        return file.evaluation
    if file.plan_study is not None:
        return StudyPlanOf(file.plan_study)
    assert file.plan_of is not None  # noqa: S101  (one of them is there, by a constraint)
    return file.plan_of


def documents_of(owner: Owner) -> list[Document]:
    if isinstance(owner, StudyPlanOf):
        return owner.study.plan_files
    return owner.documents if isinstance(owner, Evaluation) else owner.plan_documents


def project_of(owner: Owner) -> Project:
    if isinstance(owner, StudyPlanOf):
        return owner.study.project
    return owner.project if isinstance(owner, Evaluation) else owner


def study_of(owner: Owner) -> Evaluation | None:
    return None if isinstance(owner, Project) else owner.study if isinstance(owner, StudyPlanOf) else owner


def belonging_to(owner: Owner) -> dict[str, Any]:
    """What a new record says of whose it is."""
    if isinstance(owner, StudyPlanOf):
        return {"plan_study": owner.study}
    return {"evaluation": owner} if isinstance(owner, Evaluation) else {"plan_of": owner}


def is_of(table: "Table", owner: Owner) -> ColumnElement[bool]:
    if isinstance(owner, StudyPlanOf):
        return table.plan_study_id == owner.id
    return (table.evaluation_id if isinstance(owner, Evaluation) else table.project_id) == owner.id


def with_projects(query: Query, table: "Table") -> Query:
    """The query with the study and the project of each file beside it."""
    query = query.outerjoin(Evaluation, Evaluation.id == func.coalesce(table.evaluation_id, table.plan_study_id))
    return query.join(Project, Project.id == func.coalesce(table.project_id, Evaluation.project_id))
