"""``evidencehub states``: every state and every step as a page, drawn from the tables that the hub runs by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from evidencehub.accounts.states import INVITATION_TOLD
from evidencehub.accounts.transitions import INVITATION
from evidencehub.accreditation.renewals.states import RENEWAL_TOLD
from evidencehub.accreditation.renewals.transitions import RENEWAL
from evidencehub.accreditation.replies.states import REPLY_TOLD
from evidencehub.accreditation.replies.transitions import REPLY
from evidencehub.accreditation.states import ACCREDITATION_TOLD
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.authz.policies import POLICY
from evidencehub.authz.told import Told, Words
from evidencehub.authz.values import Permission
from evidencehub.brokerage.states import CONTACT_TOLD, NOTICE_TOLD
from evidencehub.brokerage.transitions import CONTACT, NOTICE
from evidencehub.catalogue.outcomes.certainty.states import JUDGEMENT_TOLD
from evidencehub.catalogue.outcomes.certainty.transitions import JUDGEMENT
from evidencehub.consultation.states import COMMENT_TOLD
from evidencehub.consultation.transitions import COMMENT
from evidencehub.feedback.mistakes.states import MISTAKE_TOLD
from evidencehub.feedback.mistakes.transitions import MISTAKE
from evidencehub.feedback.notes.states import NOTE_TOLD
from evidencehub.feedback.notes.transitions import NOTE
from evidencehub.feedback.requests.states import REQUEST_TOLD
from evidencehub.feedback.requests.transitions import REQUEST
from evidencehub.projects.appeals.states import APPEAL_TOLD
from evidencehub.projects.appeals.transitions import APPEAL
from evidencehub.projects.disclosure.states import DISCLOSURE_TOLD
from evidencehub.projects.disclosure.transitions import DISCLOSURE
from evidencehub.projects.later.states import LATER_TOLD
from evidencehub.projects.later.transitions import LATER
from evidencehub.projects.learning.states import LOG_TOLD
from evidencehub.projects.learning.transitions import LOG
from evidencehub.projects.on_request.states import REPORT_REQUEST_TOLD
from evidencehub.projects.on_request.transitions import REPORT_REQUEST
from evidencehub.projects.plans.states import PLAN_TOLD
from evidencehub.projects.plans.transitions import PLAN
from evidencehub.projects.questions.states import QUESTION_TOLD
from evidencehub.projects.questions.transitions import QUESTION
from evidencehub.projects.states import DOCUMENT_TOLD, SUBMISSION_TOLD
from evidencehub.projects.transfers.states import TRANSFER_TOLD
from evidencehub.projects.transfers.transitions import TRANSFER
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.review.corrections.states import CORRECTION_TOLD
from evidencehub.review.corrections.transitions import CORRECTION
from evidencehub.review.states import SEAT_TOLD
from evidencehub.shared.transitions import Transition

INTRODUCTION = """\
# States

Drawn by `evidencehub states` from each room's `states.py` and `transitions.py`; a test compares this page with what
the command prints. So change those and draw it again: `evidencehub states >docs/states.md`.

Whoever holds its permission takes a step, as long as its guard (“only if”) gives no reason against it; each step
writes an audit entry, such as `submission.send`. A step that is only planned stands in the table, and no page takes it
yet. Where a reader never meets a state, there is a dash.
"""


@dataclass(frozen=True)
class Machine:
    """The states of one kind of record. Without ``steps`` no table moves it, and ``note`` says what does."""

    kind: str
    title: str
    own: str  # whose record it is
    told: Mapping[Any, Told]  # of each of its states
    steps: tuple[Transition, ...] = ()
    note: str = ""


MACHINES = (
    Machine("invitation", "An invitation into a team", "the team", INVITATION_TOLD, INVITATION),
    Machine("submission", "A submission", "the team", SUBMISSION_TOLD, SUBMISSION),
    Machine("accreditation", "An accreditation", "the team", ACCREDITATION_TOLD, ACCREDITATION),
    Machine("appeal", "An appeal against a decision", "the team", APPEAL_TOLD, APPEAL),
    Machine("renewal", "A renewal on the team’s word", "the team", RENEWAL_TOLD, RENEWAL),
    Machine("mistake", "A report of a mistake", "whoever sent it", MISTAKE_TOLD, MISTAKE),
    Machine("comment", "A comment on a standard", "its author", COMMENT_TOLD, COMMENT),
    Machine("note", "A practice note", "whoever wrote it", NOTE_TOLD, NOTE),
    Machine("request", "A request for evidence", "who asked", REQUEST_TOLD, REQUEST),
    Machine("help", "An offer of help, or a request for it", "whoever wrote it", NOTICE_TOLD, NOTICE),
    Machine("help-contact", "Asking to be put in touch", "the two", CONTACT_TOLD, CONTACT),
    Machine("certainty", "A judgement on how sure we can be of a synthesis", "nobody", JUDGEMENT_TOLD, JUDGEMENT),
    Machine(
        "assignment", "A reviewer's seat on a case", "the team", SEAT_TOLD,
        note="Reviewers and editors move a seat: `evidencehub/review/{declaring,leaving,sending}.py`.",
    ),
    Machine(
        "document", "A document", "the team", DOCUMENT_TOLD,
        note="The worker moves it once, to what the reading of the file came to: `evidencehub/projects/extracting.py`.",
    ),
    Machine("question", "A question to the team", "the team", QUESTION_TOLD, QUESTION),
    Machine("correction", "A fact that a team says is wrong", "the team", CORRECTION_TOLD, CORRECTION),
    Machine("reply", "A team's reply to a decision", "the team", REPLY_TOLD, REPLY),
    Machine("disclosure", "A document on its way to the public", "the team", DISCLOSURE_TOLD, DISCLOSURE),
    Machine(
        "report-request", "Asking for a full report", "the team", REPORT_REQUEST_TOLD, REPORT_REQUEST
    ),
    Machine("transfer", "A project’s way to another organisation", "both teams", TRANSFER_TOLD, TRANSFER),
    Machine("plan", "A version of the plan of a study", "the team", PLAN_TOLD, PLAN),
    Machine("log", "An entry of a learning log", "the team", LOG_TOLD, LOG),
    Machine("later-results", "Later results of a study that was graded", "the team", LATER_TOLD, LATER),
)  # fmt: skip


@click.command("states")
def states_command() -> None:
    """Print every state, its words and its steps as a page (Markdown with diagrams)."""
    click.echo(page(), nl=False)


def page() -> str:
    return "\n".join([INTRODUCTION, *(line for machine in MACHINES for line in _section(machine))])


def _section(machine: Machine) -> Iterator[str]:
    yield from (f"## {machine.title}", "")
    if machine.note:
        yield from (machine.note, "")
    if machine.steps:
        yield from ("```mermaid", "stateDiagram-v2", *_diagram(machine), "```", "")
    has_board = machine.told is SUBMISSION_TOLD
    words = (f"words for {machine.own}", "for reviewers", "for editors", "for everybody")
    yield from _table(
        "state", "whose turn", *words, "who may read it", *(["on the editors' board"] if has_board else [])
    )
    for state, told in machine.told.items():
        turn = told.turn.value + (f": {told.todo[:1].lower()}{told.todo[1:]}" if told.todo else "")
        told_to = (_words(each) for each in (told.own, told.reviewer, told.editor, told.public))
        board = [state.column.value if state.column else "–"] if has_board else []
        yield _row(f"`{state.value}`", turn, *told_to, state.visibility.value, *board)
    yield ""
    if not machine.steps:
        return
    yield from _table("step", "from", "to", "who may", "only if", "mail")
    for step in machine.steps:
        name = f"`{step.name}`" + (" (planned)" if step.planned else "")
        yield _row(
            name, ", ".join(f"`{source}`" for source in _sources(machine, step)), f"`{step.target}`", _who_may(step),
            _code(step.guard), _code(step.notice),
        )  # fmt: skip
    yield from ("", *_ends(machine), "")


def _diagram(machine: Machine) -> Iterator[str]:
    """Names with hyphens are not all taken as they are, so each state has a plain name and its own beside it."""
    for state in machine.told:
        yield f'    state "{state.value}" as {_plain(state.value)}'
    for start in _starts(machine):
        yield f"    [*] --> {_plain(start)}"
    for step in machine.steps:
        for source in _sources(machine, step):
            planned = " (planned)" if step.planned else ""
            yield f"    {_plain(source)} --> {_plain(step.target)}: {step.name}{planned}"
    for state in _last(machine):
        yield f"    {_plain(state)} --> [*]"


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _sources(machine: Machine, step: Transition) -> list[str]:
    """In the order of the states, since a set has none."""
    return [state.value for state in machine.told if state.value in step.sources]


def _starts(machine: Machine) -> list[str]:
    """The first of its states: what a record is made with."""
    return [state.value for state in machine.told][:1]


def _last(machine: Machine) -> list[str]:
    left = {source for step in machine.steps for source in step.sources}
    return [state.value for state in machine.told if state.value not in left]


def _ends(machine: Machine) -> Iterator[str]:
    """What a picture shows at a glance, in words."""
    taken = {step.target for step in machine.steps if not step.planned} | {*_starts(machine)}
    reached = {step.target for step in machine.steps} | {*_starts(machine)}
    yield f"It begins as `{_starts(machine)[0]}`."
    if last := _last(machine):
        yield f"No step leads on from {_listed(last)}."
    if planned := [state.value for state in machine.told if state.value in reached - taken]:
        yield f"Only planned steps lead to {_listed(planned)}."
    if without := [state.value for state in machine.told if state.value not in reached]:
        yield f"No step leads to {_listed(without)} yet."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _who_may(step: Transition) -> str:
    """The permission, and the facts that hold it: any one rule is enough."""
    rules = POLICY[Permission(step.permission)]
    ways = (", ".join(test.__name__.removeprefix("is_").replace("_", " ") for test in rule) for rule in rules)
    return f"`{step.permission}`: {' or '.join(ways) or 'nobody; the hub does it when the day comes'}"


def _words(words: Words) -> str:
    """The label, then what is said in a sentence."""
    if words.unseen:
        return "–"
    return ". ".join(filter(None, (words.label, words.meaning))) or "nothing is added"


def _code(name: str | None) -> str:
    return f"`{name}`" if name else ""


def _table(*titles: str) -> tuple[str, str]:
    return _row(*titles), _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


COMMANDS = (states_command,)
