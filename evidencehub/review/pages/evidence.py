"""Where a reviewer finds what a team names as evidence in its theory of change."""

from collections.abc import Sequence

from evidencehub.projects.frozen.keeping import Bundle
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation
from evidencehub.projects.theory.words import Where
from evidencehub.review.queries import Report


def on_page(sent: Bundle, reports: Sequence[Report]) -> Where:
    """Where evidence that the team names stands on the page with the whole record."""
    studies = {each.id: f"#study-{number}" for number, each in enumerate(sent.evaluations, 1)}
    files = {each.sent.id: each for each in reports}

    def where(of: FrozenEvaluation | FrozenDocument, page: int | None) -> str:
        if (one := files.get(of.id)) is None:
            return studies.get(of.id, "")
        is_there = any(each.number == page for each in one.pages)
        return f"#report-{one.number}-page-{page}" if is_there else f"#report-{one.number}"

    return where
