"""What stands in a brief: plain texts from what everybody may read, as short as asked for."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from evidencehub.catalogue.marks.cards import card, first_sentence
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.catalogue.marks.marks import Cost, Line, Sure, in_one_sentence, lines, studies_of
from evidencehub.projects.public import PublicProject
from evidencehub.projects.terms import label
from evidencehub.projects.theory.words import in_one_text
from evidencehub.projects.wording import few
from evidencehub.shared.words import capitalize_first, counted

JUDGES = "This judges the evidence, not the organisation. A low Standard usually means not yet studied."


@dataclass(frozen=True)
class Length:
    """How much of an approach is told; what is left out stands on its page, and the brief says so."""

    lines: int  # outcomes
    studies: int
    letters: int  # of a text
    has_sections: bool = True


@dataclass(frozen=True)
class BriefLine:
    outcome: str
    sure: str
    filled: int
    steps: int
    question: str  # where it is not the one above the column
    difference: str
    detail: str


@dataclass(frozen=True)
class Item:
    text: str
    address: str


@dataclass(frozen=True)
class Section:
    title: str
    text: tuple[str, ...]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Approach:
    name: str
    address: str
    source: str
    summary: str
    said: str
    lines: tuple[BriefLine, ...]
    more: str
    sure: str  # shown where there is no line
    filled: int
    steps: int
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def approach(
    view: PublicProject, grading: Grading | None, length: Length, *, address: str, study_address: Callable[[UUID], str]
) -> dict[str, object]:
    """One approach, as :mod:`.pdf` writes it.

    :param address: its own, permanent; ``study_address`` gives that of a study.
    """
    shown, all_lines = card(view, grading), lines(view, grading, by_area=length.lines < 6)
    left_out = len(all_lines) - length.lines
    summary = shorter(view.project.summary, length.letters) if length.has_sections else first_sentence(shown.summary)
    return asdict(
        Approach(
            name=named(view),
            address=address,
            source=f"{shown.rating or shown.source}{_stop(shown.rating or shown.source)}",
            summary=summary,
            said=f"It is {view.stage.in_words}." if view.stage.is_stub else in_one_sentence(view, all_lines),
            lines=tuple(_line(each) for each in all_lines[: length.lines]),
            more=f"And {counted(left_out, 'more outcome', 'more outcomes')}, on its page." if left_out > 0 else "",
            sure=_sure(shown.sure),
            filled=shown.sure.filled,
            steps=shown.sure.steps,
            facts=tuple(_facts(shown.cost, shown.who_for, shown.where, length)),
            sections=tuple(_sections(view, length, study_address)) if length.has_sections else (),
        )
    )


def named(view: PublicProject) -> str:
    return f"{view.name} (an invented example)" if view.demo else view.name


def _line(line: Line) -> BriefLine:
    return BriefLine(
        outcome=line.outcome,
        sure=_sure(line.sure),
        filled=line.sure.filled,
        steps=line.sure.steps,
        question=line.difference.question if line.difference.is_change else "",
        difference=capitalize_first(line.difference.words),
        detail=line.detail,
    )


def _sure(sure: Sure) -> str:
    return ", ".join(filter(None, [sure.words, sure.note]))


def _facts(cost: Cost, who_for: str, where: str, length: Length) -> list[tuple[str, str]]:
    price = ". ".join(filter(None, [capitalize_first(cost.words), cost.more, shorter(cost.note, length.letters // 2)]))
    facts = [("What does it cost?", price), ("For:", who_for), ("Where:", where)]
    return [(name, f"{text}{_stop(text)}") for name, text in facts if text]


def _stop(text: str) -> str:
    return "" if not text or text.endswith((".", "!", "?", "…", "…”", ".”")) else "."


def _sections(view: PublicProject, length: Length, study_address: Callable[[UUID], str]) -> list[Section]:
    project = view.project
    told = [
        Section(title, (shorter(text, length.letters),))
        for title, text in (
            ("What you would need to start", project.delivery),
            ("How it works", project.theory_of_change or in_one_text(project.theory)),
            ("What is done", project.activities),
        )
        if text
    ]
    studies = studies_of(view) if not view.stage.is_stub else []
    if not studies:
        return told
    items = []
    for each in studies[: length.studies]:
        parts = [
            each.title, str(each.year or ""), label("designs", each.design) if each.design else "",
            f"{few(each.participants)} people" if each.participants else "",
        ]  # fmt: skip
        text = ", ".join(filter(None, parts))
        items.append(Item(f"{text}{_stop(text)}", study_address(each.id)))
    left_out = len(studies) - len(items)
    more = (f"And {counted(left_out, 'more study', 'more studies')}, on its page.",) if left_out > 0 else ()
    return [*told, Section("The studies", more, tuple(items))]


def shorter(text: str, letters: int) -> str:
    """As much of a text as there is room for, on one line; what was cut is marked."""
    whole = " ".join(text.split())
    return whole if len(whole) <= letters else whole[:letters].rsplit(" ", 1)[0] + " …"


def lead(count: int, today: str, site: str) -> str:
    what = "this approach" if count == 1 else f"these {count} approaches"
    return f"What is known of {what}, as {site} showed it on {today}."


def notes(views: Sequence[PublicProject]) -> list[str]:
    """What has to be said once, for all that stand in the brief."""
    said = [JUDGES] if any(view.stage != "imported" for view in views) else []
    if any(view.stage == "imported" for view in views):
        said.append("“Not graded here”: it comes from elsewhere, and the words and numbers are its source's own.")
    return [*said, "A change without a comparison group is no difference made: others may have changed too."]
