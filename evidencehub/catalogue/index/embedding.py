"""Keeping vectors of what is public, for the order by meaning: made by the worker after it indexed a project."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.catalogue.index.documents import documents
from evidencehub.catalogue.marks.read import read
from evidencehub.meaning.asking import ask
from evidencehub.meaning.errors import CannotMean, NoAnswer
from evidencehub.meaning.vectors import digest_of, text_of
from evidencehub.projects.models import Evaluation, Project
from evidencehub.search.contract import Document, Engine, IndexDamaged
from evidencehub.shared import due, public_version
from evidencehub.shared.db import reading_only
from evidencehub.shared.settings import Settings

KIND = "meaning"
BATCH = 20  # projects; readers' pages are made anew after each batch
AT_ONCE = 20  # records; so many are made anew after a kill
RECORD_SECONDS = 30.0  # for one record: it takes some 50 ms where the machine is not busy
_IDS = 500  # of one statement


@dataclass(frozen=True)
class State:
    """How far it has come. ``trouble`` says in one line why nothing can be done."""

    records: int
    embedded: int
    trouble: str = ""


def state(engine: Engine) -> State | None:
    """None: it is off."""
    if not isinstance(engine, WithMeaning) or not engine.is_on:
        return None
    records = engine.status().documents
    try:
        return State(records, len(engine.vectors.held(engine.model)))
    except CannotMean as error:
        return State(records, 0, str(error))


def make_due(session: Session, engine: Engine, project_ids: Sequence[UUID]) -> None:
    """Have the vectors of these projects made, if the hub has use for them."""
    if isinstance(engine, WithMeaning) and engine.is_on:
        for key in project_ids:
            due.forget_key(session, KIND, key)
            due.add(session, KIND, key, {"project_id": str(key)})


def missing(session: Session, engine: WithMeaning) -> list[UUID]:
    """The projects that have records in the index without a vector.

    :raises CannotMean: there is no model to make one.
    """
    ids = iter(sorted(map(UUID, engine.ids().keys() - engine.vectors.held(engine.model).keys())))
    found: dict[UUID, None] = {}
    while some := list(islice(ids, _IDS)):
        of_studies = session.execute(select(Evaluation.id, Evaluation.project_id).where(Evaluation.id.in_(some)))
        found |= dict.fromkeys(project_id for _, project_id in of_studies)
        found |= dict.fromkeys(session.scalars(select(Project.id).where(Project.id.in_(some))))
    return list(found)


def make_missing_due(session: Session, engine: Engine) -> None:
    """After a rebuild, with another model, or when it has been switched on."""
    if isinstance(engine, WithMeaning) and engine.is_on:
        with suppress(CannotMean, IndexDamaged):  # both are told elsewhere
            make_due(session, engine, missing(session, engine))


def handler(settings: Settings, engine_of: Callable[[Settings], Engine]) -> due.Handler:
    """How rows of kind ``meaning`` are done: each names a project (``project_id``)."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        engine = engine_of(settings)
        made = 0
        if isinstance(engine, WithMeaning) and engine.is_on:
            for key in dict.fromkeys(UUID(payload["project_id"]) for payload in payloads):
                try:
                    made += embed(new_session, engine, settings.home, key)
                except (CannotMean, NoAnswer) as error:
                    raise due.NotNow(f"search by meaning: {error}") from error

        def finish(session: Session) -> None:
            if made:
                public_version.changed(session.connection())  # pages that were kept have the order of before

        return finish

    return due.Handler(work, batch=BATCH)


def embed(
    new_session: due.NewSession, engine: WithMeaning, home: Path, project_id: UUID,
    progress: Callable[[int], None] = lambda _done: None,
) -> int:  # fmt: skip
    """Make the vectors that a project lacks, and return how many; what is killed goes on where it was.

    :raises CannotMean: there is no model.
    :raises NoAnswer: nobody who holds it answers.
    """
    model = engine.model
    now = _public(new_session, project_id)
    held = engine.vectors.held_of(list(now), model)
    wanted = iter([each for each in now.values() if held.get(each.id) != digest_of(each)])

    def still() -> dict[str, bytes]:
        return {key: digest_of(each) for key, each in _public(new_session, project_id).items()}

    count = 0
    while some := list(islice(wanted, AT_ONCE)):
        made = {}
        for document in some:
            meant = ask(home, text_of(document), seconds=RECORD_SECONDS)
            if meant.model != model:
                raise NoAnswer("the process that holds the model holds another: start the hub again")
            made[document.id] = (digest_of(document), meant.vector)
        count += engine.vectors.put(model, made, still)
        progress(count)
    return count


def _public(new_session: due.NewSession, project_id: UUID) -> dict[str, Document]:
    """The documents of a project as everybody may see it now; none if it is gone."""
    with reading_only(), new_session() as session:
        now = read(session, [project_id])
        return {each.id: each for view in now.views.values() for each in documents(view, now.gradings.get(view.id))}
