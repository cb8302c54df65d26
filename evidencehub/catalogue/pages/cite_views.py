"""Each public record as a file for reference managers, repositories and search engines, below its own address."""

import json
from uuid import UUID

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.cited.files.formats import FORMATS, Format
from evidencehub.catalogue.cited.files.keys import key_of
from evidencehub.catalogue.cited.files.links import LINKSET, LINKSET_TYPE, as_linkset
from evidencehub.catalogue.cited.record import Record
from evidencehub.catalogue.pages import record_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.shared.clock import hub_today
from evidencehub.shared.page_cache import same_for_everybody

_FORM = "any({}):form".format(", ".join(f"'cite.{ending}'" for ending in (*FORMATS, LINKSET)))


@bp.get(f"/projects/<slug>/<{_FORM}>")
@public
@same_for_everybody
def cite_project(slug: str, form: str) -> ResponseReturnValue:
    record, now = record_of.project(slug)
    return as_file(record, form) if now == slug else redirect(url_for(".cite_project", slug=now, form=form), code=301)


@bp.get(f"/evaluations/<uuid:evaluation_id>/<{_FORM}>")
@public
@same_for_everybody
def cite_study(evaluation_id: UUID, form: str) -> ResponseReturnValue:
    record, now = record_of.study(evaluation_id)
    if now != evaluation_id:
        return redirect(url_for(".cite_study", evaluation_id=now, form=form), code=301)
    return as_file(record, form)


@bp.get(f"/evaluations/<uuid:evaluation_id>/documents/<uuid:document_id>/<{_FORM}>")
@public
@same_for_everybody
def cite_report(evaluation_id: UUID, document_id: UUID, form: str) -> Response:
    return as_file(record_of.report(evaluation_id, document_id), form)


@bp.get(f"/evaluations/<uuid:evaluation_id>/plan/<{_FORM}>")
@public
@same_for_everybody
def cite_plan(evaluation_id: UUID, form: str) -> Response:
    return as_file(record_of.plan(evaluation_id), form)


@bp.get(f"/accreditations/<number>/<{_FORM}>")
@public
@same_for_everybody
def cite_accreditation(number: str, form: str) -> Response:
    return as_file(record_of.accreditation(number), form)


@bp.get(f"/standards/<standard_id>/<version>/<{_FORM}>")
@public
@same_for_everybody
def cite_standard(standard_id: str, version: str, form: str) -> Response:
    return as_file(record_of.standard(standard_id, version), form)


@bp.get(f"/vocabularies/<name>/<{_FORM}>")
@public
@same_for_everybody
def cite_vocabulary(name: str, form: str) -> Response:
    return as_file(record_of.vocabulary(name), form)


@bp.get(f"/syntheses/<uuid:version_id>/<{_FORM}>")
@public
@same_for_everybody
def cite_synthesis(version_id: UUID, form: str) -> Response:
    return as_file(record_of.synthesis(version_id), form)


def as_file(record: Record, form: str) -> Response:
    """:param form: "cite.ris"."""
    if form == f"cite.{LINKSET}":
        return Response(json.dumps(as_linkset(record), indent=1), mimetype=LINKSET_TYPE)
    kind = FORMATS[form.removeprefix("cite.")]
    answer = written(record, kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{key_of(record)}.{kind.ending}"'
    return answer


def written(record: Record, kind: Format) -> Response:
    answer = Response(kind.one(record, hub_today()), mimetype=kind.mimetype)
    answer.headers.add("Link", f'<{record.address}>; rel="describes"; type="text/html"')
    if record.is_invented:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer
