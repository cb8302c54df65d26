"""Settling what the two reviewers on appeal see differently: the page of the case itself, for what is contested."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.review import reconciling, settling
from evidencehub.review.pages.appeal_desk import load_appeal
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.settling_form import settling_form
from evidencehub.review.pages.settling_views import keep_settled, settling_page
from evidencehub.shared.db import db


@bp.get("/cases/<uuid:submission_id>/appeal/reconcile")
@requires(Permission.APPEAL_MANAGE, on=load_appeal)
def reconcile_appeal(appeal: Appeal) -> ResponseReturnValue:
    comparison = reconciling.compare(db.session, appeal.submission, appeal)
    return settling_page(comparison, settling_form(comparison.asked))


@bp.post("/cases/<uuid:submission_id>/appeal/reconcile")
@requires(Permission.APPEAL_MANAGE, on=load_appeal)
def settle_appeal(appeal: Appeal) -> ResponseReturnValue:
    comparison = settling.begin(db.session, appeal, actor=current_actor(), facts=g.facts)
    return keep_settled(comparison, url_for(".reconcile_appeal", submission_id=appeal.submission_id))
