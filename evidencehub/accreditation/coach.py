"""The coach after a decision: the ways to the next step in the standard's own words.

It goes by the rule without effect criteria: nobody can plan to find a good result, so that is never on the list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.accreditation.findings import Line
from evidencehub.review.sheet import Sheet
from evidencehub.shared.words import lower_first
from evidencehub.standards.grading.coach import ANOTHER, SAMPLE
from evidencehub.standards.model.standard import Criterion, DocumentKind, Standard, Tier

WAYS_OPEN = 3  # more ways than this at once help nobody; the rest is folded


@dataclass(frozen=True)
class Need:
    """One thing to show, with the standard's own advice on it."""

    text: str
    criterion: Criterion | None  # None: a number, or which people were in a study
    where: str = ""  # "In another study"; "" where it is about what was sent
    found: tuple[Line, ...] = ()  # what the reviewers said so far

    @property
    def key(self) -> tuple[str, str]:
        return self.text, self.where


@dataclass(frozen=True)
class Way:
    """Things that together would be enough: the easiest first."""

    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Coach:
    """The next step and the ways to it, shortest first; at the last step, how to keep it."""

    standard: Standard
    reached: Tier | None
    next_tier: Tier | None  # None at the last step
    ways: tuple[Way, ...]
    counted_for: str = ""  # the outcome result or study that is nearest, where there are several
    also: tuple[Criterion, ...] = ()  # what the published rule asks on top, about what came out
    kind: str = ""  # the design that is nearest
    answers: Mapping[str, str] | None = None  # what was agreed on that, by criterion

    @property
    def open_ways(self) -> tuple[Way, ...]:
        return self.ways[:WAYS_OPEN]

    @property
    def folded_ways(self) -> tuple[Way, ...]:
        return self.ways[WAYS_OPEN:]

    @property
    def advice(self) -> str:
        """What to do next, or how to keep it."""
        return self.reached.about_next if self.reached else ""

    @property
    def documents(self) -> tuple[DocumentKind, ...]:
        """What the next step wants to be sent."""
        known = self.standard.documents_by_id
        return tuple(known[name] for name in self.next_tier.documents) if self.next_tier else ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion that is spoken of, once."""
        named = [need.criterion for way in self.ways for need in way.needs if need.criterion]
        return tuple({each.id: each for each in [*named, *self.also]}.values())

    def explained_before(self, place: int) -> frozenset[tuple[str, str]]:
        """What an earlier way explained already, so that a page need not say it twice."""
        return frozenset(need.key for way in self.ways[:place] for need in way.needs)


def from_decision(sheet: Sheet, grade: Mapping[str, Any], lines: Mapping[str, Sequence[Line]]) -> Coach:
    """The ways on from a decision.

    :param grade: what ``Grade.as_dict`` gave when it was decided. Older ones have fewer names in them, and hold the
        rule's name where the route stands now.
    """
    standard = sheet.standard
    study_id, result_id = _nearest(grade)
    # A lone study without a table of numbers is graded as the whole.
    designs = {study.id: study.design for study in sheet.studies}
    only = next(iter(designs.values())) if len(set(designs.values())) == 1 else None
    design = designs.get(study_id, only)
    keys = {"", study_id, result_id}
    place = sheet.labels.get(result_id) or next((one.title for one in sheet.studies if one.id == study_id), "")
    several = len(grade.get("outcomes", ())) > 1
    reached = standard.tiers_by_id.get(grade.get("evidence_tier") or "")
    answers = {
        name: line.answer for name, found in lines.items() for line in found if line.result_key in keys
    }  # fmt: skip
    return _coach(
        standard, grade, standard.route_for(design), lines, reached=reached, counted_for=place if several else "",
        kind=design or "", answers=answers, keys=keys,
        places={**{one.id: one.title for one in sheet.studies}, **sheet.labels},
    )  # fmt: skip


def _nearest(grade: Mapping[str, Any]) -> tuple[str, str]:
    """The study and the outcome result that reached most, by how well they were studied; "" for none."""
    for part in grade.get("outcomes", ()):
        if (part["evidence_tier"], part["headline"]) == (grade["evidence_tier"], grade["headline"]):
            return part.get("study") or "", part.get("id") or ""
    return "", ""


def _coach(
    standard: Standard,
    grade: Mapping[str, Any],
    route: str | None,
    lines: Mapping[str, Sequence[Line]],
    *,
    reached: Tier | None,
    keys: Iterable[str] = ("",),
    places: Mapping[str, str] | None = None,
    **more: Any,
) -> Coach:
    published = grade["next"]
    step = grade.get("evidence_next", published)  # None is an answer: the last step
    if step is None:
        return Coach(standard, reached, None, (), **more)
    ways = []
    for asks in _ways_in(step):
        needs = tuple(
            _need(standard, name, where, route, lines, tuple(keys), places or {})
            for name, where in asks
            if not _is_effect(standard, name)
        )
        if needs:
            ways.append(Way(needs))
    return Coach(
        standard, reached, standard.tiers_by_id[step["tier"]], tuple(dict.fromkeys(ways)),
        also=_also(standard, published, step, route), **more,
    )  # fmt: skip


def _ways_in(step: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """The ways with their places; decisions from before there were places name criteria alone."""
    if "ways" in step:
        return [[(ask["criterion"], ask["where"]) for ask in way] for way in step["ways"]]
    return [[(name, "") for name in way] for way in step["needs"]]


def _need(
    standard: Standard, name: str, where: str, route: str | None, lines: Mapping[str, Sequence[Line]],
    keys: tuple[str, ...], places: Mapping[str, str],
) -> Need:  # fmt: skip
    is_elsewhere = where.startswith(ANOTHER)
    place = _place(where, places)
    criterion = standard.criteria_by_id.get(name)
    if criterion is not None:
        worded = standard.worded(criterion, None if is_elsewhere else route)
        found = () if is_elsewhere else tuple(line for line in lines.get(name, ()) if line.result_key in keys)
        return Need(worded.team, worded, place, found)
    if name == SAMPLE:
        return Need("Say which people were in it, so that nobody is counted twice.", None, place)
    fact = standard.known_facts.get(name)
    return Need(f"More, counted over all studies: {lower_first(fact.label) if fact else name}.", None, place)


def _place(where: str, places: Mapping[str, str]) -> str:
    if not where:
        return ""
    if where == ANOTHER:
        return "In another study"
    return "In one more study" if where.startswith(ANOTHER) else f"In “{places.get(where, where)}”"


def _also(
    standard: Standard, published: Mapping[str, Any] | None, step: Mapping[str, Any], route: str | None
) -> tuple[Criterion, ...]:
    """What the published rule asks for on top at the same step. Below it, the letter says why the two differ."""
    if published is None or published["tier"] != step["tier"]:
        return ()
    names = dict.fromkeys(name for way in published["needs"] for name in way if _is_effect(standard, name))
    return tuple(standard.worded(standard.criteria_by_id[name], route) for name in names)


def _is_effect(standard: Standard, name: str) -> bool:
    criterion = standard.criteria_by_id.get(name)
    return criterion is not None and criterion.about == "effect"
