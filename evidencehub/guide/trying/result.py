"""What the answers to "try it" come to: the label, how sure whatever was found, why, and the shortest ways on."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidencehub.guide.labels import label_words, still_open
from evidencehub.guide.trying.form import NOT_STATED, TryForm
from evidencehub.guide.trying.input import grade_input
from evidencehub.guide.trying.why import ON_THE_PAGE, Why, why
from evidencehub.guide.words import draft_words, noun
from evidencehub.shared.words import lower_first
from evidencehub.standards.engine.verdicts import CANNOT_TELL
from evidencehub.standards.grading.coach import ANOTHER, SAMPLE, Ask
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.grades import Grade, PartGrade
from evidencehub.standards.grading.studied import mixes, studied_words
from evidencehub.standards.model.rule_parts import CostBand, Route
from evidencehub.standards.model.standard import NO_FINDING, Criterion, Tier

WAYS_SHOWN = 3
SPELT_OUT = 2  # labels that it could still be; of more that lie side by side the two ends are enough
MUCH_LONGER = 3  # more things than the shortest way: nobody would choose that one
_WITH_BAR = ("steps", "levels", "padlocks", "certainty")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to show on the way to the next label."""

    criterion: Criterion | None  # None where it is a number, or who was in a study
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """Things that together would be enough."""

    places: tuple[tuple[str, tuple[Thing, ...]], ...]  # where ("In another study"), and what to show there

    @property
    def count(self) -> int:
        return sum(len(things) for _, things in self.places)


@dataclass(frozen=True, slots=True)
class PartResult:
    """A group of parallel scores, or one of several studies."""

    label: str
    value: str
    plain: str
    place: int = 0  # of the band, from 1
    of: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    grade: Grade
    draft: str  # why no result is put forward; "" where one is
    title: str  # "Standard 2: Indication of impact"
    plain: str
    steps: int  # of the bar; 0 where there is none
    filled: int
    studied: str  # how well it was studied whatever was found; "" where that is the same question
    is_lower: bool  # the published label is another, because it also asks for a good result
    studied_note: str  # how that differs from the published label
    progress: str
    possible: tuple[str, ...]
    routes: tuple[tuple[str, str, Route | None], ...]  # study, its kind, and its route
    has_no_start: bool  # the score cannot begin with this kind of study
    parts: tuple[PartResult, ...]
    summary: PartResult | None
    cost: CostBand | None
    open_questions: tuple[tuple[str, str], ...]  # what has to be known before there is a result, each with its field
    whys: tuple[Why, ...]
    next_title: str
    ways: tuple[Way, ...]
    more_ways: int
    advice: str  # what to do next, or how to keep it


def result_of(form: TryForm) -> Result | None:
    """Grade what was typed; None as long as nothing was that could count, or while something cannot be read."""
    if form.errors or not form.is_started:
        return None
    teller = _Teller(form, grade(form.standard, grade_input(form)))
    return teller.result() if form.is_answered or teller.is_settled_by_kind() else None


class _Teller:
    def __init__(self, form: TryForm, found: Grade) -> None:
        self.form, self.standard, self.found = form, form.standard, found
        self.best, self.evidence = found.best, found.evidence_best

    def result(self) -> Result:
        tier, evidence_tier = self.found.tier, self.found.evidence_tier
        ranked = [each for each in self.standard.ranked_tiers if not each.floor and each.score != 0]
        has_bar = self.standard.display in _WITH_BAR and not self.best.ruling.scores
        has_no_start = self.has_no_start()
        ways, more, next_title, advice = self.onwards(has_no_start)
        return Result(
            grade=self.found,
            draft=draft_words(self.standard),
            title=self.title(tier, has_no_start),
            plain=f"{tier.plain} {tier.what_was_found}".rstrip() if tier else self.no_label(has_no_start),
            steps=len(ranked) if has_bar and evidence_tier and evidence_tier.rank is not None else 0,
            filled=sum(1 for each in ranked if evidence_tier and (each.rank or 0) <= (evidence_tier.rank or 0)),
            studied=studied_words(self.standard, evidence_tier) if evidence_tier and mixes(self.standard) else "",
            is_lower=evidence_tier is not tier,
            studied_note=self.studied_note(),
            progress=self.found.headline if self.standard.rule == "cumulative_gate" else "",
            possible=self.possible(),
            routes=tuple((study.title, study.kind_label, study.route) for study in self.form.studies if study.kind),
            has_no_start=has_no_start,
            parts=self.parts(),
            summary=self.summary(),
            cost=self.found.cost_band,
            open_questions=() if has_no_start else self.open_questions(),
            whys=tuple(why(node) for node in self.found.explanation(ON_THE_PAGE)),
            next_title=next_title,
            ways=ways,
            more_ways=more,
            advice=advice,
        )

    def is_settled_by_kind(self) -> bool:
        """The kind of study alone decides, such as one that a standard cannot rate."""
        return self.has_no_start() or (self.found.tier is not None and len(self.found.possible) == 1)

    def title(self, tier: Tier | None, has_no_start: bool) -> str:
        if tier is not None:
            return tier.title
        if self.best.ruling.scores:
            return "A score for each part"
        if has_no_start:
            return f"No {noun(self.standard, 1)} for this kind of study"
        if self.is_open():
            return "Cannot tell yet"
        return f"No {noun(self.standard, 1)} reached yet"

    def studied_note(self) -> str:
        """How far the published label differs from how well it was studied; "" where it does not."""
        one = noun(self.standard, 1)
        if self.found.tier is self.found.evidence_tier:
            return ""
        if self.is_open():
            return f"Which {one} it has as published is not known yet, because that also turns on what came out."
        if self.found.tier is None:
            return f"As published it has no {one}, because that also asks what came out."
        return f"The {one} as published is another one, because it also asks what came out."

    def is_open(self) -> bool:
        """Nothing is given because something is not known, and not because it is known to fall short."""
        return self.found.tier is None and bool(self.found.possible)

    def no_label(self, has_no_start: bool) -> str:
        if self.best.ruling.scores:
            return "There is no overall mark. Each part stands by itself."
        if has_no_start:
            return (
                "This standard sets no starting point for it. That says nothing against the study. "
                "If a part of it compared numbers, answer for that part."
            )
        if self.is_open() and self.standard.rule == "cumulative_gate":
            return (
                f"Some of what the first {noun(self.standard, 1)} asks for is not known yet. Nothing speaks against it."
            )
        if self.is_open():
            return "Some answers are still missing, and they could turn it either way."
        first = f"the first {noun(self.standard, 1)}"
        return f"Something that {first} asks for is not there yet. That is no verdict on the project."

    def has_no_start(self) -> bool:
        """A score starts from the kind of study, and this kind has no start."""
        score, kind = self.standard.score, self.form.studies[0].kind
        if score is None or not kind or kind == NOT_STATED:
            return False
        columns = [self.standard.criteria_by_id[name] for name in score.columns]
        return any(
            column.by_design and kind not in column.by_design and self.best.judged[column.id].state == CANNOT_TELL
            for column in columns
        )

    def possible(self) -> tuple[str, ...]:
        """What it could still be: everything that lies open, best first."""
        if len(self.found.possible) <= 1 or self.has_no_start():
            return ()
        open_ = still_open(self.best, [tier for tier in self.standard.tiers if tier.id in self.found.possible])
        places = [self.standard.tiers.index(tier) for tier in open_]
        if len(open_) > SPELT_OUT and open_[-1].rank is not None and places[-1] - places[0] == len(places) - 1:
            return (f"Anything from “{open_[0].label}” to “{open_[-1].label}”",)
        return tuple(tier.title for tier in reversed(open_))

    def parts(self) -> tuple[PartResult, ...]:
        bands = self.standard.ranked_tiers
        if self.best.ruling.scores:
            return tuple(
                PartResult(
                    next(group.label for group in self.standard.groups if group.id == score.group),
                    self.total(score.lowest, score.highest, score.band),
                    score.band.plain if score.band else "Some of its questions are still open.",
                    (score.band.rank or 0) if score.band else 0,
                    len(bands),
                )
                for score in self.best.ruling.scores
            )
        if len(self.found.contexts) > 1:
            return tuple(PartResult(str(part.context.study), self.of_study(part), "") for part in self.found.contexts)
        return ()

    def total(self, low: float, high: float, band: Tier | None) -> str:
        points = f"{low:g} points" if low == high else f"between {low:g} and {high:g} points"
        return f"{band.label}: {points}" if band else f"Cannot tell yet: {points}"

    def of_study(self, part: PartGrade) -> str:
        return label_words(self.standard, part.tier, part.ruling.possible)

    def summary(self) -> PartResult | None:
        rule = self.standard.summary_rule
        if rule is None or not self.found.summaries or not self.form.is_answered:
            return None
        rating = self.found.summaries[0].rating
        if rating is None and not self.found.summaries[0].possible:
            return PartResult(rule.title, "No rating", "None of the ratings fits what is known.")
        plain = rating.plain if rating else "Which way the results point is not known yet."
        return PartResult(rule.title, rating.label if rating else "Cannot tell yet", plain)

    def open_questions(self) -> tuple[tuple[str, str], ...]:
        """Without a ladder, what has to be answered before there is a result at all."""
        if not self.is_open() or self.standard.is_ladder:
            return ()
        ids = dict.fromkeys(each.criterion for each in self.best.unmet())
        fields = {question.criterion.id: question.name for question in reversed(self.form.questions)}
        return tuple(
            (self.standard.criteria_by_id[name].short, fields.get(name, ""))
            for name in ids
            if self.best.judged[name].state == CANNOT_TELL or self.best.judged[name].answer == NO_FINDING
        )

    def onwards(self, has_no_start: bool) -> tuple[tuple[Way, ...], int, str, str]:
        """The next label by how well it was studied: nobody can plan to find a good result."""
        tier = self.found.tier
        if tier is not None and tier.rank is None:
            return (), 0, "", tier.about_next
        advice = self.found.evidence_tier.about_next if self.found.evidence_tier else ""
        is_early = has_no_start or not self.form.is_answered or (self.is_open() and not self.standard.is_ladder)
        step = None if is_early else self.found.evidence_next  # worked out by trying, which takes its time
        if step is None:
            return (), 0, "", advice
        target = self.standard.tiers_by_id[step.tier]
        every = [self.way(asks) for asks in step.ways]
        ways = tuple(way for way in every if way.count <= every[0].count + MUCH_LONGER)[:WAYS_SHOWN]
        return ways, len(every) - len(ways), target.title, advice

    def way(self, asks: Iterable[Ask]) -> Way:
        places: dict[str, list[Thing]] = {}
        for ask in asks:
            places.setdefault(ask.where, []).append(self.thing(ask))
        return Way(tuple((self.place(where), tuple(things)) for where, things in places.items()))

    def thing(self, ask: Ask) -> Thing:
        criterion = self.standard.criteria_by_id.get(ask.criterion)
        if criterion is not None:
            route = next((study.route for study in self.form.studies if study.route), None)
            is_here = not ask.where.startswith(ANOTHER) and len(self.form.studies) == 1
            worded = self.standard.worded(criterion, route.id if route and is_here else None)
            return Thing(worded, worded.short)
        if ask.criterion == SAMPLE:
            return Thing(None, "Say whether its people are others than in the studies before")
        fact = self.standard.known_facts[ask.criterion]
        return Thing(None, f"More, counted over all studies: {lower_first(fact.label)}")

    def place(self, where: str) -> str:
        if not where or (len(self.form.studies) == 1 and not where.startswith(ANOTHER)):
            return ""
        if where == ANOTHER:
            return "In another study"
        return "In one more study" if where.startswith(ANOTHER) else f"In {lower_first(where)}"
