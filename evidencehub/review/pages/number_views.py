"""The page of numbers that are asked for by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectChoice

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.review import grading, looking_up, queries, team_numbers
from evidencehub.review.grading import Problem
from evidencehub.review.looking_up import LookedUp
from evidencehub.review.models import Assignment, FactEntry
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.forms import page_field
from evidencehub.review.pages.grading_views import OVERTAKEN, REFUSED, load_assignment
from evidencehub.review.sheet import Key, Number, Sheet, sheet_for
from evidencehub.review.typed_facts import NO, YES
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound, WrongState
from evidencehub.shared.forms import HubForm, Radios, Tick

ABSENT = "absent"  # the answer that the report does not say, where yes and no are the others


class NumbersForm(HubForm):
    """Fields are named by the place of their number, which is the same for ever."""

    seen = HiddenField()
    numbers: Sequence[Number] = ()

    def fields_of(self, place: int) -> dict[str, Any]:
        return {part: self[f"n{place}-{part}"] for part in ("value", "page", "absent") if f"n{place}-{part}" in self}

    def typed(self) -> list[LookedUp]:
        return [self._typed(place, number) for place, number in enumerate(self.numbers)]

    def _typed(self, place: int, number: Number) -> LookedUp:
        fields = self.fields_of(place)
        value, page = fields["value"].data or "", fields["page"].data or ""
        if value == ABSENT and number.fact.kind == "bool":
            return LookedUp(number.key, page=page, is_absent=True)
        return LookedUp(number.key, value, page, bool("absent" in fields and fields["absent"].data))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        places = {number.key: place for place, number in enumerate(self.numbers)}
        for one in problems:
            field = self.fields_of(places[one.key])[one.part]
            field.errors = [*field.errors, one.message]


def numbers_form(sheet: Sheet, kept: Mapping[Key, FactEntry]) -> NumbersForm:
    fields: dict[str, Any] = {"numbers": sheet.numbers}
    data: dict[str, Any] = {"seen": looking_up.version_of(sheet, kept)}
    for place, number in enumerate(sheet.numbers):
        name, entry = f"n{place}", kept.get(number.key)
        is_absent = entry is not None and not entry.value
        data[f"{name}-page"] = entry.page if entry else ""
        data[f"{name}-value"] = entry.value if entry else ""
        fields[f"{name}-page"] = page_field("Page in the report")
        if number.fact.kind == "bool":
            said = [(YES, "Yes"), (NO, "No"), (ABSENT, "The report does not say")]
            choices = [SelectChoice(value, label) for value, label in said]
            fields[f"{name}-value"] = Radios(number.fact.label, choices=choices, validate_choice=False)
            data[f"{name}-value"] = ABSENT if is_absent else data[f"{name}-value"]
        else:
            fields[f"{name}-value"] = page_field(number.fact.label)
            fields[f"{name}-absent"] = Tick("The report does not give it")
            data[f"{name}-absent"] = is_absent
    made: NumbersForm = type("Numbers", (NumbersForm,), fields)(data=data)
    return made


def _load(actor: Actor, assignment_id: Any) -> Loaded[Assignment] | Withheld:
    loaded = load_assignment(actor, assignment_id)
    if not permits(Permission.FINDING_RECORD, loaded.facts):
        return Withheld(loaded.facts)
    if not sheet_for(loaded.resource).numbers:
        raise NotFound("No number is asked for here.")
    return loaded


@bp.route("/reviews/<uuid:assignment_id>/numbers", methods=["GET", "POST"])
@requires(Permission.FINDING_RECORD, on=_load)
def numbers(assignment: Assignment) -> ResponseReturnValue:
    """What is whole is kept on every press; the rest comes back with its errors."""
    sheet = sheet_for(assignment)
    form = numbers_form(sheet, grading.facts_by_key(db.session, assignment))
    meanwhile: Mapping[Key, FactEntry] | None = None
    if form.validate_on_submit():
        try:
            problems = looking_up.save(
                db.session, assignment, form.typed(), seen_then=form.seen.data or "", actor=current_actor(),
                now=utc_now(),
            )  # fmt: skip
        except WrongState as error:
            form.show(error)
            meanwhile = grading.facts_by_key(db.session, assignment)
        else:
            db.session.commit()
            if not problems:
                flash("Saved.")
                return redirect(url_for(".check", assignment_id=assignment.id), code=303)
            form.show_problems(problems)
        form.seen.data = looking_up.version_of(sheet, grading.facts_by_key(db.session, assignment))
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    return render_template(
        "review/numbers.html", form=form, assignment=assignment, sheet=sheet, meanwhile=meanwhile,
        project=project_sent(assignment.submission),
        reports=queries.reports(db.session, assignment.submission, with_text=False),
        team=team_numbers.in_words(sheet, team_numbers.opened(sheet, findings, facts)),
    ), OVERTAKEN if meanwhile is not None else REFUSED if form.errors else 200  # fmt: skip
