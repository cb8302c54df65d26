"""After a decision: what a team's answers said before, beside what the reviewers found. For the team alone.

It is worked out anew from what was sent, so that nothing of it has to be kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidencehub.accreditation.entered.answers import Entered
from evidencehub.accreditation.entered.numbers import facts_entered
from evidencehub.accreditation.entered.outlook import by_numbers
from evidencehub.accreditation.entered.reading import State, readings_of
from evidencehub.accreditation.findings import Line
from evidencehub.projects.frozen.keeping import remains_of
from evidencehub.projects.models import Submission
from evidencehub.review.sheet import Sheet
from evidencehub.standards.model.standard import Criterion


@dataclass(frozen=True)
class Pair:
    """One question: what the answers said, and what reviewers agreed on."""

    criterion: Criterion
    before: State
    found: Line

    @property
    def is_met(self) -> bool:
        return self.criterion.accepts(self.found.answer)

    @property
    def is_alike(self) -> bool:
        """In place and met, or missing and not; a question that was to be asked is neither."""
        return self.before is (State.IN_PLACE if self.is_met else State.MISSING)


@dataclass(frozen=True)
class Beside:
    pairs: tuple[Pair, ...]

    @property
    def told(self) -> tuple[Pair, ...]:
        """Those of which the answers said something that may be right or wrong."""
        return tuple(each for each in self.pairs if each.before is not State.ASKED)

    @property
    def alike(self) -> int:
        return sum(each.is_alike for each in self.told)


def beside(submission: Submission, sheet: Sheet, lines: Mapping[str, Sequence[Line]]) -> Beside | None:
    """:param sheet: as it was graded by. None where something of what was sent was removed since."""
    remains = remains_of(submission)
    if remains.project is None or len(remains.left) < len(remains.evaluations):
        return None
    noted = {each.evaluation_id: each.evaluation.reporting for each in submission.evaluation_versions}
    entered = Entered(remains.project, remains.left, noted)
    read = by_numbers(sheet, readings_of(sheet, entered), facts_entered(sheet, entered))
    pairs = (
        Pair(item.criterion, read[item.key].state, line)
        for item in sheet.items
        if item.key in read
        for line in lines.get(item.criterion.id, ())
        if line.result_key == item.result_key
    )
    return Beside(tuple(pairs))
