"""A theory of change in words and as a drawing: for its team, for reviewers and for readers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from evidencehub.projects import terms
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.theory.drawing import Drawing, draw
from evidencehub.projects.theory.kinds import KINDS, Kind
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.standards.files.outcomes import load_outcomes

NOT_SENT = "A result of a study that was not sent with this"
NOT_HERE = "A document that was not sent with this, or that not everybody may read"
PHONE, DESK = 288, 620  # pixels: what is left of a window of 320, and of two thirds of a wide one


@dataclass(frozen=True)
class EvidenceInWords:
    words: str
    address: str = ""  # where to look, for this reader


@dataclass(frozen=True)
class LeadInWords:
    """One step leads to another, with what has to be true for it and what makes the team think so."""

    start: UUID
    end: UUID
    to: str
    because: str
    evidence: tuple[EvidenceInWords, ...]


@dataclass(frozen=True)
class StepInWords:
    id: UUID
    words: str
    outcome: str  # what our list calls it; "" where the words are the same
    leads: tuple[LeadInWords, ...]


@dataclass(frozen=True)
class TheoryInWords:
    kinds: tuple[tuple[Kind, tuple[StepInWords, ...]], ...]  # those that have steps
    phone: Drawing
    desk: Drawing

    @property
    def steps(self) -> tuple[tuple[Kind, StepInWords], ...]:
        return tuple((kind, step) for kind, steps in self.kinds for step in steps)


# Where this reader finds a document's page, or a study: "" where they cannot.
Where = Callable[[FrozenEvaluation | FrozenDocument, int | None], str]


def nowhere(_of: FrozenEvaluation | FrozenDocument, _page: int | None) -> str:
    return ""


def words_of(step: Step) -> str:
    """What a step says; of an outcome from our list, what that calls it where the team did not say more."""
    return step.words or _label(step.outcome)


def _label(slug: str) -> str:
    known = load_outcomes().by_slug.get(slug)
    return known.label if known else terms.unknown(slug)


def in_words(
    project: FrozenProject, evaluations: Iterable[FrozenEvaluation], where: Where = nowhere
) -> TheoryInWords | None:
    """:param evaluations: those that this reader may know of. None: there are no steps."""
    theory = project.theory
    if not theory.steps:
        return None
    told = _Told(project, tuple(evaluations), where)
    said = {step.id: words_of(step) for step in theory.steps}
    kinds = tuple(
        (kind, tuple(_step(theory, step, told) for step in theory.of_kind(slug)))
        for slug, kind in KINDS.items()
        if theory.of_kind(slug)
    )
    return TheoryInWords(kinds, draw(theory, said, width=PHONE, in_a_row=1), draw(theory, said, width=DESK, in_a_row=3))


def _step(theory: Theory, step: Step, told: "_Told") -> StepInWords:
    outcome = _label(step.outcome) if step.outcome and step.words else ""
    leads = tuple(
        LeadInWords(link.start, link.end, words_of(end), link.because, tuple(told.evidence(link)))
        for link in theory.links_from(step.id)
        if (end := theory.step(link.end))
    )
    return StepInWords(step.id, words_of(step), outcome if outcome != step.words else "", leads)


class _Told:
    """What stands behind the ids of evidence, as far as it was sent along."""

    def __init__(self, project: FrozenProject, evaluations: tuple[FrozenEvaluation, ...], where: Where) -> None:
        self.where = where
        self.results = {result.id: (study, result) for study in evaluations for result in study.results}
        documents = [*project.plan_documents, *(one for study in evaluations for one in study.documents)]
        self.documents = {one.id: one for one in documents}

    def evidence(self, link: Link) -> Iterator[EvidenceInWords]:
        found = [self.results[key] for key in link.results if key in self.results]
        for study, result in found:
            yield EvidenceInWords(f"{called(result)}, in “{study.title}”", self.where(study, None))
        if len(found) < len(link.results):
            yield EvidenceInWords(NOT_SENT)
        if link.document:
            document = self.documents.get(link.document)
            yield self._document(document, link.page) if document else EvidenceInWords(NOT_HERE)
        for reference in link.references:
            yield EvidenceInWords(reference)

    def _document(self, document: FrozenDocument, page: int | None) -> EvidenceInWords:
        words = f"{document.told}, page {page}" if page else document.told
        return EvidenceInWords(words, self.where(document, page))


def called(result: FrozenResult) -> str:
    """A result without its numbers."""
    return f"{result.outcome} ({result.measure_name})" if result.measure_name else result.outcome


def in_one_text(theory: Theory) -> str:
    """The steps kind by kind, for a place that has room for one paragraph."""
    said = (
        f"{kind.label}: {'; '.join(words_of(step).rstrip('.') for step in theory.of_kind(slug))}."
        for slug, kind in KINDS.items()
        if theory.of_kind(slug)
    )
    return " ".join(said)


def in_full(theory: Theory) -> str:
    """The steps, with all that is said of what leads to what; results and documents are not named."""
    reasons = (text for link in theory.links for text in (link.because, *link.references) if text)
    return "\n".join([in_one_text(theory), *reasons])


def lead_as_text(lead: LeadInWords) -> str:
    """For a place that has no lists: what changed, a file, a search."""
    more = [f"It holds if: {lead.because}"] if lead.because else []
    more += [f"What makes us think so: {'; '.join(each.words for each in lead.evidence)}"] if lead.evidence else []
    return "\n".join([f"Leads to: {lead.to}", *more])
