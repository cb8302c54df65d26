"""What somebody is to an offer, a request or a question to be put in touch, as facts."""

from evidencehub.authz.values import Actor, Facts, facts_of
from evidencehub.brokerage.models import HelpContact, HelpNotice


def is_own(actor: Actor, notice: HelpNotice) -> bool:
    """An offer is its author's; a request is the team's."""
    if notice.is_offer:
        return actor.id is not None and notice.person_id == actor.id
    return notice.project is not None and notice.project.organisation_id in actor.organisations


def notice_facts(actor: Actor, notice: HelpNotice) -> Facts:
    """``team``: it is theirs."""
    return facts_of(actor).and_(team=is_own(actor, notice), public=notice.state.is_published)


def contact_facts(actor: Actor, contact: HelpContact, *, passed_on: bool) -> Facts:
    """``team``: they are asked. Of what was not passed on they know nothing."""
    return facts_of(actor).and_(team=passed_on and is_own(actor, contact.notice), public=False)
