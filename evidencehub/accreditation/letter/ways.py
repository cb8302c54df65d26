"""The ways to the next step in words, for the letter and for the team's own coach."""

from collections.abc import Sequence

from evidencehub.accreditation import coach as coaching
from evidencehub.accreditation.coach import Coach
from evidencehub.accreditation.findings import Line
from evidencehub.accreditation.letter.shapes import Answer, Need, Note, Way, Ways
from evidencehub.shared.words import counted, listed, lower_first
from evidencehub.standards.model.standard import Criterion

ALSO = (
    "That is about what came out. You cannot plan it: report what you find, good or bad. How sure we are does not turn "
    "on it."
)


def ways_of(coach: Coach) -> Ways:
    ways = tuple(_way(coach, place) for place in range(len(coach.ways)))
    opened, folded = ways[: len(coach.open_ways)], ways[len(coach.open_ways) :]
    return Ways(
        intro=_intro(coach) if len(ways) == 1 else "",
        open=opened,
        more=counted(len(folded), "more way", "more ways") if folded else "",
        folded=folded,
        also=f"The published rule also asks for: {names_of(coach.also)}. {ALSO}" if coach.also else "",
    )


def _aside(line: Line) -> str:
    if line.on_appeal:
        return "graded anew on appeal"
    if line.by_majority:
        return "settled by two of three reviewers"
    return "" if line.at_first else "settled by an editor"


def answer_of(line: Line) -> Answer:
    return Answer(
        about=line.about,
        answer=line.answer,
        label=line.label,
        aside=_aside(line),
        reason=line.reason,
        page=f"Page {line.page} of the report" if line.page else "",
    )


def names_of(criteria: Sequence[Criterion]) -> str:
    """ "groups alike, enough people and losses by group"."""
    return listed([lower_first(each.short) for each in criteria])


def _intro(coach: Coach) -> str:
    count = len(coach.ways[0].needs)
    things = "One thing is" if count == 1 else f"{count} things are"
    order = ", the quickest first" if count > 1 else ""
    return f"{things} still open{order}."


def _way(coach: Coach, place: int) -> Way:
    before = coach.explained_before(place)
    needs = tuple(_need(need, is_repeated=need.key in before) for need in coach.ways[place].needs)
    return Way(
        heading="Another way" if place else "The shortest way",
        number=place + 1,
        count=counted(len(needs), "thing", "things"),
        needs=needs,
    )


def _need(need: coaching.Need, *, is_repeated: bool) -> Need:
    text = f"{need.where}: {need.text}" if need.where else need.text
    criterion = need.criterion
    has_more = criterion is not None and not is_repeated
    return Need(
        text=text,
        aside="(as above)" if is_repeated else "",
        is_unverified=criterion is not None and criterion.is_unverified,
        found_label="Found so far:",
        found=tuple(answer_of(line) for line in need.found) if has_more else (),
        notes=_notes(criterion) if criterion is not None and has_more else (),
        template_label="Words to copy and fill in" if criterion and has_more and criterion.template else "",
        template_about=criterion.short if criterion and has_more and criterion.template else "",
        template=criterion.template.strip() if criterion and has_more else "",
    )


def _notes(criterion: Criterion) -> tuple[Note, ...]:
    notes = (
        Note(label="How hard it usually is:", text=f"it takes {criterion.effort}." if criterion.effort else ""),
        Note(label="What counts:", points=tuple(criterion.counts_as_evidence)),
        Note(label="What not to do:", text=criterion.what_not_to_do),
    )
    return tuple(note for note in notes if note.text or note.points)
