"""One invented case, taken through the acts that real people take: sent, screened, graded apart, agreed, decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import publishing
from evidencehub.accreditation import queries as accreditations
from evidencehub.accreditation import withdrawing as giving_back
from evidencehub.accreditation.leads import IN_WORDS as LEADS_IN_WORDS
from evidencehub.accreditation.letter import own_words
from evidencehub.accreditation.readers import services as reading
from evidencehub.accreditation.readers.questions import ReaderKind
from evidencehub.accreditation.replies import services as replies
from evidencehub.accreditation.services import decide
from evidencehub.authz.values import Actor
from evidencehub.interchange.demonstration import appealing, correcting, renewing
from evidencehub.interchange.demonstration.content import Table
from evidencehub.projects import access as projects
from evidencehub.projects.access import document_facts, project_facts, submission_facts
from evidencehub.projects.consent.grounds import grounds
from evidencehub.projects.consent.statement import GIVEN, Consent
from evidencehub.projects.disclosure import services as disclosing
from evidencehub.projects.disclosure.services import Choice
from evidencehub.projects.models import Document, Evaluation, Project, Submission
from evidencehub.projects.sending import Offer, send
from evidencehub.review import discussing, screening
from evidencehub.review import services as review
from evidencehub.review.access import assignment_facts, case_facts
from evidencehub.review.cases import assignments_of
from evidencehub.review.choosing import Said
from evidencehub.review.discussing import Voice
from evidencehub.review.grading import Entry, TypedFact
from evidencehub.review.harm import NO, YES, Harm, is_asked
from evidencehub.review.minutes import services as minutes
from evidencehub.review.models import Assignment
from evidencehub.review.questions import answering, asking, handling
from evidencehub.review.reconciling import FactDifference, compare
from evidencehub.review.sheet import Sheet, sheet_for, sheet_of
from evidencehub.review.voices import dissent, naming
from evidencehub.shared.clock import utc_now
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.loading import load_standard

# How far each state has come. "decided" in the content is a case that waits for the editor's last press.
_STEPS = ("submitted", "screening", "in-review", "reconciling", "decided", "accredited")
_SAME_STEP = {"not-accredited": "accredited", "returned": "screening", "withdrawn": "in-review"}
_CONSENT = Consent(
    GIVEN,
    what="That their words stand in the report without their names, and that everybody may read it.",
    how="In writing, after we read out what it is for. For those under 16 a parent agreed too.",
    kept_by="Our safeguarding lead, for six years.",
)
_RETURNED = "The report's tables are missing from the file. Please send the complete report."


@dataclass(frozen=True)
class Written:
    """What the content says of the findings, by criterion and, where it says so, by outcome result."""

    findings: Mapping[tuple[str, str], Table]
    differences: Mapping[tuple[str, str], Table]

    def finding(self, criterion: str, result: str) -> Table | None:
        return self.findings.get((criterion, result)) or self.findings.get((criterion, ""))

    def difference(self, criterion: str, result: str) -> Table | None:
        return self.differences.get((criterion, result)) or self.differences.get((criterion, ""))


def _at(day: str, plus_days: float = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC) + timedelta(days=plus_days)


def _keyed(rows: list[Table]) -> dict[tuple[str, str], Table]:
    return {(row["criterion"], row.get("result", "")): row for row in rows}


def play(
    session: Session,
    project: Project,
    case: Table,
    people: Mapping[str, Person],
    results: Mapping[str, str],
    owner: str,
) -> None:
    """Take the case as far as its ``state`` says.

    :param results: for each outcome result's id as text, its name in the content ("evaluation/result").
    :raises Invalid: the engine derives another tier than the content expects.
    """
    reached = _STEPS.index(_SAME_STEP.get(case["state"], case["state"]))
    if "before" in case:
        _return_at_first(session, project, case["before"], people, owner)
    submission = _send(session, project, case, people[owner])
    if reached >= _STEPS.index("screening"):
        editor = actor_for(people[case.get("editor", "editor")])
        when = _at(case["submitted"], 2)
        _look_through(session, submission, editor, when)
        if case["state"] == "returned":
            facts = case_facts(session, editor, submission)
            review.return_to_team(session, submission, reason=_RETURNED, actor=editor, facts=facts, now=when)
    if reached >= _STEPS.index("in-review"):
        written = Written(_keyed(case.get("findings", [])), _keyed(case.get("differences", [])))
        _grade(session, submission, case, people, written, results, owner=people[owner],
               everything=reached > _STEPS.index("in-review"))  # fmt: skip
        if case["state"] == "withdrawn":
            _withdraw(session, submission, case, people[owner])
        if "third" in case:
            _look_a_third_time(session, submission, case, people, written, results)
        if reached >= _STEPS.index("decided"):
            _agree(session, submission, case, people, written, results)
        if reached == _STEPS.index("accredited"):
            _decide(session, submission, case, people, owner=people[owner])
            _speak(session, submission, case, written, results)
            _let_people_read(session, submission, case, people)
            if "appeal" in case:
                appealing.play(session, submission, case["appeal"], people, owner=owner, decided=_at(case["decided"]))
            if "renewal" in case:
                editor_of = people[case.get("editor", "editor")]
                renewing.play(session, submission, case["renewal"], owner=people[owner], editor=editor_of)
            if "given_back" in case:
                _give_back(session, submission, _at(case["given_back"]), people[owner])
            if "again" in case:
                _send_again(session, project, case, people, written, results, owner=people[owner])


def open_report(
    session: Session, document: Document, note: str, case: Table, people: Mapping[str, Person], owner: str
) -> None:
    """Let everybody read a report, as its team and the editor do it: agreed on the day of the decision."""
    submission = document.project.submissions[-1]
    team, editor, now = actor_for(people[owner]), actor_for(people[case.get("editor", "editor")]), _at(case["decided"])
    found = disclosing.agree(
        session, document, Choice(with_file=True, public_from=None, note=note), actor=team,
        facts=document_facts(team, document), now=now,
    )  # fmt: skip
    facts = case_facts(session, editor, submission)
    disclosing.confirm(session, found, note, actor=editor, facts=facts, now=now)


def _speak(
    session: Session, submission: Submission, case: Table, written: Written, results: Mapping[str, str]
) -> None:  # fmt: skip
    """What those who graded say for the record, two days after the decision."""
    now = _at(case["decided"], 2)
    for seat in assignments_of(session, submission):
        actor = actor_for(seat.reviewer)
        told: dict[str, Any] = {"actor": actor, "facts": assignment_facts(actor, seat), "now": now}
        if case.get("names"):
            naming.answer(session, seat, yes=True, **told)
        for one in dissent.differing(session, seat):
            row = written.difference(one.item.criterion.id, results.get(one.item.result_key, ""))
            if row and "dissent" in row:
                dissent.say(session, seat, one.place, row["dissent"], **told)


def _let_people_read(
    session: Session, submission: Submission, case: Table, people: Mapping[str, Person]
) -> None:  # fmt: skip
    """Readers answer a week after the decision; each row is what some of one kind said."""
    editor, award = actor_for(people[case.get("editor", "editor")]), accreditations.by_submission(session, submission)
    for row in case.get("readers", []):
        if award is None:
            raise Invalid(f"{submission.project.slug}: it was not accredited")
        facts, now = case_facts(session, editor, submission), _at(case["decided"], 7)
        kind = ReaderKind(row["kind"])
        reading.ask(session, award, kind=kind, many=row["many"], actor=editor, facts=facts, now=now)
        for one in reading.of(session, award):
            if one.answered_at is None:
                reading.answer(session, one, row["answers"], now=now)


def _give_back(session: Session, submission: Submission, now: datetime, person: Person) -> None:
    team, award = actor_for(person), accreditations.by_submission(session, submission)
    if award is None:
        raise Invalid(f"{submission.project.slug}: it was not accredited")
    giving_back.withdraw(session, award, actor=team, facts=submission_facts(team, submission), now=now)


def _withdraw(session: Session, submission: Submission, case: Table, person: Person) -> None:
    team = actor_for(person)
    review.withdraw(
        session, submission, because=case["because"], actor=team, facts=submission_facts(team, submission),
        now=_at(case["submitted"], 16),
    )  # fmt: skip


def _return_at_first(
    session: Session, project: Project, before: Table, people: Mapping[str, Person], owner: str
) -> None:
    """A first round: sent with other answers, and returned with a reason."""
    study = project.evaluations[0]
    records = {"project": project, "evaluation": study, "result": study.results[0]}
    answers = [(records[of], name, value) for of in records for name, value in before.get(of, {}).items()]
    as_they_are = [(record, name, getattr(record, name)) for record, name, _ in answers]
    for record, name, value in answers:
        setattr(record, name, value)
    submission = _send(session, project, before, people[owner])
    editor, when = actor_for(people["editor"]), _at(before["submitted"], 2)
    _look_through(session, submission, editor, when)
    facts = case_facts(session, editor, submission)
    review.return_to_team(session, submission, reason=before["reason"], actor=editor, facts=facts, now=when)
    for record, name, value in as_they_are:
        setattr(record, name, value)
    session.flush()


def _look_through(session: Session, submission: Submission, editor: Actor, when: datetime) -> None:
    """An editor takes the case, and finds nothing against it."""
    facts = case_facts(session, editor, submission)
    review.screen(session, submission, actor=editor, facts=facts, now=when)
    screening.fill_in(session, submission, actor=editor, facts=case_facts(session, editor, submission), now=when)


def _send(session: Session, project: Project, case: Table, person: Person) -> Submission:
    actor, now = actor_for(person), _at(case["submitted"])
    facts = project_facts(actor, project)
    chosen: list[Evaluation] = list(project.evaluations)
    consent = _CONSENT if grounds(session, chosen) else None
    offer = Offer(load_standard("project-oracle"), case.get("response", ""), consent=consent)
    submission = send(session, project, chosen, offer=offer, actor=actor, facts=facts, now=now)
    submission.demo = True
    return submission


def _grade(
    session: Session, submission: Submission, case: Table, people: Mapping[str, Person], written: Written,
    results: Mapping[str, str], *, owner: Person, everything: bool,
) -> None:  # fmt: skip
    editor, now = actor_for(people[case.get("editor", "editor")]), _at(case["submitted"], 5)
    chosen = [people[key] for key in case["reviewers"]]
    review.assign(
        session, submission, chosen, actor=editor, facts=case_facts(session, editor, submission), now=now,
        said=Said(exception="No practitioner who knows this had time."),  # of use where the standard wants others
    )  # fmt: skip
    sheet = sheet_of(submission)
    query = select(Assignment).where(Assignment.submission_id == submission.id)
    assignments = {assignment.reviewer_id: assignment for assignment in session.scalars(query)}
    for days, person in enumerate(chosen, 1):
        declared = now + timedelta(days=days)
        review.declare(session, assignments[person.id], conflict="", actor=actor_for(person), now=declared)
    asked_at = now + timedelta(days=len(chosen), hours=2)
    for row in case.get("questions", []):
        _ask(session, assignments[chosen[row["seat"]].id], row, editor, owner, now=asked_at)
    for seat, person in enumerate(chosen if everything else chosen[:1]):  # while a case is in review, one has begun
        assignment, actor, saved = assignments[person.id], actor_for(person), now + timedelta(days=6 + seat)
        page = _entries(sheet, written, results, seat)
        if problems := review.save_page(session, assignment, page, _facts(case), actor=actor, now=saved):
            raise Invalid(f"{submission.project.slug}: {problems[0]}")
        if is_asked(sheet, assignment):
            review.record_harm(session, assignment, _harm(case), actor=actor, now=saved)
        if everything:
            review.send_findings(session, assignment, actor=actor, now=saved + timedelta(days=3))


def _ask(
    session: Session, assignment: Assignment, row: Table, editor: Actor, owner: Person, *, now: datetime
) -> None:  # fmt: skip
    """A reviewer asks; an editor sends it the next day, and the team answers the day after, as far as the row goes."""
    submission, day = assignment.submission, timedelta(days=1)
    question = asking.ask(session, assignment, text=row["wrote"], actor=actor_for(assignment.reviewer), now=now)
    if "asked" in row:
        facts = case_facts(session, editor, submission)
        handling.send(session, question, text=row["asked"], actor=editor, facts=facts, now=now + day)
    if "answer" in row:
        team = actor_for(owner)
        answering.answer(
            session, question, text=row["answer"], document_id=None, actor=team,
            facts=projects.submission_facts(team, submission), now=now + 2 * day,
        )  # fmt: skip


def _look_a_third_time(
    session: Session, submission: Submission, case: Table, people: Mapping[str, Person], written: Written,
    results: Mapping[str, str],
) -> None:  # fmt: skip
    """A third reviewer grades what differs; then an editor and the two write about what is left."""
    editor, person = actor_for(people[case.get("editor", "editor")]), people[case["third"]]
    facts, now = case_facts(session, editor, submission), _at(case["submitted"], 17)
    third = review.ask_third(session, submission, person, actor=editor, facts=facts, now=now)
    actor = actor_for(person)
    review.declare(session, third, conflict="", actor=actor, now=now + timedelta(days=1))
    for item in sheet_for(third).items:
        row = written.difference(item.criterion.id, results.get(item.result_key, ""))
        if row is None or "third" not in row:
            raise Invalid(f"{submission.project.slug}: nothing is written on what a third found on {item.criterion.id}")
        review.record_finding(session, third, *item.key, row["third"], row["third_reason"], "", now=now)
    review.send_findings(session, third, actor=actor, now=now + timedelta(days=3))
    seats = {one.reviewer_id: one for one in assignments_of(session, submission)}
    for days, remark in enumerate(case.get("remarks", []), 4):
        place = {one.item.criterion.id: one.place for one in compare(session, submission).differences}
        voice = Voice(editor, facts)
        if remark["by"] != "editor":
            seat = seats[people[remark["by"]].id]
            voice = Voice(actor_for(seat.reviewer), assignment_facts(actor_for(seat.reviewer), seat), seat)
        discussing.write(
            session, submission, place[remark["criterion"]], remark["text"], by=voice,
            gives_way=remark.get("gives_way", False), now=now + timedelta(days=days),
        )  # fmt: skip


def _entries(sheet: Sheet, written: Written, results: Mapping[str, str], seat: int) -> list[Entry]:
    found = []
    for item in sheet.items:
        result = results.get(item.result_key, "")
        row = written.finding(item.criterion.id, result)
        if row is None:
            continue
        difference = written.difference(item.criterion.id, result)
        side = ("first", "second")[seat]
        answer = difference[side] if difference else row["answer"]
        reason = difference[f"{side}_reason"] if difference else row["reason"]
        found.append(Entry(item.key, answer, reason, str(row.get("page", ""))))
    return found


def _harm(case: Table) -> Harm:
    """What both reviewers found of the whole case; unless it says otherwise, nothing got worse and the study looked."""
    said = case.get("harm", {})
    return Harm(said.get("seen", NO), said.get("looked_for", YES), said.get("what", ""))


def _facts(case: Table) -> list[TypedFact]:
    return [TypedFact((row["name"], ""), str(row["value"]), str(row["page"])) for row in case.get("facts", [])]


def _agree(
    session: Session, submission: Submission, case: Table, people: Mapping[str, Person], written: Written,
    results: Mapping[str, str],
) -> None:  # fmt: skip
    editor, now = actor_for(people[case.get("editor", "editor")]), _at(case["submitted"], 20)
    while still_open := compare(session, submission).open:  # what is settled may bring a further step within reach
        question = still_open[0]
        if isinstance(question, FactDifference):
            raise Invalid(f"{submission.project.slug}: the content has reviewers who read a number differently")
        criterion, key = question.item.key
        row, difference = (find(criterion, results.get(key, "")) for find in (written.finding, written.difference))
        if row is None or difference is None:
            raise Invalid(f"{submission.project.slug}: nothing is written on how {criterion} was settled")
        reason = difference["agreed_reason"] or row["reason"]
        review.agree(session, submission, criterion, key, row["answer"], reason, actor=editor, now=now)


def _send_again(
    session: Session, project: Project, case: Table, people: Mapping[str, Person], written: Written,
    results: Mapping[str, str], *, owner: Person,
) -> None:  # fmt: skip
    """A later round, whose letter went out yesterday: the team names facts and replies, and nothing is public yet."""
    said, now = case["again"], utc_now()
    later = {**case, "submitted": (now - timedelta(days=50)).date().isoformat(), "response": said["response"]}
    submission, editor = _send(session, project, later, owner), actor_for(people[case.get("editor", "editor")])
    _look_through(session, submission, editor, _at(later["submitted"], 2))
    _grade(session, submission, later, people, written, results, owner=owner, everything=True)
    _agree(session, submission, later, people, written, results)
    facts = case_facts(session, editor, submission)
    decide(
        session, submission, strengths=case.get("strengths", ""), actor=editor, facts=facts,
        now=now - timedelta(days=1), leads=replace(LEADS_IN_WORDS, days=10),
    )  # fmt: skip
    team: dict[str, Any] = {
        "actor": actor_for(owner),
        "facts": submission_facts(actor_for(owner), submission),
        "now": now,
    }
    replies.reply(session, submission, text=said["reply"], links=replies.NO_ADDRESSES, **team)
    correcting.play(
        session, submission, said["facts"], owner=owner, editor=people[case.get("editor", "editor")], said=now,
        answered=now,
    )  # fmt: skip


def _decide(
    session: Session, submission: Submission, case: Table, people: Mapping[str, Person], *, owner: Person
) -> None:
    editor = actor_for(people[case.get("editor", "editor")])
    facts = case_facts(session, editor, submission)
    told: dict[str, Any] = {"actor": editor, "facts": facts, "now": _at(case["decided"])}
    own_words.write(session, submission, case.get("own_words", ""), **told)
    for row in case.get("minutes", []):
        minutes.write(session, submission, minutes.Meeting(**row), **told)
    decision = decide(
        session, submission, strengths=case.get("strengths", ""), actor=editor, facts=facts, now=_at(case["decided"]),
        leads=replace(LEADS_IN_WORDS, days=10) if "corrections" in case else LEADS_IN_WORDS,
    )  # fmt: skip
    if "team_reply" in case:
        team = actor_for(owner)
        replies.reply(
            session, submission, text=case["team_reply"], actor=team, facts=submission_facts(team, submission),
            now=_at(case["decided"], 4), links=replies.NO_ADDRESSES,
        )  # fmt: skip
    if "corrections" in case:
        correcting.play(
            session, submission, case["corrections"], owner=owner, editor=people[case.get("editor", "editor")],
            said=_at(case["decided"], 3), answered=_at(case["decided"], 6),
        )  # fmt: skip
        if submission.public_from is not None:
            publishing.publish(session, submission, actor_id=None, now=submission.public_from)
    expected = (case["tier"] or None, case["evidence_tier"] or None)
    if (decision.tier, decision.evidence_tier) != expected:
        raise Invalid(
            f"{submission.project.slug}: derived {(decision.tier, decision.evidence_tier)}, expected {expected}"
        )
