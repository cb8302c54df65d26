"""What everybody reads of an appeal, on the page of the project itself, whenever that has to change."""

from collections import Counter
from contextvars import Context
from uuid import UUID

from sqlalchemy import select

from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState as State
from evidencehub.shared.db import reading_only
from evidencehub.simulation.world import World

OPEN, NOTHING = "under appeal since", "appeal"
CAME_OF_IT = {"up": "it reaches more than before", "down": "it reaches less than before",
              "unchanged": "what it reaches stays as it was"}  # fmt: skip


class Pages:
    def __init__(self, world: World) -> None:
        self._world = world
        self._read: dict[UUID, str] = {}  # what has to stand there, by appeal, when the page was last read

    def problems(self) -> list[str]:
        appealed = select(Submission.project_id).join(Appeal, Appeal.submission_id == Submission.id)
        graded = select(Submission.project_id).where(
            Submission.state.in_([one for one in State if one.is_graded]), Submission.project_id.in_(appealed)
        )
        columns = Appeal.id, Appeal.state, Appeal.outcome, Submission.state, Project.slug, Project.id
        query = select(*columns).select_from(Appeal)
        query = query.join(Submission, Submission.id == Appeal.submission_id).join(Project).order_by(Appeal.sent_at)
        with reading_only(), self._world.sessions() as session:
            decisions = Counter(session.scalars(graded))
            rows = [
                (appeal, slug, wanted(state, outcome) if case.is_over else NOTHING)
                for appeal, state, outcome, case, slug, project in session.execute(query)
                if decisions[project] == 1  # where it was graded twice, the page may tell of the other decision
            ]
        found = []
        for appeal, slug, words in rows:
            if self._read.get(appeal) != words:
                self._read[appeal] = words
                found += self._against(slug, words)
        return found

    def _against(self, slug: str, words: str) -> list[str]:
        text = self._page(slug)
        others = [one for one in (OPEN, *CAME_OF_IT.values()) if one != words and one in text]
        if words is NOTHING:
            return [f"the page of {slug} tells “{one}” before it is public" for one in others]
        missing = [] if words in text else [f"the page of {slug} does not say “{words}”"]
        return missing + [f"the page of {slug} says “{one}”, and should say “{words}”" for one in others]

    def _page(self, slug: str) -> str:
        """As a reader without an account gets it: in a context of its own, as each request has one."""
        answer = Context().run(lambda: self._world.app.test_client().get(f"/projects/{slug}"))
        return " ".join(answer.get_data(as_text=True).split())


def wanted(state: AppealState, outcome: str) -> str:
    if state.is_refused:
        return "the appeal was not opened"
    if state.is_withdrawn:
        return "It took the appeal back"
    return CAME_OF_IT[outcome] if state.is_closed else OPEN
