"""What the page of a project says beyond its marks: who checked it and how, its history, how to cite it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accreditation.letter.composing import third_sentence
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import (
    AgreedFinding,
    current_accreditations,
    findings_of,
    graders,
    why_not_standing,
)
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.feedback.mistakes.models import Correction
from evidencehub.feedback.mistakes.queries import corrections
from evidencehub.interchange.wwc.domains import outcome_of
from evidencehub.projects.appeals import queries as appeals
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.words import in_words as appeal_in_words
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.models import Submission
from evidencehub.projects.public import PublicProject
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.sources import is_day, source_of
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.takedown.models import TakeDown
from evidencehub.review import harm
from evidencehub.review import queries as review
from evidencehub.review.corrections import queries as fact_corrections
from evidencehub.review.corrections.queries import Corrected
from evidencehub.review.routes import RouteTaken, asked_of, routes_taken
from evidencehub.review.sheet import Key
from evidencehub.review.voices import dissent, naming
from evidencehub.review.wording import ANSWER_COLOURS, answer_label, roles_in_words
from evidencehub.shared.clock import day_of
from evidencehub.shared.words import day, listed
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.model.standard import NO_FINDING, Criterion, Tier

MOST_GROUPS = 6  # of one study that are named


@dataclass(frozen=True)
class Answered:
    """One agreed finding. ``about`` names the outcome result or study; "" is the whole."""

    criterion: Criterion
    about: str
    answer: str
    label: str
    colour: str
    reason: str
    dissents: tuple[str, ...] = ()  # why one reviewer saw it differently, in their words
    corrected: tuple[Corrected, ...] = ()  # facts in it that were put right since


@dataclass(frozen=True)
class TierChecked:
    tier: Tier
    answers: tuple[Answered, ...]
    not_asked: tuple[Criterion, ...]  # of studies of this kind

    @property
    def met(self) -> int:
        return sum(each.criterion.accepts(each.answer) for each in self.answers)


@dataclass(frozen=True)
class Checked:
    """Who graded (by role), how far they agreed at first, in which round, and each finding."""

    tiers: tuple[TierChecked, ...]  # those with findings, lowest first
    unasked: tuple[Tier, ...]  # grading stops at the first step that is not reached
    routes: tuple[RouteTaken, ...]  # which kind of study was asked what; empty where everybody is asked the same
    graders: str
    people: tuple[str, ...]  # their names, where all of them agreed
    third: str  # what a third reviewer settled; "" where there was none
    agreed_first: int
    compared: int
    round: int
    questions: tuple[TeamQuestion, ...]  # that an editor put to the team while it was graded
    harm: tuple[str, ...]  # sentences on whether anything got worse; empty where the reviewers were not asked

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple({one.criterion.id: one.criterion for each in self.tiers for one in each.answers}.values())


@dataclass(frozen=True)
class PartsOfGroup:
    """What one study gives for parts of its group, which is no evidence of its own."""

    evaluation: FrozenEvaluation
    results: int
    groups: tuple[str, ...]  # in the source's words
    more: int  # groups beyond those


@dataclass(frozen=True)
class Event:
    at: datetime
    text: str
    accreditation: str = ""  # its number, where there is a page to look at


def checked(session: Session, view: PublicProject, grading: Grading) -> Checked:
    assert view.submission is not None  # noqa: S101  only decided submissions have a grading
    findings = findings_of(session, view.submission)
    names, standard = _names(view), grading.standard
    studies = [(each.title, each.design) for each in view.evaluations]
    asked = asked_of(standard, {design for _, design in studies})
    beside = _Beside(dissent.on_record(session, view.submission), _corrected(session, view.submission))
    tiers = [
        _tier_checked(tier, standard.criteria_of(tier.id), asked, findings, names, beside) for tier in standard.tiers
    ]
    decision, who = grading.decision, graders(session, view.submission)
    return Checked(
        tiers=tuple(each for each in tiers if each.answers),
        unasked=tuple(each.tier for each in tiers if not each.answers),
        routes=routes_taken(standard, studies),
        graders=roles_in_words(list(who.kinds)),
        people=tuple(naming.names(session, view.submission.id)),
        third=third_sentence(who.third, findings) if who.third else "",
        agreed_first=decision.agreed_first if decision else 0,
        compared=decision.compared if decision else 0,
        round=review.rounds(session, view.submission),
        questions=tuple(questions.of_the_record(session, view.submission.id)),
        harm=harm.told(who.harm),
    )


@dataclass(frozen=True)
class _Beside:
    """What stands beside an agreed answer, by question."""

    dissents: Mapping[Key, Sequence[str]]  # why one reviewer saw it differently
    corrected: Mapping[Key, Sequence[Corrected]]


def _corrected(session: Session, submission: Submission) -> dict[Key, list[Corrected]]:
    """Facts in the answers as they stand: what was graded anew since had another reason."""
    found: dict[Key, list[Corrected]] = {}
    for one in fact_corrections.on_record(session, submission):
        if not one.is_anew:
            found.setdefault(one.key, []).append(one)
    return found


def _tier_checked(
    tier: Tier, criteria: Sequence[Criterion], asked: Mapping[str, Criterion], findings: Sequence[AgreedFinding],
    names: Mapping[str, str], beside: _Beside,
) -> TierChecked:  # fmt: skip
    worded = [asked[each.id] for each in criteria if each.id in asked]
    left_out = tuple(each for each in criteria if each.id not in asked)
    return TierChecked(tier, tuple(_answers(worded, findings, names, beside)), left_out)


def _answers(
    criteria: Sequence[Criterion], findings: Sequence[AgreedFinding], names: Mapping[str, str], beside: _Beside
) -> list[Answered]:
    by_criterion: dict[str, list[AgreedFinding]] = {}
    for finding in findings:
        by_criterion.setdefault(finding.criterion_id, []).append(finding)
    if not any(criterion.id in by_criterion for criterion in criteria):
        return []
    answers = []
    for criterion in criteria:
        given = by_criterion.get(criterion.id)
        if not given:
            answers.append(_answered(criterion, "", NO_FINDING, ""))
            continue
        order = list(names)
        for one in sorted(given, key=lambda each: order.index(each.result_key) if each.result_key in names else -1):
            key = criterion.id, one.result_key
            made = _answered(criterion, names.get(one.result_key, ""), one.counted, one.told, one.label)
            dissents, corrected = beside.dissents.get(key, ()), beside.corrected.get(key, ())
            answers.append(replace(made, dissents=tuple(dissents), corrected=tuple(corrected)))
    return answers


def _answered(criterion: Criterion, about: str, answer: str, reason: str, label: str = "") -> Answered:
    return Answered(criterion, about, answer, label or answer_label(answer), ANSWER_COLOURS.get(answer, "grey"), reason)


def _names(view: PublicProject) -> dict[str, str]:
    """What each result key of a finding is called, in the order of the page."""
    names: dict[str, str] = {}
    several = len(view.evaluations) > 1
    for evaluation in view.evaluations:
        names[str(evaluation.id)] = evaluation.title
        for result in evaluation.results:
            parts = [
                result.outcome,
                result.timepoint,
                str(evaluation.year or "") if several else "",
            ]
            names[str(result.id)] = ", ".join(part for part in parts if part)
    return names


def next_step(grading: Grading | None) -> str:
    """ "It already meets 4 of the 9 points that Standard 3, the next step, needs."; "" where it meets none.

    Counted as the record counts them: without what came out.
    """
    if grading is None or grading.decision is None or not grading.is_standing:
        return ""
    steps = grading.decision.grade.get("steps", [])[grading.whole.rank :]
    if not steps or not steps[0]["evidence_met_count"]:
        return ""
    met, needed = steps[0]["evidence_met_count"], steps[0]["evidence_needed_count"]
    label = grading.standard.tiers[grading.whole.rank].label
    return f"It already meets {met} of the {needed} points that {label}, the next step, needs."


def parts_of_groups(view: PublicProject) -> list[PartsOfGroup]:
    found = []
    for evaluation in view.evaluations:
        held = [each for each in evaluation.results if each.is_subgroup and not each.is_superseded]
        groups = [name for name in dict.fromkeys(each.sample_note for each in held) if name and name != "Full sample"]
        if held:
            more = max(0, len(groups) - MOST_GROUPS)
            found.append(PartsOfGroup(evaluation, len(held), tuple(groups[:MOST_GROUPS]), more))
    return found


def not_read_again(evaluation: FrozenEvaluation) -> str:
    """ "“Attendance” and “Algebra”": outcomes of an earlier reading that the later one has nothing on; "" for none."""
    again = {each.outcome for each in evaluation.results if not each.is_superseded}
    lost = dict.fromkeys(each.outcome for each in evaluation.results if each.outcome not in again)
    return listed([f"“{outcome}”" for outcome in lost])


def our_name(view: PublicProject, domain: str) -> str:
    """What the outcome is called here that a source rates by a name of its own; "" where it has no place here."""
    slug = outcome_of(domain) if view.source == "wwc" and domain else None
    term = load_outcomes().by_slug.get(slug or "")
    return term.label if term else ""


def dated(view: PublicProject, grading: Grading | None) -> str:
    """The day since which this version stands here, as an ISO date; "" where it is not dated to a day."""
    if view.stage == "imported":
        return view.project.source_as_of if is_day(view.project.source_as_of) else ""
    since = view.submission.public_from if grading and view.submission else None
    return day_of(since).isoformat() if since else ""


def appealed(session: Session, view: PublicProject, grading: Grading) -> str:
    """That the decision which is shown is under appeal, or what came of one; "" where there was none."""
    appeal = appeals.of_submission(session, view.submission) if view.submission else None
    return appeal_in_words(appeal, stands=grading.is_standing) if appeal else ""


def earlier_award(session: Session, view: PublicProject) -> Accreditation | None:
    """An accreditation that still stands though a later version, which is shown, earned none."""
    award = current_accreditations(session, [view.id]).get(view.id)
    return award if award and view.submission and award.submission_id != view.submission.id else None


def corrected(session: Session, project_id: UUID, evaluation_id: UUID | None = None) -> list[Event]:
    """What an editor put right after a reader reported it, on the pages of a project or of one study of it."""
    return [_corrected_event(each) for each in corrections(session, project_id, evaluation_id)]


def corrected_by_study(session: Session, project_id: UUID) -> dict[UUID | None, list[Event]]:
    """None: on the page of the project itself."""
    found: dict[UUID | None, list[Event]] = {}
    for each in corrections(session, project_id):
        found.setdefault(each.evaluation_id, []).append(_corrected_event(each))
    return found


def _corrected_event(made: Correction) -> Event:
    return Event(made.corrected_at, f"Corrected after a reader’s report: {made.said}")


def history(session: Session, view: PublicProject) -> list[Event]:
    """What happened to the project here, latest first. Drafts and who graded stay out."""
    query = select(Submission).where(Submission.project_id == view.id, Submission.submitted_at.is_not(None))
    query = query.where(Submission.cleared_at.is_not(None), Submission.unlisted.is_(False))
    awards = select(Accreditation).where(Accreditation.project_id == view.id)
    awards = awards.order_by(Accreditation.accredited_at, Accreditation.number)
    earned: dict[UUID, list[Accreditation]] = {}
    for award in session.scalars(awards.options(selectinload(Accreditation.holds))):
        earned.setdefault(award.submission_id, []).append(award)
    events, sent = corrected(session, view.id), session.scalars(query.order_by(Submission.number)).all()
    made = appeals.of_submissions(session, [each.id for each in sent])
    facts = fact_corrections.corrected(session, [each.id for each in sent if each.state.is_over])
    events += [Event(at, f"A fact in the findings was corrected: {said}") for at, said in facts]
    for down in session.scalars(select(TakeDown).where(TakeDown.project_id == view.id, TakeDown.ended_at.is_not(None))):
        events.append(Event(down.at, "Taken down for a while."))
    for submission in sent:
        again = "Sent for review" if submission.number == 1 else "Sent for review again"
        if submission.submitted_at:
            events.append(Event(submission.submitted_at, f"{again}."))
        if submission.state.is_returned:
            events.append(Event(submission.state_since, "Sent back to the team for changes."))
        if submission.state.is_rejected:
            events.append(Event(submission.state_since, "Not taken on for grading."))
        if submission.state.is_withdrawn:
            events.append(Event(submission.state_since, "Withdrawn by the team before a decision."))
        if submission.public_from and submission.state.is_over:
            events.append(_first_told(submission, submission.public_from, earned.get(submission.id, [])))
        for award in earned.get(submission.id, []):
            events += _of_award(award)
        if (appeal := made.get(submission.id)) and submission.state.is_over:
            events += _of_appeal(appeal)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _first_told(submission: Submission, at: datetime, awards: Sequence[Accreditation]) -> Event:
    """What stood there when it became public, whatever an appeal made of it since."""
    by_decision = next((each for each in awards if each.appeal_id is None), None)
    if by_decision is not None:
        return Event(at, SubmissionState.ACCREDITED.told.public.meaning, by_decision.number)
    state = SubmissionState.NOT_ACCREDITED if awards else submission.state
    return Event(at, state.told.public.meaning)


def _of_appeal(appeal: Appeal) -> Iterator[Event]:
    yield Event(appeal.sent_at, f"The team appealed {appeal.on.told}.")
    if appeal.ended_at:
        yield Event(appeal.ended_at, f"{appeal.state.told.public.label}.")


def _of_award(award: Accreditation) -> Iterator[Event]:
    """What became of an accreditation after the decision."""
    if award.appeal_id is not None:
        yield Event(award.accredited_at, "Accredited anew after the appeal.", award.number)
    for held in award.holds:
        yield Event(held.at, "Put on hold.", award.number)
        if held.ended_at and held.outcome == "released":
            yield Event(held.ended_at, "Released: the award stands as before.", award.number)
    if award.renewed_at:
        yield Event(award.renewed_at, "Renewed on the team’s word. Nothing was graded again.", award.number)
    if award.ended_at:
        yield Event(award.ended_at, why_not_standing(award), award.number)


def citation(view: PublicProject, grading: Grading | None, *, site: str, address: str, today: date) -> str:
    """The record as a reference list would give it, in plain text."""
    name = view.name if view.name.endswith((".", "!", "?")) else f"{view.name}."
    seen = f"{address} (seen {day(today)})."
    if view.stage == "imported":
        source = source_of(view.source, view.project.source_as_of).with_date
        return f"{source[:1].upper()}{source[1:]}: {name} As shown in {site}, not graded there. {seen}"
    owner = f"{view.project.organisation}. " if view.project.organisation else ""
    if grading is None or grading.decision is None:
        return f"{owner}{name} In {site}; {view.stage.in_words}. {seen}"
    award = f"accreditation {grading.accreditation.number}, " if grading.accreditation else ""
    standard = f"{grading.standard.title}, version {grading.standard.version}"
    return f"{owner}{name} In {site}: {award}{day(grading.decision.decided_at)}; graded by {standard}. {seen}"
