"""What an accreditation says of itself in few words: the same on its badge and on the page that checks a number."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import standing_in_words
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.words import in_words
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.wording import HARM, direction_of
from evidencehub.review.sheet import sheet_of_remains
from evidencehub.shared.words import day
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Tier

JUDGES = "This judges the evidence, not the organisation."
GOOD = frozenset({"better", "changed-better"})
NO_LONGER = {
    AccreditationState.WITHDRAWN: "Withdrawn",
    AccreditationState.ON_HOLD: "On hold",
    AccreditationState.SUPERSEDED: "Replaced by a later decision",
}


@dataclass(frozen=True)
class Told:
    """Texts are "" where there is nothing to say; days are as people write them."""

    number: str
    project: str
    organisation: str
    is_example: bool  # invented for the demonstration
    ended: str  # why it shows no step: "Withdrawn"
    standing: str  # the sentence of how it stands, or why it does not
    level: str  # "Standard 3 of 5", by how well it was studied; "" once it has ended
    name: str  # of that step
    rank: int
    steps: int
    found: str  # where what came out keeps the published step lower: "Rigorously tested: no effect found"
    published: str  # what the published rule gives then
    standard: str  # with its version
    since: str
    until: str
    appeal: str  # the sentence that it is under appeal, and stands meanwhile
    is_renewed: bool  # on the team's word, since it was graded

    @property
    def stands(self) -> bool:
        return not self.ended

    @property
    def dates(self) -> str:
        """ "Accredited 3 May 2026, stands until 3 May 2029"."""
        return f"Accredited {self.since}" + (f", stands until {self.until}" if self.until else "")

    @property
    def in_a_sentence(self) -> str:
        """For who cannot see the picture."""
        reached = self.ended if self.ended else f"{self.level}: {self.name}"
        said = [f"{self.project}, accreditation {self.number}: {reached}", self.found, self.published, self.standard]
        said += [self.standing, self.appeal, JUDGES]
        invented = ["An invented example: this project does not exist"] if self.is_example else []
        return ". ".join(text.rstrip(".") for text in [*invented, *said] if text) + "."


def told(accreditation: Accreditation, *, appeal: Appeal | None = None) -> Told:
    """How it stands at this moment.

    :param appeal: the one against its decision, if there was one.
    :raises Invalid: what was sent of the project was removed.
    """
    state = accreditation.state
    standard = load_standard(accreditation.standard_id, accreditation.standard_version)
    tier = standard.tiers_by_id.get(accreditation.tier or "")
    evidence = standard.tiers_by_id.get(accreditation.evidence_tier or "") or tier
    sent, ended = project_sent(accreditation.submission), NO_LONGER.get(state, "")
    lower = evidence is not None and evidence is not tier and not ended
    steps = len(standard.ranked_tiers)
    best = _of_the_best(accreditation) if lower else []
    return Told(
        number=accreditation.number,
        project=sent.name,
        organisation=sent.organisation,
        is_example=accreditation.demo,
        ended=ended,
        standing=standing_in_words(accreditation),
        level=f"{evidence.label} of {steps}" if evidence and not ended else "",
        name=evidence.name if evidence and not ended else "",
        rank=evidence.place if evidence and not ended else 0,
        steps=steps,
        found=what_was_found(best, evidence.place / steps) if best and evidence else "",
        published=_by_the_rule(tier) if lower else "",
        standard=f"{standard.title}, version {standard.version}",
        since=day(accreditation.accredited_at),
        until=day(accreditation.valid_until) if state.is_in_date else "",
        appeal=in_words(appeal) if appeal and appeal.state.is_open and not ended else "",
        is_renewed=accreditation.renewed_at is not None and not ended,
    )


def _by_the_rule(tier: Tier | None) -> str:
    return f"By the published rule: {tier.label if tier else 'no step'}"


def _of_the_best(accreditation: Accreditation) -> list[FrozenResult]:
    """The results that are as well evidenced as the whole, of studies whose text is left."""
    results = {one.key: one.result for one in sheet_of_remains(accreditation.submission).results}
    best = accreditation.evidence_rank
    kept = (results.get(str(each.result_id)) for each in accreditation.outcomes if each.evidence_rank >= best)
    return [result for result in kept if result]


def what_was_found(results: Sequence[FrozenResult], height: float) -> str:
    """What came of testing, where the published rule asks for a better result than there was.

    "No effect" is said only where every whole interval lies inside the smallest worthwhile difference; "rigorously"
    only of a comparison, above the middle of the standard (``height`` is 0 to 1).
    """
    directions = {direction_of(result) for result in results}
    rigorous = height > 0.5 and results and not any(result.is_change for result in results)
    tested = "Rigorously tested" if rigorous else "Tested"
    if directions & HARM:
        return f"{tested}: some results got worse"
    if directions == {"no-difference"}:
        return f"{tested}: no effect found"
    if directions & GOOD:
        return f"{tested}: some results got better, not all that the rule asks for"
    return f"{tested}: no clear effect found"
