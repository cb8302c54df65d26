"""Nothing happens of which nothing is said: every act, mail and row of the worker has a rule, or a reason for none."""

from collections.abc import Mapping

from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.notices.topics import TOPICS
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import reading_only
from evidencehub.shared.mail import Mail
from evidencehub.shared.settings import Settings
from evidencehub.simulation.checks.expected import RULES
from evidencehub.simulation.world import World

# Acts after which nobody is written to, or only because of another act of that moment.
_PEOPLE = (
    "person.registered person.confirmed person.roles-set person.kind-set person.switched-off reviewer.trained "
    "organisation.created organisation.member-added invitation.made"
)
_TEAMS = "project.created project.edited evaluation.created evaluation.edited result.added submission.reply-held-back"
_CASES = (
    "submission.screen submission.clear submission.close screening.saved conflict.ruled panel.excepted "
    "assignment.declared assignment.saved finding.agreed finding.majority finding.opened-again fact.agreed "
    "fact.majority fact.opened-again finding.discussed submission.decision-put-off submission.decision-taken-back"
)
_AFTERWARDS = (
    "submission.gain-on-appeal submission.lose-on-appeal appeal.take appeal.taken-over correction.take-back "
    "accreditation.made accreditation.supersede accreditation.overturn accreditation.hold-of accreditation.release-of "
    "accreditation.revoke-of accreditation.given-back accreditation.renew accreditation.renew-of "
    "accreditation.renewal-asked accreditation.whole-asked renewal.lapse mistake.set-aside"
)
_BY_THE_CLOCK = "accreditation.come-due accreditation.expire"  # told by checks/awards.py
SILENT = frozenset(f"{_PEOPLE} {_TEAMS} {_CASES} {_AFTERWARDS} {_BY_THE_CLOCK}".split())

# Kinds of due rows that a year meets; what they do, or leave undone, another check sees.
_ROWS = (
    "mail index synthesis records agreement publish decide no-reviewer no-editor joined remind discussed question "
    "accreditation-hold accreditation-time appeal appeal-publish mistake renewal facts"
)
ROWS = frozenset(_ROWS.split())
NOT_MET: Mapping[str, str] = {  # kinds that a year does not meet
    "alert": "nobody follows a search", "digest": "everybody wants mails at once", "disclosure": "there are no files",
    "report-request": "there are no files", "recognise": "there are no files",
    "extract": "there are no files", "copy": "there are no files", "reset": "nobody signs in", "meaning": "no model",
    "help-time": "nobody offers help", "certainty": "nobody judges several studies",
    "retractions": "no setting names a file", "backup": "no setting names a folder",
    "backup-tried": "no setting names a folder",
    "dois": "no setting names DataCite", "data-copy": "nobody asks for a copy of what is held of them",
    "erasure": "nobody asks to be erased",
    "plan": "nobody sends a plan", "transfer": "nobody hands a project over",
}  # fmt: skip


def unsaid(settings: Settings) -> list[str]:
    """Kinds of due rows that the worker knows and neither list names."""
    known = {kind for lane in worker.handlers_of_lanes(settings).values() for kind in lane}
    return sorted(known - ROWS - NOT_MET.keys())


def problems(world: World) -> list[str]:
    with reading_only(), world.sessions() as session:
        acts = set(session.scalars(select(AuditEntry.action).distinct()))
        about = set(session.scalars(select(Mail.about).distinct()))
    found = [f"no rule says who hears of {one}" for one in sorted(acts - RULES.keys() - SILENT)]
    found += [f"nothing says whether a year meets rows of kind {one}" for one in unsaid(world.settings)]
    unchecked = sorted(world.due_kinds - ROWS)
    found += [f"rows of kind {one} came up, and nothing is checked of them" for one in unchecked]
    topics = {one for topic in TOPICS for one in topic.about}
    return found + [f"mails about {one} belong to no topic" for one in sorted(about - topics)]
