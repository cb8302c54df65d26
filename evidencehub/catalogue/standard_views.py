"""Public pages of the standards: what they are, and every word of one."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.blueprint import bp
from evidencehub.shared.errors import NotFound
from evidencehub.standards.errors import UnknownStandard
from evidencehub.standards.loading import load_standard, load_standards, versions_of
from evidencehub.standards.models import Standard


@bp.get("/standards")
@public
def standards() -> ResponseReturnValue:
    return render_template("catalogue/standards.html", standards=load_standards())


@bp.get("/standards/<standard_id>")
@public
def standard_current(standard_id: str) -> ResponseReturnValue:
    found = _load(standard_id, None)
    return redirect(url_for(".standard", standard_id=found.id, version=found.version), code=302)


@bp.get("/standards/<standard_id>/<version>")
@public
def standard(standard_id: str, version: str) -> ResponseReturnValue:
    found = _load(standard_id, version)
    return render_template("catalogue/standard.html", standard=found, versions=versions_of(found.id))


def _load(standard_id: str, version: str | None) -> Standard:
    try:
        return load_standard(standard_id, version)
    except UnknownStandard as error:
        raise NotFound(f"There is {error}.") from error
