"""What somebody is to an offer, a request or a question to be put in touch, as facts."""

from evidencehub.authz.values import Actor, Facts, facts_of, team_facts
from evidencehub.brokerage.models import HelpContact, HelpNotice


def is_own(actor: Actor, notice: HelpNotice) -> bool:
    """An offer is its author's; a request is the team's."""
    return _own(actor, notice).team is True


def _own(actor: Actor, notice: HelpNotice) -> Facts:
    if notice.is_offer:
        own = actor.id is not None and notice.person_id == actor.id
        return facts_of(actor).and_(team=own, contributor=own)
    return team_facts(actor, notice.project.organisation_id if notice.project else None)


def notice_facts(actor: Actor, notice: HelpNotice) -> Facts:
    """``team``: it is theirs."""
    return _own(actor, notice).and_(public=notice.state.is_published)


def contact_facts(actor: Actor, contact: HelpContact, *, passed_on: bool) -> Facts:
    """``team``: they are asked. Of what was not passed on they know nothing."""
    return (_own(actor, contact.notice) if passed_on else facts_of(actor).and_(team=False)).and_(public=False)
