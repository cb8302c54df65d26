"""Who may learn what of a case, at each of its states, from any page, file, export, mail or error.

Words that nobody would write by chance stand for what is secret. Everybody asks for every address of the hub that the
keys of its records make, and is sent their mails; reviewers and strangers press everything, too, with nothing filled
in. A word that ``MAY`` does not give them at that state must be in no answer; one that it gives must be in some, or
this would see nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects.costs.keeping import costs_of
from evidencehub.projects.models import Project
from evidencehub.projects.theory.keeping import theory_of
from evidencehub.review import services
from evidencehub.review.appeals import handling, making, pairing
from evidencehub.shared.db import Base
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_reviewer, a_token, an_editor, an_organisation
from tests.factories_review import LATER, a_case, decide, grade, look_through, settle, withdraw
from tests.integration.review.test_blinding import with_a_question
from tests.integration.review.test_thirds import asked as ask_third
from tests.integration.review.test_thirds import sends
from tests.support import appeals, learning_logs
from tests.support.clients import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same pages on any database

STAGES = ["invited", "one is in", "third", "with the team", "public", "on appeal", "appeal settling"]
ALL = [*STAGES, "withdrawn"]
GRADED = STAGES[1:]
THIRD = STAGES[2:]
PUBLIC = STAGES[STAGES.index("public") :]
APPEAL = STAGES[STAGES.index("on appeal") :]

# Who is in it: each has a name that nobody else has.
NAMES = {
    "A": "Aurelia Quillfeather", "B": "Bertrand Oxenbould", "the editor": "Desmond Wyrmwood",
    "the member": "Euphemia Thistlewood", "the third": "Cosima Featherstone", "F": "Fenella Gristwood",
    "G": "Gideon Harrowgate", "the editor on appeal": "Ione Junipertree",
}  # fmt: skip
OTHERS = ("an editor with a conflict", "an administrator", "another team", "anybody")

# What is secret, and words that would show it.
SECRETS = {
    **{f"the name of {who}": [name, f"{name.partition(' ')[0].lower()}@"] for who, name in NAMES.items()},
    "A's findings": ["ALPHA reason"],
    "B's findings": ["BETA reason"],
    "the third's findings": ["GAMMA reason"],
    "F's findings": ["KAPPA reason"],
    "G's findings": ["LAMBDA reason"],
    "the question as sent": ["DELTA?"],
    "what A asked": ["GAMMA, as I would say", "GAMMA once more", "GAMMA and no end"],
    "A's note to the editors": ["ZETA: it looks copied"],
    "why the team appeals": ["SECRETWORD"],
    "an entry of its learning log": ["OMEGA lesson"],
    "an entry that waits": ["SIGMA lesson"],
    "the report": ["What stands on page"],
    "who wrote the report": ["by a famous author", "by-a-famous-author"],
}

# Who may learn it, and at which states; whatever is not here, nobody. What a withdrawn case holds is sealed.
MAY: dict[tuple[str, str], Sequence[str]] = {
    **{(f"the name of {who}", who): ALL for who in ("A", "B", "the editor", "the member")},
    ("the name of the third", "the third"): THIRD,
    **{(f"the name of {who}", who): APPEAL for who in ("F", "G", "the editor on appeal")},
    **{(f"the name of {who}", "the editor"): ALL for who in ("A", "B", "the member")},
    ("the name of the third", "the editor"): THIRD,
    ("the name of the editor on appeal", "the editor"): APPEAL,
    ("the name of the editor", "an editor with a conflict"): ALL,
    ("the name of the editor on appeal", "an editor with a conflict"): APPEAL,
    **{(f"the name of {who}", "the editor on appeal"): APPEAL for who in NAMES},
    ("A's findings", "A"): GRADED,
    ("B's findings", "B"): GRADED,
    ("the third's findings", "the third"): THIRD,
    ("F's findings", "F"): APPEAL,
    ("G's findings", "G"): APPEAL[1:],
    **{(f"{who}'s findings", "the editor"): THIRD for who in ("A", "B", "the third")},
    **{(f"{who}'s findings", "the editor on appeal"): APPEAL[1:] for who in ("F", "G")},
    **{(f"{who}'s findings", "the member"): ["with the team"] for who in ("A", "B", "the third")},
    ("what A asked", "A"): GRADED,
    ("what A asked", "the editor"): [*GRADED, "withdrawn"],
    ("what A asked", "the editor on appeal"): APPEAL,
    **{("the question as sent", who): GRADED for who in ("A", "B")},
    **{("the question as sent", who): [*GRADED, "withdrawn"] for who in ("the editor", "the member")},
    ("the question as sent", "the third"): THIRD,
    ("A's note to the editors", "A"): GRADED,
    ("A's note to the editors", "the editor"): [*GRADED, "withdrawn"],
    ("A's note to the editors", "the editor on appeal"): APPEAL,
    **{("why the team appeals", who): APPEAL for who in ("the member", "the editor on appeal")},
    ("an entry of its learning log", "the member"): ALL,
    ("an entry that waits", "the member"): ALL,
    **{("an entry that waits", who): ALL for who in ("the editor", "an editor with a conflict")},
    ("an entry that waits", "the editor on appeal"): APPEAL,
    **{("the report", who): GRADED for who in ("A", "B")},
    ("the report", "the third"): THIRD,
    **{("the report", who): APPEAL for who in ("F", "G", "the editor on appeal")},
    **{("the report", who): ALL for who in ("the editor", "the member")},
    **{("who wrote the report", who): ALL for who in ("the editor", "the member")},
    ("who wrote the report", "the editor on appeal"): APPEAL,
    ("who wrote the report", "an editor with a conflict"): ALL,  # as it is with the names of its authors
}

# Addresses that are made of no key of a case: of accounts, mails, signed links, standards, syntheses, readers' notes.
# "/cases/reviewers" names all reviewers of the hub, and of no case.
ELSEWHERE = (
    "/static/", "/api/v1/standards/", "/api/v1/syntheses/", "/api/v1/vocabularies/",
    "/standards/", "/vocabularies", "/about/", "/account/", "/admin/", "/cases/reviewers", "/certainty/",
    "/confirm/", "/credentials/", "/follow/", "/given-reports/",
    "/help-with-evaluations/", "/invitations/", "/judgements/", "/mails",
    "/memberships/", "/new-password/", "/notices/stop/", "/outcomes/", "/readers/", "/reports/",
    "/reviews/confirm/", "/reviews/say-no/", "/syntheses/", "/typed/",
)  # fmt: skip


@dataclass
class Known:
    """A case with its people, and what addresses are made of."""

    case: Any
    people: dict[str, Any]
    keys: dict[str, list[Any]] = field(default_factory=dict)


def a_known_case(session, stage, files):
    case = a_case(session, files=files)
    people = dict(zip(("A", "B", "the editor", "the member"), (*case.reviewers, case.editor, case.member), strict=True))
    domain = case.member.email.partition("@")[2]
    people["an editor with a conflict"] = an_editor(session, email=f"neighbour@{domain}")
    people["an administrator"] = a_person(session, is_admin=True)
    people["another team"] = a_person(session, an_organisation(session))
    known = Known(case, people)
    _name_all(session, people)
    _review(session, known, stage)
    if stage in APPEAL:
        _appeal(session, known, stage)
    learning_logs.write(session, case.submission.project, learned="OMEGA lesson.", is_for_all=False)
    learning_logs.as_sent(session, learning_logs.write(session, case.submission.project, learned="SIGMA lesson."))
    known.keys = _keys(session, case.submission)
    session.commit()
    return known


def _name_all(session, people):
    for who, person in people.items():
        if who in NAMES:
            person.name = NAMES[who]
            person.email = f"{person.name.partition(' ')[0].lower()}@{person.email.partition('@')[2]}"
    session.flush()


def _review(session, known, stage):
    case = known.case
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session)}
    services.screen(session, case.submission, **editor, now=NOW)
    look_through(session, case)
    case.assignments = tuple(services.assign(session, case.submission, case.reviewers, **editor, now=NOW))
    if stage == "invited":
        return
    for name, assignment, answer in zip(("ALPHA", "BETA"), case.assignments, ("met", "partly"), strict=True):
        services.declare(session, assignment, conflict="", actor=actor_for(assignment.reviewer), now=NOW)
        grade(session, assignment, {"po2.8": "not-met", "po1.4": answer}, reason=f"{name} reason")
    with_a_question(session, case, "decided")
    for assignment in case.assignments[: 1 if stage == "one is in" else 2]:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    if stage == "withdrawn":
        withdraw(session, case)
    if stage in THIRD:
        known.people["the third"] = a_reviewer(session)
        _name_all(session, known.people)
        sends(session, ask_third(session, case, known.people["the third"]), {"po1.4": "met"})
    if stage in THIRD[1:]:
        settle(session, case)
        decide(session, case, days=10 if stage == "with the team" else 0)


def _appeal(session, known, stage):
    people = known.people
    people["F"], people["G"], people["the editor on appeal"] = (
        a_reviewer(session),
        a_reviewer(session),
        an_editor(session),
    )
    _name_all(session, people)
    wanted = making.Wanted("fact", ("po2.8 ",), appeals.BECAUSE)
    appeal = making.make(session, known.case.submission, wanted, **appeals.as_team(known.case))
    pair = (people["F"], people["G"])
    found = appeals.Appealed(known.case, appeal, people["the editor on appeal"], pair)
    handling.take_in_hand(session, appeal, **found.as_editor(session))
    seats = pairing.ask(session, appeal, pair, **found.as_editor(session))
    for seat in seats:
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    for seat, name in zip(seats[: 1 if stage == "on appeal" else 2], ("KAPPA", "LAMBDA"), strict=False):
        appeals.sends(session, seat, "met", f"{name} reason")


def _keys(session, submission):
    """What each part of an address may be: where it is the key of a table, all rows that are there."""
    tables = Base.metadata.tables
    keys = {
        f"{name}_id": list(session.scalars(select(table.c.id))) for name, table in tables.items() if "id" in table.c
    }
    projects = session.scalars(select(Project)).all()
    steps = [step.id for project in projects for step in theory_of(project).steps]
    lines = [line.id for project in projects for line in costs_of(project).lines]
    studies = [each for project in projects for each in project.evaluations]
    references = [one["id"] for each in studies for one in (*each.publications, *each.literature)]
    return {
        **keys, "step_id": steps, "start": steps[:1], "end": steps[1:2], "line_id": lines,
        "reference_id": references,
        "result_id": keys["outcome_result_id"], "question_id": keys["team_question_id"],
        "request_id": keys["report_request_id"],
        "slug": [submission.project.slug], "tier_id": ["1"], "day": ["2026-03-20"], "number": [1], "place": [1],
        "key": ["new", "besides"], "later_id": keys["later_results_id"],
        "entry_id": keys["log_entry_id"],
        "file": ["studies.csv", "results.csv", "references.ris", "references.datacite.json", "studies.json"],
        "form": ["cite.ris", "cite.datacite.json", "cite.linkset.json"], "references": ["references.jsonld"],
        "name": ["pages", "plans", "projects-1"],
    }  # fmt: skip


def addresses(app, known, method):
    """Every address of the hub that the keys make; an accreditation is asked for by its number."""
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.rule.startswith((*ELSEWHERE, "/sign-out")):
            continue
        keys = dict(known.keys)
        if rule.rule.startswith(("/accreditations", "/api/v1/accreditations")):
            keys["number"] = ["2026-0001"]
        lacking = rule.arguments - keys.keys()
        assert not lacking, f"{rule.rule} asks for {lacking}: say in _keys what it is, or in ELSEWHERE why not"
        names = sorted(rule.arguments)
        for values in product(*(keys[name] or [uuid4()] for name in names)):
            yield app.url_map.bind("").build(rule.endpoint, dict(zip(names, values, strict=True)), method=method)


def _needs_token(app, address, method):
    endpoint, _ = app.url_map.bind("").match(address, method=method)
    return hasattr(app.view_functions[endpoint], "scope")


def told(app, session, known, who):
    """All that somebody is shown and sent: the address or the kind of mail, and its text."""
    client = FlaskClient(app, app.response_class, use_cookies=True)  # not the one that reads each page as HTML
    person = known.people.get(who)
    if person:
        token = a_token(session, person)
        session.commit()
        client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    for method in ("GET", "POST") if who in {"A", "F", "anybody"} else ("GET",):
        for address in addresses(app, known, method):
            headers = {"Authorization": f"Bearer {token}"} if person and _needs_token(app, address, method) else {}
            answer = client.open(address, method=method, headers=headers)
            yield f"{method} {address}", answer.get_data().decode(errors="replace")
    session.rollback()
    if person:
        for mail in session.scalars(select(Mail).where(Mail.to == person.email)):
            yield f"the mail {mail.about}", f"{mail.subject}\n{mail.body}"


def may_learn(secret, who, stage):
    of_the_record = secret in {"A's findings", "B's findings", "the third's findings", "the question as sent"}
    return stage in MAY.get((secret, who), ()) or (of_the_record and stage in PUBLIC)


@pytest.mark.parametrize("stage", ALL)
def test_nobody_learns_what_is_not_theirs(app, session, settings, stage):
    known = a_known_case(session, stage, FileStore(settings.files_url))
    wrong = []
    for who in [*known.people, "anybody"]:
        found = {}
        for where, text in told(app, session, known, who):
            for secret, words in SECRETS.items():
                if any(word in text for word in words):
                    found.setdefault(secret, where)
        for secret in SECRETS:
            may = may_learn(secret, who, stage)
            if secret in found and not may:
                wrong.append(f"{who} learns {secret} at {found[secret]}")
            if may and secret not in found:
                wrong.append(f"{who} may learn {secret}, and does not")
    assert not wrong, "\n".join(wrong)
