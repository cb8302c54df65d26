"""The editors' board, the same as a file, and how much each reviewer has to do."""

from collections.abc import Mapping, Sequence

from flask import Flask, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.states import Column
from evidencehub.review import board as board_of
from evidencehub.review import workload
from evidencehub.review.board_rows import BoardRow
from evidencehub.review.pages.blueprint import bp
from evidencehub.shared.clock import day_of, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import printable
from evidencehub.shared.links import on_this_hub
from evidencehub.shared.paging import page_number
from evidencehub.shared.spreadsheets import XLSX, Value, as_csv, as_xlsx

MOST = 10_000  # rows of a file
_FILTERS = ("kind", "state", "standard", "waits", "owner")
_HEADS = (
    "Project", "Kind", "State", "Since", "Days", "Waits for", "Next", "Due", "Late", "Standard", "Run by",
    "Invented example", "Page",
)  # fmt: skip


def init_app(app: Flask, *sources: board_of.Source) -> None:
    """Let these stand on the board beside the cases."""
    app.extensions["board"] = sources


def _whose() -> board_of.Whose:
    asked = request.args.get("whose", "")
    return next((each for each in board_of.Whose if each.value == asked), board_of.Whose.ALL)


def _asked() -> board_of.Asked:
    said = {name: printable(request.args.get(name, ""))[:80] for name in _FILTERS}
    return board_of.Asked(**said, late=request.args.get("late") == "yes")


def _arguments(whose: board_of.Whose, asked: board_of.Asked) -> Mapping[str, str]:
    """What an address of the board carries, without the page."""
    said = {name: getattr(asked, name) for name in _FILTERS if getattr(asked, name)}
    more = {"late": "yes"} if asked.late else {}
    return {**said, **more, **({} if whose is board_of.Whose.ALL else {"whose": whose.value})}


def _found(number: int, size: int) -> tuple[board_of.Board, Mapping[str, str]]:
    sources: Sequence[board_of.Source] = current_app.extensions["board"]
    whose, asked = _whose(), _asked()
    found = board_of.board(
        db.session, editor_id=current_actor().id, now=utc_now(), whose=whose, asked=asked, number=number, size=size,
        sources=sources,
    )  # fmt: skip
    return found, _arguments(whose, asked)


@bp.get("/cases")
@requires(Permission.CASES_LIST)
def board() -> ResponseReturnValue:
    """``?whose=mine`` or ``nobodys`` shows a part; the filters show those rows that all of them hold for."""
    found, arguments = _found(page_number(request.args.get("page")), board_of.SIZE)
    return render_template(
        "review/board.html", board=found, columns=Column, whose=_whose(), parts=board_of.Whose, asked=_asked(),
        arguments=arguments,
    )  # fmt: skip


@bp.get("/cases/board.csv")
@requires(Permission.CASES_LIST)
def board_csv() -> ResponseReturnValue:
    """All that the board shows by the same address, on one page; cases that are over are not in it."""
    return _file("csv", "text/csv; charset=utf-8", as_csv(_HEADS, _all_cells()))


@bp.get("/cases/board.xlsx")
@requires(Permission.CASES_LIST)
def board_xlsx() -> ResponseReturnValue:
    return _file("xlsx", XLSX, as_xlsx("Board", _HEADS, _all_cells()))


def _file(kind: str, media_type: str, body: bytes) -> Response:
    name = f"board-{day_of(utc_now()).isoformat()}.{kind}"
    return Response(body, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _all_cells() -> list[list[Value]]:
    found, _ = _found(1, MOST)
    return [_as_cells(row) for row in found.page_of.entries]


def _as_cells(row: BoardRow) -> list[Value]:
    return [
        row.project, row.kind.label, row.state_label, day_of(row.since), row.age_days, row.turn.who.value,
        row.turn.what, day_of(row.turn.due_at) if row.turn.due_at else None, row.is_late, row.standard_label, row.owner,
        row.demo, on_this_hub(url_for(row.kind.endpoint, **row.address)),
    ]  # fmt: skip


@bp.get("/cases/reviewers")
@requires(Permission.CASES_LIST)
def reviewers_load() -> ResponseReturnValue:
    found = workload.loads(db.session, editor_id=current_actor().id, now=utc_now())
    return render_template("review/workload.html", found=found)
