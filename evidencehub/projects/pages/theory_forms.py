"""The forms of a theory of change: steps of one kind, one step with what it leads to, and the evidence for one link."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation
from evidencehub.projects.models import Project
from evidencehub.projects.pages.forms import Lines, TeamForm
from evidencehub.projects.theory.editing import GONE
from evidencehub.projects.theory.keeping import theory_of
from evidencehub.projects.theory.kinds import KINDS, OUTCOME, Kind
from evidencehub.projects.theory.shape import Link, Step
from evidencehub.projects.theory.words import called, words_of
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import LINE, Checkboxes, HubForm, LongText, NumberText, Select, ShortText
from evidencehub.standards.files.outcomes import load_outcomes

_SAY = "Say it in a few words"
_OWN = "None of these: I say it in my own words"
Groups = list[tuple[str, list[tuple[str, str]]]]  # by outcome area, each slug with its label


class StepsForm(HubForm):
    """Several steps of one kind at once."""

    words = Lines("Add one or more", [DataRequired(_SAY)], description="Start a new line for each.", limit=4000)

    def validate_words(self, field: Lines) -> None:
        if long := next((line for line in field.stored if len(line) > LINE), ""):
            raise ValidationError(f"“{long[:40]}…” must be {LINE} characters or fewer. It stands in a small box")

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(line, "") for line in self.words.stored]


class OutcomeChoice(Select):
    """From the tree of outcomes, in groups by outcome area."""

    groups: Groups

    def offer(self, project: Project, chosen: str = "") -> None:
        """Those of the outcome areas that the project aims at; all of them where it has not said."""
        tree = load_outcomes()
        areas = [area for area in tree.areas if area.slug in project.outcome_areas] or tree.areas
        self.groups = [(area.label, [(term.slug, term.label) for term in tree.below(area.slug)]) for area in areas]
        if chosen and all(chosen != slug for _, terms in self.groups for slug, _ in terms):
            label = tree.by_slug[chosen].label if chosen in tree.by_slug else chosen
            self.groups.append(("Chosen before", [(chosen, label)]))
        known = [SelectChoice(slug, label) for _, terms in self.groups for slug, label in terms]
        self.choices = [SelectChoice("", _OWN), *known]


_NEAREST = "Which of these comes nearest?"


def _of_outcome(form: Any) -> None:
    if not form.words.data and not form.outcome.data and not form.words.errors:
        form.words.errors = [*form.words.errors, "Choose what comes nearest, or say in your own words what changes"]


class OutcomeForm(HubForm):
    outcome = OutcomeChoice(_NEAREST, default="")
    words = ShortText("In your words (optional, if you chose one)", description="It then stands so in the picture.")

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        _of_outcome(self)
        return not self.errors

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(self.words.data or "", self.outcome.data or "")]


class AskedOfStep(TeamForm):
    """``outcome`` is asked of outcomes only."""

    outcome = OutcomeChoice(_NEAREST, default="")
    words = ShortText("In a few words")
    leads_to = Checkboxes(
        "What does it lead to?", description="Choose what follows from it at once. It may be nothing yet."
    )


class StepForm(AskedOfStep):
    """One step."""

    def __init__(self, project: Project, step: Step, **how: Any) -> None:
        self.step_id = step.id
        super().__init__(data=_answers_of_step(project, step.id), **how)
        if step.kind == OUTCOME:
            self.outcome.offer(project, step.outcome)
            self.words.label.text = OutcomeForm.words.args[0]
        else:
            del self.outcome
            self.words.validators = [DataRequired(_SAY), *self.words.validators]
        self.leads_to.choices = [
            SelectChoice(str(each.id), f"{KINDS[each.kind].label}: {words_of(each)}")
            for each in theory_of(project).could_follow(step)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if "outcome" in self:
            _of_outcome(self)
        return not self.errors

    def answers_of(self, record: Any) -> dict[str, Any]:
        found = _answers_of_step(record, self.step_id)
        return {name: found[name] for name in self._fields if name in found}

    def in_words(self, name: str, value: Any) -> str:
        if name == "leads_to":
            names = {choice.value: choice.label for choice in self.leads_to.choices}
            return "\n".join(names.get(each, "A step that was added since") for each in value) or "Nothing"
        return super().in_words(name, value)


def _answers_of_step(project: Project, key: UUID) -> dict[str, Any]:
    """:raises NotFound: somebody removed it."""
    theory = theory_of(project)
    step = theory.step(key)
    if step is None:
        raise NotFound(GONE)
    leads_to = [str(link.end) for link in theory.links_from(key)]
    return {"words": step.words, "outcome": step.outcome, "leads_to": leads_to}


class AskedOfLink(TeamForm):
    """What has to be true for one step to lead to another, and what makes the team think so."""

    because = LongText(
        "What has to be true for that? (optional)", limit=1000,
        description="Something you count on (an assumption). For example: The pupil is at home when you call.",
    )  # fmt: skip
    results = Checkboxes("Results of your own that show it (optional)")
    document = Select("A document of yours that shows it (optional)")
    page = NumberText("Page of that document (optional)", whole=True, low=1, high=100_000)
    references = Lines(
        "What others found (optional)", limit=4000,
        description="A report, an article or an address: who, what, which year. A new line for each.",
    )  # fmt: skip


class LinkForm(AskedOfLink):
    """The link between two steps; what there is nothing of is not asked."""

    def __init__(
        self,
        project: Project,
        link: Link,
        evaluations: Sequence[FrozenEvaluation],
        plan: Iterable[FrozenDocument],
        **how: Any,
    ) -> None:
        self.ends = link.start, link.end
        super().__init__(data=_answers_of_link(project, *self.ends), **how)
        self.results.choices = [
            SelectChoice(str(result.id), f"{called(result)}, in “{study.title}”")
            for study in evaluations
            for result in study.results
        ]
        documents = [(one, study.title) for study in evaluations for one in study.documents]
        documents += [(one, "the plan") for one in plan]
        self.document.choices = [
            SelectChoice("", "None"), *(SelectChoice(str(one.id), f"{one.told} ({of})") for one, of in documents)
        ]  # fmt: skip
        if not self.results.choices:
            del self.results
        if not documents:
            del self.document, self.page

    def answers_of(self, record: Any) -> dict[str, Any]:
        found = _answers_of_link(record, *self.ends)
        return {name: found[name] for name in self._fields if name in found}

    def answers(self) -> dict[str, Any]:
        return {**super().answers(), **({"document": self.document.data or ""} if "document" in self else {})}

    def in_words(self, name: str, value: Any) -> str:
        if name in {"results", "document"}:
            names = {choice.value: choice.label for choice in self._fields[name].choices}
            chosen = [value] if isinstance(value, str) else value
            return "\n".join(names.get(each, each) for each in chosen) or "Nothing"
        return super().in_words(name, value)

    def said(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as a link holds them."""
        kept = {**answers, "references": tuple(answers["references"])}
        if "results" in answers:
            kept["results"] = tuple(UUID(each) for each in answers["results"])
        if "document" in answers:
            kept["document"] = UUID(answers["document"]) if answers["document"] else None
        return kept


def _answers_of_link(project: Project, start: UUID, end: UUID) -> dict[str, Any]:
    """:raises NotFound: the two are not linked any more."""
    link = theory_of(project).link(start, end)
    if link is None:
        raise NotFound(GONE)
    return {
        "because": link.because, "results": [str(each) for each in link.results],
        "document": str(link.document or ""), "page": link.page, "references": list(link.references),
    }  # fmt: skip


def adding(kind: Kind, project: Project, **how: Any) -> StepsForm | OutcomeForm:
    """The form that adds steps of a kind."""
    if kind.slug != OUTCOME:
        return StepsForm(**how)
    form = OutcomeForm(**how)
    form.outcome.offer(project)
    return form
