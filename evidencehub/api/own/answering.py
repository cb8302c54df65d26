"""Changing answers of a record by the forms of its pages: the same checks in the same words, whoever sends them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy.orm.exc import StaleDataError

from evidencehub.api.own import versions, wrong
from evidencehub.api.own.typed import UNPROTECTED, fields_of, sent_of, shown
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import HubForm

ANSWERS = "answers"
NOT_ASKED = "This is not asked here."
Make = Callable[..., TeamForm]  # a form of a record as it is kept, given what a browser sends
Form = TypeVar("Form", bound=HubForm)
Kept = TypeVar("Kept")
_TRIES = 3


def makers(forms: Iterable[type[TeamForm]], record: Any) -> list[Make]:
    """Of forms that are made of their record alone."""

    def of(kind: type[TeamForm]) -> Make:
        return lambda **how: kind(obj=record, meta=UNPROTECTED, **how)

    return [of(kind) for kind in forms]


def answers_in(forms: Iterable[Make]) -> dict[str, Any]:
    """All answers of a record, as JSON."""
    made = [make(formdata=None) for make in forms]
    return {name: shown(field) for form in made for name, field in fields_of(form)}


def checked(forms: Iterable[Make], sent: Mapping[str, Any], *, at: str = ANSWERS) -> dict[str, Any]:
    """What was sent, as the record stores it, after the page that asks for it has looked.

    :param at: where the answers stand in what was sent.
    :raises Wrong: a page refuses it.
    """
    found: dict[str, Any] = {}
    for make in forms:
        before = make(formdata=None)
        asked = {name: sent[name] for name, _ in fields_of(before) if name in sent}
        if not asked:
            continue
        form = make(formdata=sent_of(before, asked))
        if not form.validate():
            raise wrong.of_form(form, f"/{at}")
        stored = form.answers()
        found |= {name: stored[name] for name in asked}
    return found


def filled(make: Callable[..., Form], sent: Mapping[str, Any], *, not_asked: str = NOT_ASKED) -> Form:
    """A page with these of its answers changed, after it has looked.

    :raises Wrong: it does not ask one of them, or refuses it.
    """
    before = make(formdata=None)
    asked = {name for name, _ in fields_of(before)}
    if strange := {f"/{ANSWERS}/{name}": [not_asked] for name in sent if name not in asked}:
        raise wrong.Wrong(strange)
    form = make(formdata=sent_of(before, dict(sent)))
    if not form.validate():
        raise wrong.of_form(form, f"/{ANSWERS}")
    return form


def change_part(form: TeamForm, record: Any, marker: str, change: Callable[[], object]) -> None:
    """Keep what a page of one part of a record holds; what is there already is no conflict.

    :raises Overtaken: the part is another by now. :raises Wrong: a service refuses it.
    """
    is_current = versions.is_current(marker)
    if form.answers() == form.answers_of(record):
        return
    if not is_current:
        raise versions.overtaken()
    save(change)


def on_top(change: Callable[[], Kept]) -> Kept:
    """Add to a list that others may add to in this very moment, as pages do. :raises Wrong: it is refused."""
    for _ in range(_TRIES):
        found: list[Kept] = []
        try:
            save(lambda found=found: found.append(change()))  # type: ignore[misc]
        except StaleDataError:
            db.session.rollback()
            continue
        return found[0]
    raise StaleDataError("three others were faster")


def save(change: Callable[[], object], *, at: str = ANSWERS) -> None:
    """Have a service keep what was checked. :raises Wrong: it refuses, and names the answers."""
    try:
        change()
        db.session.flush()
    except Invalid as error:
        db.session.rollback()
        raise wrong.of_service(error, f"/{at}") from error


def refuse_overtaken(sent: Mapping[str, Any], kept: Mapping[str, Any], marker: str) -> None:
    """As pages do: what is there already is no conflict, whoever wrote it.

    :raises Overtaken: the record is another by now. :raises NeedsVersion: nobody said which one is changed.
    """
    if not versions.is_current(marker) and any(kept[name] != value for name, value in sent.items()):
        raise versions.overtaken()
