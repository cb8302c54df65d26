"""The blueprint of help with evaluations, apart from its views so that all of them can stand on it."""

from typing import Any

from flask import Blueprint, current_app

from evidencehub.brokerage import kinds
from evidencehub.brokerage.models import HelpContact, HelpNotice
from evidencehub.consultation.forms import ROLES_SHOWN
from evidencehub.projects.terms import label
from evidencehub.shared.links import absolute

bp = Blueprint("brokerage", __name__)


class HelpLinks:
    """The addresses that mails about help hold."""

    def own(self) -> str:
        return absolute("brokerage.yours")

    def contact(self, contact: HelpContact) -> str:
        return absolute("brokerage.answer", contact_id=contact.id)

    def ask(self, notice: HelpNotice) -> str:
        return absolute("brokerage.contact", notice_id=notice.id)

    def notice(self, notice: HelpNotice) -> str:
        return absolute("brokerage.notice", notice_id=notice.id)

    def desk(self) -> str:
        return absolute("brokerage.desk")


@bp.context_processor
def _helpers() -> dict[str, Any]:
    return {
        "origin": current_app.config["SETTINGS"].origin,
        "kinds_of": kinds.labels,
        "area_of": lambda slug: label("outcome-areas", slug) if slug else "Any outcome",
        "roles": ROLES_SHOWN,
    }
