"""Which questions a standard asks of this kind of study, with what the address holds for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evidencehub.guide.trying import address as trying
from evidencehub.guide.trying.address import Address
from evidencehub.guide.trying.facts import (
    CannotRead,
    FactField,
    asked_as_questions,
    facts_of_the_rule,
    facts_that_decide,
    read_fact,
)
from evidencehub.guide.trying.facts import field as fact_field
from evidencehub.guide.trying.form import NOT_STATED, Question, Section, StudyForm, TryForm
from evidencehub.guide.words import answer_label
from evidencehub.standards.engine.testing import FactValue, run_test
from evidencehub.standards.engine.verdicts import CANNOT_TELL
from evidencehub.standards.files.vocabulary import Term, load_vocabulary
from evidencehub.standards.model.standard import NO_FINDING, NOT_APPLICABLE, Criterion, Standard

_COST = "unit_cost_gbp"
_EACH = "evaluation"  # the unit of what is asked of each study
_YES = {"met": "Yes", "partly": "Partly", "not-met": "No"}  # every question with these answers can be answered so


@dataclass(slots=True)
class _Reading:
    """What is gathered while the form is made: answers and facts for the engine, errors, and the names in use."""

    findings: dict[str, dict[str, str]] = field(default_factory=dict)  # by prefix
    facts: dict[str, dict[str, FactValue]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by name of the field
    used: set[str] = field(default_factory=set)


def make_form(standard: Standard, address: Address, *, asks_judge: bool) -> TryForm:
    """Return the form with everything that the address holds.

    :param asks_judge: show the question by which reviewers fill a gap in a published score.
    """
    return _Maker(standard, address, asks_judge).form()


class _Maker:
    def __init__(self, standard: Standard, address: Address, asks_judge: bool) -> None:
        self.standard, self.address = standard, address
        self.many = trying.asks_of_each_study(standard)
        self.asks_for_kind = trying.asks_for_kind(standard)
        penalty = standard.score.penalty if standard.score else None
        self.hidden = {penalty.judge} if penalty and not (asks_judge or address.get(penalty.judge)) else set()
        self.reading = _Reading()

    def form(self) -> TryForm:
        units = ("project",) if self.many else ()
        project = self.sections("", None, "", units) if self.many else ()
        studies = tuple(self.study(number) for number in range(1, self.address.studies + 1))
        together = self.sections("", None, "", ("body-of-evidence",)) if self.many else ()
        cost = self.fact(_COST, "") if self.standard.cost_bands else None
        left = [(name, value) for name, value in self.address.values.items() if name not in self.reading.used]
        kept = tuple(pair for pair in left if self._is_known(pair[0]))
        return TryForm(
            self.standard,
            self.address,
            self.asks_for_kind,
            _kinds(),
            self.many,
            project,
            studies,
            together,
            cost,
            self.reading.errors,
            kept,
            tuple(name for name, _ in left if not self._is_known(name)),
            self.reading.findings,
            self.reading.facts,
        )

    def _is_known(self, name: str) -> bool:
        number, dot, rest = name.partition(".")
        if self.many and dot and number.isdigit():
            name = rest
        return name in self.standard.criteria_by_id or name in self.standard.known_facts or name == trying.KIND

    def study(self, number: int) -> StudyForm:
        prefix = trying.prefix_of(self.standard, number)
        errors_before = len(self.reading.errors)
        kind, kind_error = self.kind(prefix, number)
        route = self.standard.route_for(kind or None)
        units = (_EACH, "outcome") if self.many else ()
        shown = bool(kind) or not self.asks_for_kind
        sections = self.sections(prefix, kind or None, route or "", units) if shown else ()
        name = self.take(f"{prefix}{trying.NAME}")[: trying.LONGEST_NAME] if self.many else ""
        who, who_options = self.who(prefix, number) if number > 1 else ("", ())
        return StudyForm(
            number,
            prefix,
            f"Study {number}",
            kind,
            kind_error,
            self.standard.routes_by_id.get(route or ""),
            name,
            who,
            who_options,
            sections,
            len(self.reading.errors) > errors_before,
        )

    def take(self, name: str) -> str:
        self.reading.used.add(name)
        return self.address.get(name)

    def kind(self, prefix: str, number: int) -> tuple[str, str]:
        if not self.asks_for_kind:
            return "", ""
        name = f"{prefix}{trying.KIND}"
        typed = self.take(name)
        if typed and typed not in self.standard.designs:
            of = f" of study {number}" if self.many else ""
            error = self.reading.errors[name] = f"Kind{of}: choose one of the kinds of study"
            return "", error
        if not typed and number == 1 and self.address.was_asked:
            error = self.reading.errors[name] = "Choose how the study was done"
            return "", error
        return typed, ""

    def who(self, prefix: str, number: int) -> tuple[str, tuple[tuple[str, str], ...]]:
        earlier = [(str(other), f"The same people as in study {other}") for other in range(1, number)]
        options = (("others", "Other people than in the studies before"), *earlier, ("", "Not known"))
        name = f"{prefix}{trying.WHO}"
        typed = self.take(name)
        if typed and typed not in dict(options):
            self.reading.errors[name] = f"Who was in study {number}: choose one of the answers"
        return typed, options

    def sections(self, prefix: str, kind: str | None, route: str, units: Sequence[str]) -> tuple[Section, ...]:
        asked = [
            criterion
            for criterion in self.standard.criteria
            if (not units or criterion.unit in units)
            and criterion.id not in self.hidden
            and self.standard.asked_on(criterion, route or None)
        ]
        seen: set[str] = set()  # facts asked for already
        found = []
        for title, plain, criteria in _places(self.standard, asked):
            questions = tuple(self.question(criterion, prefix, kind, route, seen) for criterion in criteria)
            found.append(Section(title, plain, questions, self.rule_facts(criteria, prefix, seen)))
        left = [fact for fact in facts_of_the_rule(self.standard) if fact not in seen and _EACH in units]
        if left and found:
            found[-1] = replace(found[-1], facts=tuple(self.fact(fact, prefix) for fact in left))
        return tuple(found)

    def rule_facts(self, criteria: Iterable[Criterion], prefix: str, seen: set[str]) -> tuple[FactField, ...]:
        """Whether threats push the same way: asked where the threats are."""
        penalty = self.standard.score.penalty if self.standard.score else None
        if (
            penalty is None
            or penalty.same_direction in ("", *seen)
            or not any(criterion.id in penalty.criteria for criterion in criteria)
        ):
            return ()
        seen.add(penalty.same_direction)
        return (self.fact(penalty.same_direction, prefix),)

    def question(self, criterion: Criterion, prefix: str, kind: str | None, route: str, seen: set[str]) -> Question:
        worded = self.standard.worded(criterion, route or None)
        decided = self.decided(criterion, kind)
        name = f"{prefix}{criterion.id}"
        options = tuple(
            (answer, _label(answer))
            for answer in criterion.answers
            if answer != NO_FINDING and (answer != NOT_APPLICABLE or kind in criterion.not_applicable_for)
        )
        value, error = ("", "") if decided else self.answer(criterion, prefix, dict(options))
        wanted = () if decided else self.wanted(criterion)
        given_above = tuple(self.standard.known_facts[fact].label for fact in wanted if fact in seen)
        facts = tuple(self.fact(fact, prefix) for fact in wanted if fact not in seen)
        seen.update(wanted)
        proposed = "" if value else criterion.by_design.get(kind or "", "")
        return Question(
            name,
            worded,
            (*options, ("", "Cannot tell yet")),
            value,
            error,
            facts,
            given_above,
            _label(proposed) if proposed else "",
            decided,
            tuple(
                self.standard.known_facts[fact].label
                for fact in criterion.facts
                if fact not in wanted and fact not in asked_as_questions(self.standard)
            ),
        )

    def decided(self, criterion: Criterion, kind: str | None) -> str:
        """ "Yes" or "No" where the kind of study settles it, whatever else is known."""
        if criterion.test is None or kind is None:
            return ""
        state = run_test(criterion.test, {}, kind, self.standard.tables).state
        return "" if state == CANNOT_TELL else _YES[state]

    def wanted(self, criterion: Criterion) -> tuple[str, ...]:
        as_questions = asked_as_questions(self.standard)
        return tuple(fact for fact in facts_that_decide(criterion) if fact not in as_questions)

    def answer(self, criterion: Criterion, prefix: str, options: Mapping[str, str]) -> tuple[str, str]:
        name = f"{prefix}{criterion.id}"
        typed = self.take(name)
        if not typed or typed == NO_FINDING:
            return "", ""
        if typed not in options:
            said = answer_label(typed) if typed in criterion.answers else typed
            error = self.reading.errors[name] = (
                f"{criterion.short}: “{said}” is not open for this kind of study. Choose another answer"
                if typed == NOT_APPLICABLE
                else f"{criterion.short}: “{said}” is not one of the answers. Choose one of those below"
            )
            return "", error
        self.reading.findings.setdefault(prefix, {})[criterion.id] = typed
        return typed, ""

    def fact(self, fact_name: str, prefix: str) -> FactField:
        fact, name = self.standard.known_facts[fact_name], f"{prefix}{fact_name}"
        typed, error = self.take(name), ""
        if typed:
            try:
                self.reading.facts.setdefault(prefix, {})[fact_name] = read_fact(fact, typed)
            except CannotRead as refused:
                error = self.reading.errors[name] = str(refused)
        return fact_field(fact, name, typed, error)


def _places(standard: Standard, asked: Iterable[Criterion]) -> Iterator[tuple[str, str, list[Criterion]]]:
    """The criteria by tier and by group, in the order of the standard; places without any are left out."""
    criteria = list(asked)
    for tier in standard.tiers:
        if own := [criterion for criterion in criteria if criterion.tier == tier.id]:
            yield tier.title, tier.plain, own
    for group in standard.groups:
        if own := [criterion for criterion in criteria if criterion.group == group.id]:
            yield group.label, group.plain, own


def _label(answer: str) -> str:
    return _YES.get(answer) or answer_label(answer)


def _kinds() -> tuple[Term, ...]:
    """Kinds of study with what most small projects can do first, and "not stated" last."""
    terms = load_vocabulary("designs").terms
    return tuple(sorted(terms, key=lambda term: (term.slug == NOT_STATED, bool(term.comparison))))
