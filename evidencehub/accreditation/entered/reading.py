"""What a team's answers say to each question of a standard: in place, missing, or what reviewers will ask.

It reads whether something is said, never how good it is, and never what was found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from evidencehub.accreditation.entered.answers import Entered, Looked, Page, is_done
from evidencehub.review.sheet import WHOLE, Item, Key, Sheet
from evidencehub.standards.files.coach_signs import ALWAYS, EMPTY, NO, NO_FIGURE, YES, Doubt, Sign, load_coach_signs

UNSEEN = "No page here asks for this, so we cannot tell. Reviewers look for it in what you send."


class State(Enum):
    IN_PLACE = "in-place"
    ASKED = "asked"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {State.IN_PLACE: "In place", State.ASKED: "Reviewers will ask", State.MISSING: "Missing"}


@dataclass(frozen=True)
class ToDo:
    """One thing to say or to add, and the pages on which that is done."""

    text: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Reading:
    """Of one question: what is still to do, and what will be asked."""

    todos: tuple[ToDo, ...] = ()
    doubts: tuple[str, ...] = ()
    study: str = ""  # title of the study that it was read from

    @property
    def state(self) -> State:
        if self.todos:
            return State.MISSING
        return State.ASKED if self.doubts else State.IN_PLACE


def readings_of(sheet: Sheet, entered: Entered) -> dict[Key, Reading]:
    """By question; those about what came out are left out, since nobody can do anything about that."""
    return {
        item.key: min((_reading(item, each) for each in _looked(sheet, entered, item)), key=_least_open)
        for item in sheet.items
        if item.criterion.about != "effect"
    }


def _least_open(reading: Reading) -> tuple[int, int]:
    return len(reading.todos), len(reading.doubts)


def _looked(sheet: Sheet, entered: Entered, item: Item) -> Iterator[Looked]:
    """The studies that may answer a question: its own, or any that was done where it is about the whole."""
    if not sheet.studies:
        yield Looked(entered)
    done = [study for study in sheet.studies if is_done(study.frozen)]
    for study in done or sheet.studies if item.result_key == WHOLE else sheet.studies:
        if item.result_key == WHOLE:
            yield Looked(entered, study.frozen)
        for one in study.measured:
            if item.result_key != WHOLE and one.key == item.result_key:
                yield Looked(entered, study.frozen, one.result)


def _reading(item: Item, looked: Looked) -> Reading:
    known = load_coach_signs()
    signs, doubts = known.signs_for(item.criterion, looked.design), known.doubts_about(item.criterion, looked.design)
    todos = [todo for each in signs if (todo := _missing(each, looked))]
    asked = [each.text for each in doubts if _is_raised(each, looked)]
    if not signs and not doubts:
        asked = [UNSEEN]
    return Reading(tuple(todos), tuple(asked), looked.study.title if looked.study else "")


def _missing(sign: Sign, looked: Looked) -> ToDo | None:
    """What is still to do; None where it is said, or where a study of this design is not asked for it."""
    asked = [name for name in sign.answers if looked.is_asked(name)]
    open_ = [name for name in asked if not looked.is_said(name)]
    enough = min(sign.enough or len(asked), len(asked))
    if len(asked) - len(open_) >= enough or looked.is_in_report(sign.items):
        return None
    pages = dict.fromkeys(page for name in open_ if (page := looked.page(name)))
    return ToDo(sign.text, tuple(pages))


def _is_raised(doubt: Doubt, looked: Looked) -> bool:
    if doubt.when == ALWAYS:
        return True
    if not looked.is_asked(doubt.answer):
        return False
    value = looked.value(doubt.answer)
    return {
        YES: value is True,
        NO: value is False,
        EMPTY: not looked.is_said(doubt.answer),
        NO_FIGURE: bool(value) and not any(letter.isdigit() for letter in str(value)),
    }[doubt.when]
