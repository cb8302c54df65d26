"""A project that was offered to another organisation and taken on there."""

from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import Facts
from evidencehub.projects.transfers import services
from evidencehub.shared.clock import utc_now
from tests.factories import a_person, a_transfer


class Links:
    def transfer(self, _made):
        return "the offer"

    def projects(self):
        return "the projects"


def hand_over(session, project, taker):
    made = a_transfer(session, project, taker)
    told = {"actor": actor_for(a_person(session, taker)), "facts": Facts(confirmed=True, offered=True)}
    services.accept(session, made, **told, now=utc_now(), links=Links())
    session.commit()
    return made
