"""Later results of a study that was graded, sent and looked at by the services."""

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import actor_for
from evidencehub.projects import access
from evidencehub.projects.later import sending
from evidencehub.projects.later.models import LaterResults
from evidencehub.review.access import case_facts
from tests.factories import NOW, a_result


class Nowhere:
    """Where links of mails lead, in tests that read none."""

    def own(self, later):
        return f"later {later.id}"

    public = own

    def board(self):
        return "board"


def a_later_result(session: Session, evaluation, **values):
    return a_result(session, evaluation, **{"timepoint": "two years later", "followup_months": 24, **values})


def send(session: Session, evaluation, member, *results, now=NOW) -> LaterResults:
    actor = actor_for(member)
    facts = access.evaluation_facts(actor, evaluation)
    chosen = {each.id for each in results}
    who = {"actor": actor, "facts": facts, "now": now, "links": Nowhere()}
    return sending.send(session, evaluation, chosen, read_where="Follow-up report, page 8", **who)


def look_at(session: Session, made: LaterResults, editor, *, because: str = "", now=NOW) -> None:
    """An editor says yes, or no with a reason."""
    actor = actor_for(editor)
    who = {"actor": actor, "facts": case_facts(session, actor, made.submission), "now": now, "links": Nowhere()}
    if because:
        sending.refuse(session, made, because, **who)
    else:
        sending.show(session, made, **who)
