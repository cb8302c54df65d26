"""One piece of evidence, seen through every framework. Public; the answers stand in the address and nowhere else."""

from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.guide.blueprint import bp
from evidencehub.guide.crosswalk import address as crossing
from evidencehub.guide.crosswalk.page import most_useful, panels_of
from evidencehub.guide.crosswalk.words import number_word
from evidencehub.guide.trying import address as trying
from evidencehub.guide.trying.form import field_id
from evidencehub.shared.links import own_path
from evidencehub.standards.comparing.crosswalk import crosswalk as look_through
from evidencehub.standards.comparing.equivalence import Equivalence, load_equivalence
from evidencehub.standards.files.loading import load_installed
from evidencehub.standards.model.standard import Standard

_NOTHING = "Answer at least one question, or choose how the study was done"


@bp.get("/standards/crosswalk")
@public
def crosswalk() -> ResponseReturnValue:
    equivalence = load_equivalence()
    standards = _in_order(load_installed()[0], equivalence)
    address, was_asked = crossing.read(standards, request.args.items(multi=True))
    form = crossing.make_form(standards, address)
    if not address.is_tidy or (was_asked and (form.is_answered or form.errors)):
        return redirect(_tidy(own_path(), form), code=302)
    errors = dict(form.errors) or ({f"1.{trying.KIND}": _NOTHING} if was_asked else {})
    panels = panels_of(look_through(standards, form.data), form) if form.is_answered and not errors else ()
    return render_template(
        "guide/crosswalk.html",
        asked=form,
        errors=[{"text": text, "href": f"#{field_id(name)}"} for name, text in errors.items()],
        field_id=field_id,
        panels=panels,
        useful=most_useful(panels),
        equivalence=equivalence,
        standards=standards,
        by_id={standard.id: standard for standard in standards},
        number_word=number_word,
        most_studies=trying.MOST_STUDIES,
        options=crossing.OPTIONS,
    ), 422 if errors else 200


def _in_order(standards: tuple[Standard, ...], equivalence: Equivalence) -> tuple[Standard, ...]:
    """As the table of equivalence has them; those that it leaves out come last."""
    place = {standard_id: place for place, standard_id in enumerate(equivalence.standards)}
    return tuple(sorted(standards, key=lambda standard: place.get(standard.id, len(place))))


def _tidy(path: str, form: crossing.CrossingForm) -> str:
    """The short address of the same answers. It leads to a study just added, and to the form after one is gone."""
    anchor = ""
    if trying.DROP in request.args:
        anchor = "#answers"
    elif trying.STUDIES in request.args and crossing.SHOW not in request.args:
        anchor = f"#study-{form.address.studies}"
    values = form.address.items()
    if crossing.SHOW in request.args and not (form.is_answered or form.errors):
        values.append((crossing.SHOW, "1"))  # so that the page can say that nothing was answered
    return f"{path}{f'?{urlencode(values)}' if values else ''}{anchor}"
