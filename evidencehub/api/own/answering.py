"""Changing answers of a record by the forms of its pages: the same checks in the same words, whoever sends them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from evidencehub.api.own import versions, wrong
from evidencehub.api.own.typed import UNPROTECTED, fields_of, sent_of, shown
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid

ANSWERS = "answers"
Make = Callable[..., TeamForm]  # a form of a record as it is kept, given what a browser sends


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
