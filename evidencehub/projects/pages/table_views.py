"""Several results at once: a table is brought, its columns are named, and its rows are looked at before they are kept.

Between the pages the table goes along with them. On our side nothing is stored before somebody has looked at it, and a
list of people that was chosen by mistake is nowhere.
"""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from evidencehub.authz.guard import current_actor, once_more, requires
from evidencehub.authz.values import Permission
from evidencehub.extraction.tables.table import Found, NotATable
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_result
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.blueprint import bp, load_evaluation, render
from evidencehub.projects.pages.result_starts import contrast_of
from evidencehub.projects.pages.table_bringing import found_in, shortened
from evidencehub.projects.pages.table_forms import (
    BringForm,
    ForAllForm,
    SheetForm,
    brought,
    carried,
    columns_form,
    guessed_kind,
)
from evidencehub.projects.pages.table_preview import PreviewForm, sent_of
from evidencehub.projects.pages.table_template import as_workbook
from evidencehub.projects.sheets.adding import add_all
from evidencehub.projects.sheets.cells import MOST_ROWS, has_decimal_commas, row_of
from evidencehub.projects.sheets.columns import BY_PAIR, COLUMNS, NEEDED, OF_ALL
from evidencehub.projects.sheets.headings import Table, table_of
from evidencehub.projects.wording import sentence
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.spreadsheets import XLSX, as_csv
from evidencehub.standards.files.measures import load_measures
from evidencehub.standards.files.outcomes import load_outcomes

_TRIES = 3
SHEET, COLUMNS_STEP, FOR_ALL, CHECK, SAVE = "sheet", "columns", "for-all", "check", "save"


@bp.get("/team/evaluations/<uuid:evaluation_id>/results/template.xlsx")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def results_template(_evaluation: Evaluation) -> Response:
    return _as_file(as_workbook(), XLSX, "xlsx")


@bp.get("/team/evaluations/<uuid:evaluation_id>/results/template.csv")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def results_template_as_csv(_evaluation: Evaluation) -> Response:
    return _as_file(as_csv([column.heading for column in COLUMNS], []), "text/csv; charset=utf-8", "csv")


def _as_file(body: bytes, media_type: str, ending: str) -> Response:
    answer = Response(body, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="evidencehub-results.{ending}"'
    return answer


@bp.route("/team/evaluations/<uuid:evaluation_id>/results/table", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def results_table(evaluation: Evaluation) -> ResponseReturnValue:
    step = request.form.get("step") if request.method == "POST" else None
    if step in {CHECK, SAVE}:
        return check(evaluation, step)
    found = brought(request.form.get("table", "")) if step in {SHEET, COLUMNS_STEP, FOR_ALL} else None
    if found is None:
        return _bring(evaluation)
    if step == SHEET:
        form = SheetForm(found.sheets)
        return _columns(evaluation, found, int(form.sheet.data)) if form.validate() else _sheet(evaluation, found, form)
    place = _place(found)
    table = table_of(found.sheets[place])
    columns = columns_form(table)
    if not columns.validate():
        return _columns(evaluation, found, place, columns)
    return _for_all(evaluation, found, place, columns.chosen(), is_sent=step == FOR_ALL)


def _bring(evaluation: Evaluation) -> ResponseReturnValue:
    form = BringForm()
    if form.validate_on_submit():
        upload, key = request.files.get("file"), evaluation.id
        try:
            found = shortened(found_in(upload if upload and upload.filename else None, form.pasted.data or ""))
        except NotATable as error:
            field = form.file if upload and upload.filename else form.pasted
            field.errors = [str(error)]
        else:
            return _after(_once_more(key), found)
        evaluation = _once_more(key)
    return render("result-table.html", form, evaluation=evaluation, project=evaluation.project, most=MOST_ROWS)


def _after(evaluation: Evaluation, found: Found) -> ResponseReturnValue:
    """The first page that has something to ask."""
    ours = [place for place, each in enumerate(found.sheets) if table_of(each).is_template]
    if len(ours) == 1:
        table = table_of(found.sheets[ours[0]])
        return _for_all(evaluation, found, ours[0], list(table.guesses), is_sent=False)
    if len(found.sheets) > 1:
        return _sheet(evaluation, found, SheetForm(found.sheets, formdata=None))
    return _columns(evaluation, found, 0)


def _place(found: Found) -> int:
    said = request.form.get("sheet", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) < len(found.sheets) else 0


def _sheet(evaluation: Evaluation, found: Found, form: SheetForm) -> ResponseReturnValue:
    return _page("result-table-sheet.html", form, evaluation, found)


def _columns(evaluation: Evaluation, found: Found, place: int, form: Any = None) -> ResponseReturnValue:
    form = form or columns_form(table_of(found.sheets[place]), formdata=None)
    return _page("result-table-columns.html", form, evaluation, found, place=place)


def _for_all(
    evaluation: Evaluation, found: Found, place: int, names: list[str], *, is_sent: bool
) -> ResponseReturnValue:
    """What no column says is asked once for all rows; where every row says it, the preview comes at once."""
    table = table_of(found.sheets[place])
    said = {part for name in _filled(table, names) for part in (BY_PAIR[name].names if name in BY_PAIR else (name,))}
    comma = has_decimal_commas(table.lines, names)
    asked = [*(["comma"] if comma else []), *(name for name in OF_ALL if name not in said)]
    if not set(asked) & {"comma", *NEEDED}:
        return _first_look(evaluation, found, table, names, {}, comma=False)
    form = ForAllForm(asked, comma) if is_sent else ForAllForm(asked, comma, formdata=None)
    if is_sent and form.validate():
        return _first_look(evaluation, found, table, names, form.typed(), comma=form.comma.data == "yes")
    if not is_sent:
        form.gives.data = guessed_kind(names)
        form.contrast.data = contrast_of(evaluation.design)
    return _page("result-table-for-all.html", form, evaluation, found, place=place, names=names)


def _filled(table: Table, names: list[str]) -> list[str]:
    return [name for place, name in enumerate(names) if name and any(line.cells[place] for line in table.lines)]


def _first_look(
    evaluation: Evaluation, found: Found, table: Table, names: list[str], for_all: dict[str, str], *, comma: bool
) -> ResponseReturnValue:
    rows = [row_of(line, names, for_all, comma=comma) for line in table.lines]
    sent, problems = sent_of(rows)
    form = PreviewForm(sent, evaluation, problems=problems, is_first=True)
    return preview(form, evaluation, notes=found.notes)


def _page(template: str, form: Any, evaluation: Evaluation, found: Found, **more: Any) -> ResponseReturnValue:
    return render(template, form, evaluation=evaluation, project=evaluation.project, table=carried(found),
                  notes=found.notes, **more)  # fmt: skip


def check(evaluation: Evaluation, step: str) -> ResponseReturnValue:
    """Look at the rows again after something was mended, or keep them where all of them are right."""
    key = evaluation.id
    for _ in range(_TRIES):
        form = PreviewForm(MultiDict(request.form), evaluation)
        if not form.rows:
            return _bring(evaluation)
        if not form.is_ready() or step == CHECK:
            return preview(form, evaluation)
        there = sum(row.is_there for row in form.rows)
        try:
            add_all(db.session, evaluation, form.agreed(), actor_id=current_actor().id, now=utc_now())
            db.session.commit()
        except StaleDataError:  # somebody saved in this very moment: look again at what is there now
            db.session.rollback()
            evaluation = _once_more(key)
            continue
        flash(_what_was_done(form.count, there))
        return redirect(url_for(".results", evaluation_id=key), code=303)
    raise StaleDataError("three others were faster")


def _what_was_done(added: int, there: int) -> str:
    already = f" {there} {'was' if there == 1 else 'were'} there already." if there else ""
    if not added:
        return f"Nothing was added.{already}"
    return f"{added} {'result is' if added == 1 else 'results are'} saved.{already}"


def preview(form: PreviewForm, evaluation: Evaluation, notes: tuple[str, ...] = ()) -> ResponseReturnValue:
    study = frozen_evaluation(evaluation)
    return render(
        "result-table-preview.html", form, evaluation=evaluation, project=evaluation.project, notes=notes,
        told={row.index: row.told(study) for row in form.rows},
        there={row.index: sentence(frozen_result(row.twin.result), study) for row in form.rows if row.twin},
        measures=[measure.label for measure in load_measures()],
        outcomes=[outcome.label for outcome in load_outcomes().outcomes],
    )  # fmt: skip


def _once_more(key: UUID) -> Evaluation:
    return once_more(Permission.EVALUATION_EDIT, load_evaluation, evaluation_id=key)
