"""What was asked of a team, as its list of tasks: a page for each thing, and one for what it changed besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission, team_facts
from evidencehub.projects.asked.models import MORE, DraftReply
from evidencehub.projects.asked.services import MORE_WORDS, REPLY_WORDS, write
from evidencehub.projects.asked.things import SAID, Replied
from evidencehub.projects.models import Project
from evidencehub.projects.pages.asked_of import WhatWasAsked, what_was_asked
from evidencehub.projects.pages.blueprint import bp, load_project, render, saves, told
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.projects.pages.going_on import NEXT, THEN, from_check
from evidencehub.shared import saving
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import CountedText, Radios

BESIDES = "besides"  # in the address of what was changed besides


class ReplyForm(TeamForm):
    said = Radios(
        "What did you do about it?", [InputRequired("Say what you did about it")],
        choices=[SelectChoice(name, label) for name, label in SAID.items()], validate_choice=False,
    )  # fmt: skip
    text = CountedText(
        "Where is it now, or why is it not?", limit=2_000,
        description="A page of the report, or of your answers here. If you did not do it, or do not agree, say why.",
    )  # fmt: skip

    def validate_text(self, field: CountedText) -> None:
        """While somebody still types, the reason may be missing."""
        if not saving.is_by_itself() and self.said.data in {"not-done", "disagree"} and not field.data:
            raise ValidationError("Say why")


class BesidesForm(TeamForm):
    text = CountedText(
        "What did you change?", [DataRequired("Say what you changed")], limit=8_000,
        description="Say what you did not change, and why. The editor and the reviewers read it beside what changed.",
    )  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """One page of the list; ``thing`` is None for what was changed besides."""

    project: Project
    asked: WhatWasAsked
    thing: Replied | None

    @property
    def draft(self) -> DraftReply:
        key = self.thing.asked.key if self.thing else MORE
        kept = self.asked.drafts.get(key)
        return kept or DraftReply(submission_id=self.asked.submission.id, key=key, said="", text="")


def load_thing(actor: Actor, project_id: UUID, key: str) -> Loaded[Opened]:
    loaded = load_project(actor, project_id)
    found = what_was_asked(db.session, loaded.resource)
    thing = next((each for each in found.things if each.asked.key == key), None) if found else None
    if found is None or (thing is None and key != BESIDES):
        raise NotFound("This is not asked of you now. Look at the list again.")
    return Loaded(Opened(loaded.resource, found, thing), loaded.facts)


@bp.get("/team/projects/<uuid:project_id>/asked")
@requires(Permission.PROJECT_FOLLOW, on=load_project)
def asked(project: Project) -> ResponseReturnValue:
    found = what_was_asked(db.session, project)
    if found is None:
        raise NotFound("Nothing is asked of you now.")
    may_edit = permits(Permission.PROJECT_EDIT, team_facts(current_actor(), project.organisation_id))
    return render("asked.html", project=project, asked=found, may_edit=may_edit)


@bp.route("/team/projects/<uuid:project_id>/asked/<key>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_thing)
def asked_thing(opened: Opened) -> ResponseReturnValue:
    """One thing that was asked, and what the team says to it."""
    draft = opened.draft
    form = ReplyForm(obj=draft) if opened.thing else BesidesForm(obj=draft)

    def save(answers: Mapping[str, Any]) -> None:
        write(db.session, draft, answers)

    saved = saves(form, draft, save)
    if saving.is_by_itself():
        return told(form, draft, saved=saved)
    if saved:
        return redirect(_after(opened), code=303)
    return render(
        "asked-thing.html", form, project=opened.project, thing=opened.thing, from_check=from_check(),
        most_words=REPLY_WORDS if opened.thing else MORE_WORDS,
    )  # fmt: skip


def _after(opened: Opened) -> str:
    """On to the next thing without an answer; with all answered, to the list."""
    if from_check():
        return url_for("projects.check", project_id=opened.project.id) + "#response"
    goes_on = opened.thing is not None and request.form.get(THEN) == NEXT
    found = what_was_asked(db.session, opened.project) if goes_on else None
    following = found.next_open if found else None
    if following is not None:
        return url_for("projects.asked_thing", project_id=opened.project.id, key=following.asked.key)
    return url_for("projects.asked", project_id=opened.project.id)
