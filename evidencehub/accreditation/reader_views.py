"""The page on which an editor asks people like those it is for, and the page on which they answer."""

import re
from typing import Any
from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.hold_views import load_for_hold
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.readers import services
from evidencehub.accreditation.readers.models import PeopleReader
from evidencehub.accreditation.readers.questions import ANSWERS, ReaderKind, questions
from evidencehub.authz.guard import current_actor, public, requires
from evidencehub.authz.values import Permission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import HubForm, Radios, ShortText, Tick
from evidencehub.shared.links import absolute
from evidencehub.shared.words import capitalize_first


class AskReadersForm(HubForm):
    kind = Radios(
        "Who reads it?", [InputRequired("Choose who reads it")],
        choices=[SelectChoice(kind.value, capitalize_first(kind.many)) for kind in ReaderKind],
    )  # fmt: skip
    many = ShortText("How many of them?", [DataRequired("Say how many")])
    trained = Tick(
        "They are trained for this, or somebody who is sits with them",
        [InputRequired("Readers are trained first, or somebody who is sits with them")],
    )


class AnswersForm(HubForm):
    """Its fields are the questions of the file; a service says which one is open."""


def answers_form() -> AnswersForm:
    fields: dict[str, Any] = {
        slug: Radios(
            question.text, validate_choice=False, description=question.hint,
            choices=[SelectChoice(value, label) for value, label in ANSWERS.items()],
        )
        for slug, question in questions().items()
    }  # fmt: skip
    made: type[AnswersForm] = type("AnswersOfReaders", (AnswersForm,), fields)
    return made()


def tokens() -> URLSafeSerializer:
    """Of a place to answer from: whoever holds one can answer once, and nothing else."""
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt="evidencehub.reader")


def _link(reader: PeopleReader) -> str:
    return absolute("accreditation.reader", token=tokens().dumps(reader.id.hex))


@bp.route("/accreditations/<number>/readers", methods=["GET", "POST"])
@requires(Permission.READERS_ASK, on=load_for_hold)
def ask_readers(accreditation: Accreditation) -> ResponseReturnValue:
    form = AskReadersForm()
    if form.validate_on_submit():
        typed = (form.many.data or "").strip()
        try:
            services.ask(
                db.session, accreditation, kind=ReaderKind(form.kind.data), actor=current_actor(), facts=g.facts,
                many=int(typed) if re.fullmatch("[0-9]{1,3}", typed) else 0, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The links are below. Hand one to each reader.")
            return redirect(url_for(".ask_readers", number=accreditation.number), code=303)
    asked = services.of(db.session, accreditation)
    return render_template(
        "accreditation/readers.html", form=form, accreditation=accreditation, questions=questions().values(),
        links=[(one.kind.one, _link(one)) for one in asked if one.answered_at is None],
        answered=sum(one.answered_at is not None for one in asked), fewest=services.FEWEST,
    ), 422 if form.errors else 200  # fmt: skip


@bp.route("/readers/<token>", methods=["GET", "POST"])
@public
def reader(token: str) -> ResponseReturnValue:
    """It asks for no name, and keeps none."""
    try:
        found = services.by_id(db.session, UUID(tokens().loads(token)))
    except (BadSignature, ValueError, TypeError, AttributeError):
        found = None
    if found is None:
        raise NotFound("There is no such page. Ask whoever gave you the link.")
    is_open = found.answered_at is None and services.asked_about(db.session, found) is not None
    form = answers_form()
    if is_open and form.validate_on_submit():
        said = {slug: str(form[slug].data or "") for slug in questions()}
        try:
            services.answer(db.session, found, said, now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            return redirect(url_for(".reader", token=token), code=303)
    return render_template(
        "accreditation/reader.html", form=form, reader=found, accreditation=found.accreditation, is_open=is_open,
        slugs=list(questions()),
    ), 422 if form.errors else 200  # fmt: skip
