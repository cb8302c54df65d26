"""What a project would send now, the form that asks for it, and sending it: for the page and for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import SelectChoice

from evidencehub.authz.guard import current_actor
from evidencehub.projects import access, services
from evidencehub.projects.consent.grounds import grounds as grounds_for_consent
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_project
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.missing import complete
from evidencehub.projects.models import Evaluation, Project, Submission
from evidencehub.projects.pages.asked_of import WhatWasAsked, what_was_asked
from evidencehub.projects.pages.blueprint import ProjectLinks
from evidencehub.projects.pages.evaluation_forms import SendForm
from evidencehub.projects.pages.forms import fingerprint
from evidencehub.projects.queries import last_submission
from evidencehub.projects.sending import Offer
from evidencehub.projects.standards_in_use import InUse, Proposal, main_areas
from evidencehub.projects.standards_in_use import in_use as standards_in_use
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.standards.files.loading import load_standard


@dataclass(frozen=True)
class Sending:
    """``ready`` lacks nothing; ``whole`` and ``as_sent`` are what would be frozen of the project and of those."""

    project: Project
    ready: Sequence[Evaluation]
    whole: FrozenProject
    as_sent: Sequence[FrozenEvaluation]
    previous: Submission | None
    was_asked: WhatWasAsked | None
    offer: InUse
    proposal: Proposal | None
    about_people: Any  # why it is asked about people whose stories are in it; nothing: it is not

    @property
    def seen(self) -> str:
        """The marker by which whoever sends it is told that an answer changed since they looked."""
        return fingerprint([written(self.whole), *map(written, self.as_sent)])


def sending_of(project: Project) -> Sending:
    ready = complete(project.evaluations)
    previous, offer = last_submission(db.session, project.id), standards_in_use(db.session)
    return Sending(
        project, ready, frozen_project(project), [frozen_evaluation(each) for each in ready], previous,
        what_was_asked(db.session, project) if previous else None, offer,
        offer.proposal(main_areas(project, ready), before=previous.standard_id if previous else ""),
        grounds_for_consent(db.session, ready),
    )  # fmt: skip


def form_of(sending: Sending, **how: Any) -> SendForm:
    form = SendForm(**how)
    form.evaluations.choices = [SelectChoice(str(each.id), each.title) for each in sending.ready]
    form.standard.choices = [SelectChoice(each.id, each.title) for each in sending.offer.offered]
    form.is_asked_about_people = bool(sending.about_people)
    return form


def send(sending: Sending, form: SendForm) -> Submission:
    """Send what was chosen in a form that was found right.

    :raises AlreadyOpen: somebody was faster. :raises Invalid: something is missing.
    """
    chosen = [each for each in sending.ready if str(each.id) in (form.evaluations.data or ())]
    said = (sending.was_asked.more, sending.was_asked.things) if sending.was_asked else ("", ())
    return services.send(
        db.session, sending.project, chosen, offer=Offer(load_standard(form.standard.data), *said,
        consent=form.consent_said()), actor=current_actor(),
        facts=access.project_facts(current_actor(), sending.project), now=utc_now(), links=ProjectLinks(),
    )  # fmt: skip
