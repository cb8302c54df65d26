"""The shortest list of things to do next, for a team to print: each once, with the page where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidencehub.accreditation.coach import Coach, Need
from evidencehub.accreditation.entered.answers import Entered, Looked, Page
from evidencehub.accreditation.entered.outlook import Outlook, Step
from evidencehub.accreditation.entered.reading import Reading, readings_of
from evidencehub.review.sheet import sheet_for_studies
from evidencehub.standards.model.standard import Tier


@dataclass(frozen=True)
class Line:
    """One thing to do, and what it is for."""

    text: str
    pages: tuple[Page, ...]
    serves: tuple[str, ...]  # what the standard asks, in the words for teams
    study: str = ""  # its title, where there are several
    effort: str = ""  # such as "an afternoon"; "" where it is only to be said


@dataclass(frozen=True)
class Group:
    """Things to do that serve the same, which is said once."""

    serves: tuple[str, ...]
    study: str
    effort: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Plan:
    tier: Tier | None  # the step that it leads to; None at the last
    lines: tuple[Line, ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()  # to be ready for: what they are about, and what is asked

    @property
    def groups(self) -> tuple[Group, ...]:
        """In the order in which the first thing of each stands."""
        found: dict[tuple[tuple[str, ...], str, str], list[Line]] = {}
        for line in self.lines:
            found.setdefault((line.serves, line.study, line.effort), []).append(line)
        return tuple(Group(*about, tuple(lines)) for about, lines in found.items())


def plan_before(outlook: Outlook) -> Plan:
    """From the answers of a team, before anything was graded."""
    step = outlook.in_reach
    questions = ((row.criterion.short, row.reading.doubts) for row in outlook.questions)
    return Plan(step.tier if step else None, tuple(_lines(step)) if step else (), tuple(questions))


def _lines(step: Step) -> Iterator[Line]:
    found: dict[tuple[str, tuple[Page, ...]], list[str]] = {}
    studies: dict[tuple[Page, ...], str] = {}
    for row in step.missing:
        if row.is_elsewhere:
            found.setdefault((f"In another study: {row.criterion.team}", ()), [])
        for todo in () if row.is_elsewhere else row.reading.todos:
            found.setdefault((todo.text, todo.pages), []).append(row.criterion.team)
            if any(page.key == "evaluation_id" for page in todo.pages):
                studies[todo.pages] = row.reading.study
    for (text, pages), serves in found.items():
        yield Line(text, pages, tuple(serves), studies.get(pages, ""))


def plan_after(coach: Coach, entered: Entered) -> Plan:
    """From a decision: the shortest way on, with the pages on which the draft can still say more."""
    sheet = sheet_for_studies(coach.standard, entered.evaluations)
    open_: dict[str, Reading] = {}
    for (name, _), reading in readings_of(sheet, entered).items():
        if name not in open_ or len(reading.todos) < len(open_[name].todos):
            open_[name] = reading
    needs = coach.ways[0].needs if coach.ways else ()
    return Plan(coach.next_tier, tuple(_line(need, open_, entered) for need in needs))


def _line(need: Need, open_: dict[str, Reading], entered: Entered) -> Line:
    reading = open_.get(need.criterion.id) if need.criterion and not need.where else None
    pages = dict.fromkeys(page for todo in (reading.todos if reading else ()) for page in todo.pages)
    last = Looked(entered, entered.evaluations[-1] if entered.evaluations else None).page("files.report")
    text = f"{need.where}: {need.text}" if need.where else need.text
    asked = tuple(todo.text for todo in reading.todos) if reading else ()
    return Line(
        text, tuple(pages) or ((last,) if last else ()), asked, reading.study if reading else "",
        need.criterion.effort if need.criterion else "",
    )  # fmt: skip
