"""What each framework would make of the same evidence, in the words of the page: met, not met, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidencehub.guide.crosswalk.address import UNSURE, CrossingForm, TopicForm
from evidencehub.guide.crosswalk.topics import is_shared
from evidencehub.guide.crosswalk.words import missing, of_fact, own_scale
from evidencehub.guide.labels import still_open
from evidencehub.guide.trying import address
from evidencehub.guide.words import answer_label, draft_words, noun
from evidencehub.standards.comparing.crosswalk import View
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Judged, JudgedById
from evidencehub.standards.grading.studied import studied_words
from evidencehub.standards.model.standard import Criterion, Standard, Tier
from evidencehub.standards.versions.names import joined

MOST_USEFUL = 3  # how many answers the page asks for by name
_ORDER = {NOT_MET: 0, CANNOT_TELL: 1, MET: 2}
_FEW = 3  # results that are named one by one


@dataclass(frozen=True, slots=True)
class Empty:
    """A field that is not filled in yet."""

    name: str
    label: str
    where: str  # ", in study 2"


_Open = Mapping[str, Empty]  # by slug of the question, name of the fact, or ``trying.KIND``


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a framework asks for, and why it counts as it does."""

    short: str
    why: str  # "" where the list in which it stands says it all
    needs: tuple[Empty, ...] = ()  # fields of this page that would settle it


@dataclass(frozen=True, slots=True)
class Panel:
    """One framework."""

    standard: Standard
    caveat: str
    draft: str  # why no result is put forward; "" where one is
    result: str  # "Tier 2: Moderate evidence"
    result_plain: str
    parts: tuple[tuple[str, str], ...]  # scores that stand side by side, each with its colour
    studied: str  # how well it was studied, whatever came out; "" where the result says that
    flags: tuple[str, ...]
    study: str  # the only one of several that it is about; "" where it looks at all of them
    met: tuple[Line, ...]
    not_met: tuple[Line, ...]
    open_here: tuple[Line, ...]  # an answer on this page would settle it
    open_elsewhere: tuple[Line, ...]

    @property
    def cannot_tell(self) -> int:
        return len(self.open_here) + len(self.open_elsewhere)


@dataclass(frozen=True, slots=True)
class Useful:
    """An answer that several frameworks wait for."""

    name: str  # of the field
    label: str
    frameworks: int


def panels_of(views: Iterable[View], form: CrossingForm) -> tuple[Panel, ...]:
    """What each framework makes of the answers, in the order given."""
    return tuple(_teller(view, form).panel() for view in views)


def most_useful(panels: Sequence[Panel]) -> tuple[Useful, ...]:
    """The answers for which most frameworks wait, where that is more than one."""
    waiting = Counter(
        field for panel in panels for field in dict.fromkeys(field for line in panel.open_here for field in line.needs)
    )
    ranked = sorted((field for field in waiting if waiting[field] > 1), key=lambda field: -waiting[field])
    return tuple(Useful(field.name, f"{field.label}{field.where}", waiting[field]) for field in ranked[:MOST_USEFUL])


def _open_fields(form: CrossingForm, study_id: str) -> _Open:
    """The fields still empty: of the project, and of one study, or of the first study that has them empty."""
    found: dict[str, Empty] = {}
    for study in form.studies:
        if study_id not in ("", str(study.number)):
            continue
        where = f", in study {study.number}" if len(form.studies) > 1 else ""
        if not study.kind:
            found.setdefault(address.KIND, Empty(f"{study.prefix}{address.KIND}", "How it was studied", where))
        for key, field in _empty(study.topics, where):
            found.setdefault(key, field)
    return found | dict(_empty(form.project, ""))


def _empty(topics: Iterable[TopicForm], where: str) -> Iterator[tuple[str, Empty]]:
    for topic in topics:
        for question in topic.questions:
            if question.value in ("", UNSURE):
                yield question.term.slug, Empty(question.name, question.term.label, where)
        for fact in topic.facts:
            if not fact.value:
                yield fact.fact.name, Empty(fact.name, fact.fact.label, where)


def _teller(view: View, form: CrossingForm) -> "_Teller":
    """A standard that counts studies is shown over all of them, any other by the study that does best by its rule."""
    best, told = view.grade.best, len(form.data.get("studies", ()))
    parts = [part.judged for study in best.situation.studies for part in study.parts]
    if parts and told > 1:
        return _Teller(view, _best_of(view.standard, parts), _open_fields(form, ""), "", True)
    study = best.context.study or ""
    return _Teller(view, best.judged, _open_fields(form, study), study if told > 1 else "", False)


def _best_of(standard: Standard, parts: Sequence[JudgedById]) -> JudgedById:
    return {
        criterion.id: max((part[criterion.id] for part in parts), key=lambda judged: _ORDER[judged.state])
        for criterion in standard.criteria
    }


def _could_be(tiers: Sequence[Tier], *more: str) -> str:
    ranked = [f"“{tier.title}”" for tier in tiers if tier.rank is not None]
    outside = [f"“{tier.title}”" for tier in tiers if tier.rank is None]
    scale = [f"anything from {ranked[0]} to {ranked[-1]}"] if len(ranked) > _FEW else ranked
    return f"It could still be {joined([*scale, *outside, *more], 'or')}."


@dataclass(frozen=True, slots=True)
class _Teller:
    view: View
    judged: JudgedById
    open_fields: _Open
    study: str
    several: bool  # what is shown comes from several studies

    def panel(self) -> Panel:
        view = self.view
        lines: dict[str, list[Line]] = {MET: [], NOT_MET: [], CANNOT_TELL: []}
        for requirement in view.requirements:
            found = self.judged[requirement.criterion.id]
            lines[found.state].append(self.line(requirement.criterion, found))
        result, plain = self.result()
        return Panel(
            view.standard,
            view.caveat,
            draft_words(view.standard),
            result,
            plain,
            self.parts(),
            self.studied(),
            self.flags(),
            self.study,
            tuple(lines[MET]),
            tuple(lines[NOT_MET]),
            tuple(line for line in lines[CANNOT_TELL] if line.needs),
            tuple(line for line in lines[CANNOT_TELL] if not line.needs),
        )

    def flags(self) -> tuple[str, ...]:
        """What is left to reviewers, and what the result would hide."""
        grade = self.view.grade
        left = [f"Left to reviewers: {flag}" for flag in grade.best.ruling.flags]
        return (*left, *grade.disagreements, *grade.found_against)

    def result(self) -> tuple[str, str]:
        """What their rule comes to as published, and what that means."""
        grade, standard = self.view.grade, self.view.standard
        others = self.possible()
        if grade.tier is not None:
            name, plain = grade.tier.title, f"{grade.tier.plain} {grade.tier.what_was_found}".rstrip()
            return (f"{name}, as far as we can tell", f"{plain} {_could_be(others)}") if others else (name, plain)
        if grade.best.ruling.scores:
            return "A score for each part", "There is no overall mark. Each part stands by itself."
        if not grade.possible:
            return f"No {noun(standard, 1)} reached", "Something that each of them asks for is known to be missing."
        # A ladder that has no label for "none of these" can also end in nothing.
        ends_in_nothing = standard.is_ladder and not any(tier.floor for tier in standard.tiers)
        return "Cannot tell yet", _could_be(others, *(["none"] if ends_in_nothing else []))

    def possible(self) -> list[Tier]:
        """What could still be better than what is known, or outside the scale, by any of the studies."""
        grade = self.view.grade
        possible = {name for part in grade.contexts for name in part.ruling.possible}
        known = grade.best.ruling.rank
        better = [
            tier
            for tier in self.view.standard.tiers
            if tier.id in possible and tier is not grade.tier and (tier.rank is None or tier.rank > known)
        ]
        return still_open(grade.best, better)

    def parts(self) -> tuple[tuple[str, str], ...]:
        labels = {group.id: group.label for group in self.view.standard.groups}
        return tuple(
            (labels[score.group], score.band.label if score.band else "cannot tell yet")
            for score in self.view.grade.best.ruling.scores
        )

    def studied(self) -> str:
        """The label by the same rule without what came out, where both are known and differ."""
        grade = self.view.grade
        is_open = grade.tier is None and self.possible()
        if is_open or grade.evidence_tier is None or grade.evidence_tier is grade.tier:
            return ""
        return studied_words(self.view.standard, grade.evidence_tier)

    def line(self, criterion: Criterion, judged: Judged) -> Line:
        if judged.state != CANNOT_TELL:
            return Line(criterion.short, self.why(judged))
        asks = self.empty([criterion.concept] if is_shared(criterion) else [])
        wanted = [*missing(judged.tested), *([address.KIND] if criterion.by_design else [])]
        can_settle = all(key in self.open_fields for key in wanted)
        facts = self.empty(wanted) if can_settle else []
        if not asks and not facts:
            return Line(criterion.short, own_scale(criterion))
        answers = [f"an answer to “{field.label}”" for field in asks]
        labels = [f"“{field.label}”" for field in facts]
        needs = joined([*answers, *([joined(labels)] if labels else [])], "or")
        return Line(criterion.short, f"Needs {needs}.", (*asks, *facts))

    def empty(self, keys: Iterable[str]) -> list[Empty]:
        return [self.open_fields[key] for key in dict.fromkeys(keys) if key in self.open_fields]

    def why(self, judged: Judged) -> str:
        standard = self.view.standard
        if judged.implied_by is not None:
            return f"Taken from “{standard.criterion(judged.implied_by).short}”, which was answered."
        if judged.level == "fact" and judged.tested is not None:
            return of_fact(standard, judged, judged.tested)
        if judged.level == "design":
            answer = "" if judged.answer in ("met", "not-met") else f": {answer_label(judged.answer)}"
            return f"From how it was studied{answer}."
        told = "" if judged.answer in ("met", "not-met") else "You answered “partly”, which does not count here."
        where = f"In study {judged.place}." if self.several and judged.level == "study" and judged.state == MET else ""
        return " ".join(filter(None, (told, where)))
