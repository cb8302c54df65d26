"""What was asked of a team when its last submission came back. Letters lie above this room, and are given to it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.orm import Session

from evidencehub.projects.asked import queries
from evidencehub.projects.asked.models import DraftReply
from evidencehub.projects.asked.things import Asked, Replied, more, of_editor, with_replies
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.queries import last_submission

OfLetter = Callable[[Session, Submission], tuple[Asked, ...]]
_OF_LETTER = "asked_of_team"


@dataclass(frozen=True)
class WhatWasAsked:
    """By ``submission``, with the answers that are written so far."""

    submission: Submission
    things: tuple[Replied, ...]
    more: str
    drafts: dict[str, DraftReply]

    @property
    def answered(self) -> int:
        return sum(each.is_answered for each in self.things)

    @property
    def is_enough(self) -> bool:
        """Whether it can be sent again: what an editor asked for before grading has to be answered."""
        is_all = bool(self.things) and self.answered == len(self.things)
        return not self.submission.state.is_returned or bool(self.more) or is_all

    @property
    def next_open(self) -> Replied | None:
        return next((each for each in self.things if not each.is_answered), None)


def init_app(app: Flask, of_letter: OfLetter) -> None:
    """:param of_letter: the things that the letter of a decided submission asks for."""
    app.extensions[_OF_LETTER] = of_letter


def what_was_asked(session: Session, project: Project) -> WhatWasAsked | None:
    """None while something is on its way, and where nothing was sent yet."""
    submission = queries.asking(project)
    if submission is None:
        last = last_submission(session, project.id)
        if last is None or not last.state.is_closed:
            return None
        submission = last  # it asks nothing, and the team can still say what it changed
    drafts = queries.drafts(session, submission)
    return WhatWasAsked(submission, with_replies(_things(session, submission), drafts), more(drafts), drafts)


def _things(session: Session, submission: Submission) -> tuple[Asked, ...]:
    if submission.state.is_returned:
        return of_editor(submission.returned_reason)
    if submission.state.is_graded:
        of_letter: OfLetter = current_app.extensions[_OF_LETTER]
        return of_letter(session, submission)
    return ()
