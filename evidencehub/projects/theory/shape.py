"""A theory of change as it is kept and frozen: steps, and which of them leads to which, with the evidence for that."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from evidencehub.projects.theory.kinds import ACTIVITY, IMPACT, NEED, ORDER, OUTCOME

MOST_OF_A_KIND = 12  # steps
MOST_LINKS = 8  # from one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    id: UUID  # the same in every round, so that a change is seen as one
    kind: str  # of kinds.py
    words: str  # "" where the label of ``outcome`` says it
    outcome: str = ""  # slug of standards/vocabularies/outcomes.toml or outcome-areas.toml; of outcomes only


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step leads to another. Results and a document are named by id, and may be of a study that is not sent."""

    start: UUID
    end: UUID
    because: str = ""  # what has to be true for it
    results: tuple[UUID, ...] = ()  # of this project
    document: UUID | None = None  # of this project
    page: int | None = None  # of that document, from 1
    references: tuple[str, ...] = ()  # what others found; a line each

    @property
    def is_backed(self) -> bool:
        return bool(self.results or self.document or self.references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    steps: tuple[Step, ...] = ()  # in the order in which they were added
    links: tuple[Link, ...] = ()

    @property
    def ordered(self) -> tuple[Step, ...]:
        """Kind by kind."""
        return tuple(step for kind in ORDER for step in self.of_kind(kind))

    def of_kind(self, kind: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.kind == kind)

    def step(self, key: UUID) -> Step | None:
        return next((step for step in self.steps if step.id == key), None)

    def link(self, start: UUID, end: UUID) -> Link | None:
        return next((link for link in self.links if (link.start, link.end) == (start, end)), None)

    def links_from(self, key: UUID) -> tuple[Link, ...]:
        """In the order in which the steps stand that they lead to."""
        places = {step.id: place for place, step in enumerate(self.ordered)}
        return tuple(sorted((each for each in self.links if each.start == key), key=lambda each: places[each.end]))

    def after(self, key: UUID) -> set[UUID]:
        """All steps that this one leads to, at once or through others."""
        found: set[UUID] = set()
        waiting = [key]
        while waiting:
            ends = {link.end for link in self.links if link.start == waiting[-1]} - found
            waiting.pop()
            found |= ends
            waiting += sorted(ends)
        return found

    def could_follow(self, step: Step) -> Iterator[Step]:
        """Steps that this one may lead to: of a later kind, or of its own where that does not lead in a circle."""
        for other in self.ordered:
            is_later = ORDER.index(other.kind) > ORDER.index(step.kind)
            is_beside = other.kind == step.kind and other.id != step.id and step.id not in self.after(other.id)
            if is_later or is_beside:
                yield other

    @property
    def is_whole(self) -> bool:
        """Whether it leads from something that is done to something that changes."""
        changes = {step.id for step in self.steps if step.kind in {OUTCOME, IMPACT}}
        return any(changes & self.after(step.id) for step in self.of_kind(ACTIVITY))

    @property
    def loose(self) -> tuple[tuple[Step, str], ...]:
        """Steps that lead nowhere, or that nothing leads to, each with which of the two it is: "on" or "to"."""
        starts, ends = {link.start for link in self.links}, {link.end for link in self.links}
        nowhere = [(step, "on") for step in self.ordered if step.kind != IMPACT and step.id not in starts]
        nothing = [(step, "to") for step in self.ordered if step.kind in {OUTCOME, IMPACT} and step.id not in ends]
        last = {step.id for step in self.of_kind(OUTCOME)} if not self.of_kind(IMPACT) else set()
        return (*(each for each in nowhere if each[0].id not in last and each[0].kind != NEED), *nothing)


NO_STEPS = Theory()
