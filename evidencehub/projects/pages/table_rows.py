"""One row of a table on its preview: read by the form of one result, with what stands in the way of adding it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from evidencehub.projects import services
from evidencehub.projects.figures.doubts import open_doubts
from evidencehub.projects.figures.kinds import ALWAYS, OF_KINDS, WORDS
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.models import OutcomeResult
from evidencehub.projects.pages.forms import fingerprint
from evidencehub.projects.pages.result_fields import KindForm
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.sheets.twins import Twin, twin_of
from evidencehub.projects.wording import mark_in_words, sentence
from evidencehub.shared.forms import called

ADD, REPLACE, LEAVE_OUT = "add", "replace", "leave-out"
FOR_ALL = "confirmed-for-all"  # questions of several rows that one press answers
_UNPROTECTED = {"csrf": False}  # the form of the whole page has the token
_KEPT = (*ALWAYS, *OF_KINDS)
Sent = MultiDict[str, str]


class PreviewRow:
    """``columns`` are those that would be kept, None where the row cannot be read. Blank where a heading stands."""

    def __init__(self, sent: Sent, index: int, participants: int | None) -> None:
        self.index, self.prefix, self.sent = index, f"row{index}-", sent
        self.number = self._said("number")[:20]
        self.is_out = bool(self._said("out"))
        self.kind = KindForm(prefix=self.prefix, formdata=sent, meta=_UNPROTECTED)
        self.form: ResultForm | None = None
        self.participants = participants
        self.columns: dict[str, Any] | None = None
        self.twin: Twin | None = None
        self.same_as = ""  # number of an earlier row that says the same
        self.twin_choice = self._said("twin")
        self.is_directed = False

    def _said(self, name: str) -> str:
        return str(self.sent.get(f"{self.prefix}{name}") or "")

    @property
    def title(self) -> str:
        return " ".join(self._said("outcome").split())[:300]

    @property
    def measures(self) -> tuple[str, str] | None:
        """What it measures with what, for one question on direction; None where none is asked."""
        if self.is_out or self.kind.gives.data == WORDS or not self.title:
            return None
        return self.title, " ".join(self._said("measure_name").split())[:300]

    def read(self, higher_is: str, problems: Mapping[str, str]) -> None:
        """:param higher_is: "" while nobody has said; :param problems: of cells, by field."""
        if self.is_out:
            return
        if self.kind.validate():
            # Numbers are looked at whichever way is better; without an answer nothing is told of it, and nothing kept.
            self.sent[f"{self.prefix}higher_is"] = higher_is or "better"
            own = self.sent.getlist(f"{self.prefix}confirmed")
            self.sent.setlist(f"{self.prefix}confirmed", [*own, *self.sent.getlist(FOR_ALL)])
            self.form = ResultForm(
                prefix=self.prefix, formdata=self.sent, meta=_UNPROTECTED, participants=self.participants
            )
            self.form.validate()
            self.is_directed = bool(higher_is) or self.kind.gives.data == WORDS
        for name, words in problems.items():
            for field in self._fields_called(name):
                field.errors = [f"{called(field)}: {words}"]
        if self.form is not None and not self._is_stopped():
            self.columns = services.complete(self.form.answers())
            if not self.is_directed:
                self.columns["higher_is"] = None

    def _fields_called(self, name: str) -> Iterator[Any]:
        if name in {"contrast", "gives"}:
            yield self.kind[name]
        elif self.form is not None and name in self.form.visible:
            yield self.form[name]

    def _is_stopped(self) -> bool:
        """Whether something other than a question that can be answered stands in the way."""
        assert self.form is not None  # noqa: S101
        if self.kind.errors:
            return True
        asked = {each.words for each in open_doubts(self.form.answers(), self.participants)}
        return any(message not in asked for field in self.form for message in field.errors)

    def meet(self, results: list[OutcomeResult]) -> None:
        if self.columns is not None:
            known = {name: value for name, value in self.columns.items() if self.is_directed or name != "higher_is"}
            self.twin = twin_of(known, results)

    @property
    def is_there(self) -> bool:
        return bool(self.same_as) or (self.twin is not None and self.twin.same)

    @property
    def is_added(self) -> bool:
        """Whether it is to be added, once all is right."""
        return not (self.is_out or self.is_there or (self.twin is not None and self.twin_choice == LEAVE_OUT))

    @property
    def seen(self) -> str:
        """What the result that is there said when the page was made."""
        return fingerprint({name: getattr(self.twin.result, name) for name in _KEPT}) if self.twin else ""

    @cached_property
    def twin_problem(self) -> str:
        if self.twin is None or self.twin.same:
            return ""
        if self.twin_choice not in {ADD, REPLACE, LEAVE_OUT}:
            return "There is a result for this already, with other numbers. Say what to do"
        if self.twin_choice == REPLACE and self._said("seen") != self.seen:
            self.twin_choice = ""
            return "The result that is there was changed while you were looking. Look at it again"
        return ""

    def problems(self) -> Iterator[tuple[str, str]]:
        """Id of a field, and what is wrong with it, with the name of the field."""
        if not self.is_added:
            return
        for form in filter(None, (self.kind, self.form)):
            for field in form:
                for message in field.errors:
                    about = called(field)
                    yield str(field.id), message if message.startswith(about) else f"{about}: {message}"

    @property
    def shown(self) -> list[str]:
        """Fields to mend or to look at again."""
        if self.form is None:
            return []
        asked = {each.name for each in self.form.asked_about}
        return [name for name in self._visible if self.form[name].errors or name in asked]

    @property
    def others(self) -> list[str]:
        """Further fields of the row that hold something."""
        shown = set(self.shown)
        return [name for name in self._visible if name not in shown and self._said(name)]

    @property
    def _visible(self) -> list[str]:
        return [name for name in dict.fromkeys(self.form.visible if self.form else ()) if name != "higher_is"]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the page keeps without showing it: other kinds' fields, so that changing the kind loses nothing."""
        shown = {*self.shown, *self.others} if self.form and not (self.is_out or self.is_there) else set[str]()
        held = [(f"{self.prefix}{name}", self._said(name)) for name in _KEPT if name not in {*shown, "higher_is"}]
        if not self.kind.errors or self.is_out:
            held += [(f"{self.prefix}{name}", self._said(name)) for name in ("contrast", "gives")]
        return [(f"{self.prefix}number", self.number), *((name, value) for name, value in held if value)]

    def told(self, study: FrozenEvaluation) -> tuple[str, str, str]:
        """Sentence, what it says in a word, how the effect was had; all "" where the row cannot be read yet."""
        if self.columns is None:
            return "", "", ""
        columns = self.columns | {name: tuple(self.columns[name]) for name in ("worked_out", "confirmed")}
        result = FrozenResult(id=uuid4(), **columns)
        return sentence(result, study), mark_in_words(result) if self.is_directed else "", result.effect_note
