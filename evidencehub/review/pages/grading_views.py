"""What reviewers see and do: their list, an invitation, the declaration, the report, the grading, sending."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.costs.words import payers
from evidencehub.projects.frozen.keeping import bundle_of, project_sent
from evidencehub.projects.pages.answers import project_sections, studies_in_words
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.plans.told import comparisons
from evidencehub.projects.questions import queries as questions
from evidencehub.review import (
    access,
    conflicts,
    grading,
    harm,
    hours,
    queries,
    quoting,
    seen,
    sending,
    services,
    team_numbers,
    wording,
)
from evidencehub.review.deadlines import is_past
from evidencehub.review.models import Assignment, Finding
from evidencehub.review.page_saving import Saved
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.choosing_forms import DeclareForm
from evidencehub.review.pages.evidence import on_page
from evidencehub.review.pages.grading_form import GradingForm, grading_form
from evidencehub.review.pages.team_facts import facts_in_words
from evidencehub.review.routes import routes_of
from evidencehub.review.sheet import Key, Sheet, sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.review.together import grouped
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound, WrongState
from evidencehub.shared.files import FileStore
from evidencehub.standards.model.standard import Tier

OVERTAKEN, REFUSED = 409, 422
# Shown for the declaration; the report is graded by what was done.
DECLARED_ON = ("authors", "funder", "evaluator_ties", "interests", "contact", "publications", "paid_by")
TEXT_BESIDE = 250_000  # characters of report shown beside the questions; more would make the page slow


@bp.get("/reviews")
@requires(Permission.ASSIGNMENTS_LIST)
def my_reviews() -> ResponseReturnValue:
    mine, now = queries.reviews_of(db.session, current_actor().id), utc_now()
    due = [one for one in mine if one.state.is_due]
    return render_template(
        "review/mine.html", words=wording, due=due, late={one.id for one in due if is_past(one.due_at, now)},
        done=[one for one in reversed(mine) if not one.state.is_due],
    )  # fmt: skip


def load_assignment(actor: Actor, assignment_id: UUID) -> Loaded[Assignment]:
    assignment = queries.assignment(db.session, assignment_id)
    if assignment is None:
        raise NotFound("There is no such page.")
    facts = access.seat_facts(db.session, actor, assignment)
    if not facts.assigned and not facts.entering and access.has_typed(db.session, actor, assignment):
        raise WrongState(
            "You typed these findings, and asked the reviewer whether they are theirs. They cannot be changed here now."
            " The page of the case says what the reviewer answered."
        )
    return Loaded(assignment, facts)


@bp.get("/reviews/<uuid:assignment_id>")
@requires(Permission.ASSIGNMENT_READ, on=load_assignment)
def invitation(assignment: Assignment) -> ResponseReturnValue:
    """Before the declaration how long it is and no name; after it, where one stands."""
    sheet = sheet_for(assignment)
    if assignment.state.is_invited:
        pages, questions_asked = queries.page_count(db.session, assignment.submission), len(grouped(sheet.items))
        asked = questions_asked + len(sheet.numbers)
        return render_template(
            "review/invitation.html", assignment=assignment, sheet=sheet, pages=pages,
            asked=asked, part=wording.part_in_words(questions_asked, len(sheet.numbers)),
            hours=hours.typical(pages, asked), routes=routes_of(sheet),
            files=queries.file_count(db.session, assignment.submission),
            others_needed=hours.others_needed(db.session, sheet, but_not=assignment),
        )  # fmt: skip
    if not permits(Permission.REPORT_READ, g.facts):
        return render_template("review/left.html", assignment=assignment)
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    return render_template(
        "review/assignment.html", assignment=assignment, sheet=sheet, findings=findings, facts=facts, words=wording,
        progress=sending.progress(sheet, findings, assignment, facts),
        counts=_counts(sheet, findings), is_grading=g.facts.grading,
        questions=questions.sent(db.session, assignment.submission_id),
        project=project_sent(assignment.submission), routes=routes_of(sheet), harm=harm_in_words(assignment, sheet),
        is_discussed=g.facts.compared and queries.is_discussed(db.session, assignment.submission),
        asks_harm=harm.is_asked(sheet, assignment), is_decided=permits(Permission.RECORD_SPEAK, g.facts),
    )  # fmt: skip


def harm_in_words(assignment: Assignment, sheet: Sheet) -> list[tuple[str, str]]:
    """What this reviewer said of the whole case, with what was asked; empty where it is not asked or not answered."""
    said = harm.harm_of(assignment)
    if not harm.is_asked(sheet, assignment) or not said.is_answered:
        return []
    told = [("Did anything get worse for people?", harm.SEEN[said.seen]),
            ("Was harm looked for?", harm.LOOKED_FOR[said.looked_for])]  # fmt: skip
    return [*told, ("What got worse", said.what)] if said.what else told


def _counts(sheet: Sheet, findings: Mapping[Key, Finding]) -> list[tuple[Tier, int, int]]:
    """For each tier, how many of its questions are finished, and how many there are."""
    finished = {key for key, finding in findings.items() if finding.answer and finding.reason}
    return [
        (tier, sum(item.key in finished for item in sheet.of_tier(tier)), len(sheet.of_tier(tier)))
        for tier in sheet.tiers
    ]


@bp.route("/reviews/<uuid:assignment_id>/declare", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_DECLARE, on=load_assignment)
def declare(assignment: Assignment) -> ResponseReturnValue:
    form = DeclareForm()
    if form.validate_on_submit():
        services.declare(
            db.session, assignment, conflict=form.what.data or "" if form.kind else "", kind=form.kind,
            actor=current_actor(), now=utc_now(), links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        if assignment.state is AssignmentState.GRADING:
            flash("Thank you. The report is open to you now.")
        return redirect(url_for(".invitation", assignment_id=assignment.id), code=303)
    studies, project = sheet_for(assignment).studies, project_sent(assignment.submission)
    return render_template(
        "review/declare.html", form=form, assignment=assignment, studies=studies, project=project,
        payers=payers(project.costs), checks=conflicts.from_data(assignment.machine_check),
        has_to_train=assignment.reviewer.trained_at is None,
    ), 422 if form.errors else 200  # fmt: skip


@bp.get("/reviews/<uuid:assignment_id>/report")
@requires(Permission.REPORT_READ, on=load_assignment)
def report(assignment: Assignment) -> ResponseReturnValue:
    """What the team sent: its files as text with page numbers, and all its answers but those of the declaration.

    The numbers of a result are sealed until this reviewer has typed what the report gives (``team_numbers``).
    """
    sent = bundle_of(assignment.submission)
    reports = queries.reports(db.session, assignment.submission)
    return render_template(
        "review/report.html", assignment=assignment, project=sent.project, reports=reports,
        sections=project_sections(sent.project, sent.evaluations, on_page(sent, reports), but_not=DECLARED_ON),
        studies=studies_in_words(sent.evaluations, but_not=DECLARED_ON, **sealed_for(assignment)),
        compared=comparisons(db.session, sent.evaluations, until=assignment.submission.submitted_at),
    )  # fmt: skip


def sealed_for(assignment: Assignment) -> dict[str, Any]:
    """What of the team's numbers is closed to this reviewer until they have typed their own; nothing once they sent."""
    if not g.facts.grading:
        return {}
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    sheet = sheet_for(assignment)
    return {
        "sealed": team_numbers.sealed(sheet, findings, facts),
        "sealed_facts": team_numbers.sealed_facts(sheet, findings, facts),
    }


def _load_file(actor: Actor, assignment_id: UUID, number: int) -> Loaded[queries.Report] | Withheld:
    loaded = load_assignment(actor, assignment_id)
    if not permits(Permission.REPORT_READ, loaded.facts):
        return Withheld(loaded.facts)
    for one in queries.reports(db.session, loaded.resource.submission, with_text=False):
        if one.number == number:
            return Loaded(one, loaded.facts)
    raise NotFound("There is no such file.")


@bp.get("/reviews/<uuid:assignment_id>/files/<int:number>")
@requires(Permission.REPORT_READ, on=_load_file)
def file(found: queries.Report) -> ResponseReturnValue:
    """The copy of a frozen file, under a neutral name: the file itself, and its own name, may say who wrote it."""
    if found.copy is None:
        raise NotFound("The copy of this file for reviewers is not ready yet. Its text is on the page of the report.")
    store = FileStore(current_app.config["SETTINGS"].files_url)
    return as_download(store, found.document, name=found.file_name, copy=found.copy)


def _load_tier(actor: Actor, assignment_id: UUID, tier_id: str) -> Loaded[tuple[Assignment, Sheet, Tier]] | Withheld:
    loaded = load_assignment(actor, assignment_id)
    if not permits(Permission.FINDING_RECORD, loaded.facts):
        return Withheld(loaded.facts)
    sheet = sheet_for(loaded.resource)
    tier = sheet.standard.tiers_by_id.get(tier_id)
    if tier is None or tier not in sheet.tiers:
        raise NotFound("Nothing is asked of such a step.")
    grading.refuse_held(loaded.resource, sheet, sheet.of_tier(tier))
    return Loaded((loaded.resource, sheet, tier), loaded.facts)


@bp.route("/reviews/<uuid:assignment_id>/grade/<tier_id>", methods=["GET", "POST"])
@requires(Permission.FINDING_RECORD, on=_load_tier)
def grade(page: tuple[Assignment, Sheet, Tier]) -> ResponseReturnValue:
    """One tier's questions. What can be kept is kept on every press; the rest comes back with its errors.

    What another tab saved since the page was opened is shown beside what was typed here, and not written over.
    """
    assignment, sheet, tier = page
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    form = grading_form(sheet.of_tier(tier), findings, facts)
    saved = Saved()
    if form.validate_on_submit():
        saved = services.save_since(
            db.session, assignment, form.entries(), form.typed_facts(), seen_then=form.seen_then(),
            actor=current_actor(), now=utc_now(),
        )  # fmt: skip
        saved = replace(saved, problems=(*saved.problems, *form.misread()))
        db.session.commit()
        if saving.is_by_itself():
            return _told(assignment, form, saved, sheet, tier)
        if saved.is_whole:
            flash("Saved. What you saved in another tab is kept as well." if saved.kept else "Saved.")
            return redirect(_after(assignment, sheet, tier), code=303)
        findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
        form.show_saved(saved, findings, facts)
    reports = queries.reports(db.session, assignment.submission)
    is_short = sum(len(text.text) for one in reports for text in one.pages) <= TEXT_BESIDE
    return render_template(
        "review/grade.html", form=form, assignment=assignment, sheet=sheet, tier=tier, words=wording,
        counts=_counts(sheet, findings), progress=sending.progress(sheet, findings, assignment, facts),
        project=project_sent(assignment.submission), reports=reports, is_short=is_short,
        not_public=quoting.not_public(db.session, reports),
        routes=routes_of(sheet), now=utc_now(),
        team=team_numbers.in_words(sheet, team_numbers.opened(sheet, findings, facts)),
        team_facts=facts_in_words(sheet, findings, facts),
    ), OVERTAKEN if saved.overtaken else REFUSED if form.errors else 200  # fmt: skip


def _told(assignment: Assignment, form: GradingForm, saved: Saved, sheet: Sheet, tier: Tier) -> ResponseReturnValue:
    """For a page that saves by itself. What another tab saved is not on it, and so keeps its old mark."""
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    then, aside = form.seen_then(), {item.key for item in (*saved.overtaken, *saved.kept)}
    marks = [
        then[item.key] if item.key in aside else seen.version_of(item, findings, facts) for item in form.items
    ]  # fmt: skip
    state: saving.State = "overtaken" if saved.overtaken else "saved" if saved.is_whole else "part"
    ((done, count),) = [(done, count) for one, done, count in _counts(sheet, findings) if one.id == tier.id]
    return saving.told(state, " ".join(marks), wording.graded_of(done, count))


def _after(assignment: Assignment, sheet: Sheet, tier: Tier) -> str:
    """Stay, or go on: to the next tier, and after the last to the check."""
    if request.form.get("then") == "stay":
        return url_for(".grade", assignment_id=assignment.id, tier_id=tier.id)
    following = sheet.tiers[sheet.tiers.index(tier) + 1 :]
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    required = sending.progress(sheet, findings, assignment, facts).required
    if not following or following[0] not in required:
        return url_for(".check", assignment_id=assignment.id)
    return url_for(".grade", assignment_id=assignment.id, tier_id=following[0].id)
