"""What pages about a decision share: loading it with what is known of who asks, and where its mails lead."""

from uuid import UUID

from flask import current_app

from evidencehub.accreditation.leads import Leads
from evidencehub.authz.guard import Loaded
from evidencehub.authz.values import Actor
from evidencehub.projects.models import Submission
from evidencehub.review import access
from evidencehub.review import queries as reviews
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute


def leads_of(submission: Submission) -> Leads:
    letter = absolute("accreditation.letter", submission_id=submission.id)
    return Leads(
        own=f"Open your reviews: {absolute('review.my_reviews')}",
        letter=f"Read this letter on the hub, and reply there: {letter}",
        public=f"See what everybody sees: {absolute('catalogue.project', slug=submission.project.slug)}",
        contact=current_app.config["SETTINGS"].operator.contact,
        days=current_app.config["SETTINGS"].facts_check_days,
    )


def load_letter(actor: Actor, submission_id: UUID) -> Loaded[Submission]:
    submission = reviews.case(db.session, submission_id)
    if submission is None:
        raise NotFound("There is no such letter.")
    return Loaded(submission, access.case_facts(db.session, actor, submission))
