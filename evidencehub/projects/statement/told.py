"""That a project is under review, for a team to show its funder: as text for a page, and as a tagged PDF of one page.

It says what was sent, when, and by which standard it is graded, and nothing of what may come of it. What is printed is
checked at an address, which says how it stands when somebody looks, as far as everybody may know.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.projects.models import Submission
from evidencehub.shared.paths import PACKAGE
from evidencehub.shared.typesetting import written
from evidencehub.shared.words import day
from evidencehub.standards.files.loading import load_standard

TEMPLATE = PACKAGE / "projects" / "statement" / "statement.typ"
EXAMPLE = "Invented example: this project does not exist."
IS_NOT = (
    "It says nothing of what will be found: not which step will be reached, and not whether any will.",
    "It is no accreditation and no judgement, of the evidence or of the organisation.",
)


@dataclass(frozen=True)
class Statement:
    project: str
    organisation: str
    standard: str  # with its version
    since: str  # the day on which it was sent
    is_example: bool

    @property
    def title(self) -> str:
        return f"Under review since {self.since}"

    def sentence(self, site: str) -> str:
        by = f"{self.organisation} has" if self.organisation else "Its team has"
        return (
            f"{by} sent the project “{self.project}” to {site}, to be graded by {self.standard}. It has been "
            f"under review there since {self.since}."
        )


def can_be_given(submission: Submission) -> bool:
    """It is with the hub, everybody may know of it, and nothing is decided yet."""
    state = submission.state
    is_public = submission.cleared_at is not None and submission.project.taken_down_at is None
    return is_public and state.is_under_way and not state.is_returned and not state.is_graded


def is_under_review(submission: Submission) -> bool:
    """As everybody may know it: what is decided and not yet public is still under review to them."""
    state = submission.state
    return state.is_under_way and not state.is_returned


def statement_of(submission: Submission) -> Statement:
    """:raises Invalid: what was sent was removed."""
    sent = project_sent(submission)
    standard = load_standard(submission.standard_id, submission.standard_version)
    return Statement(
        project=sent.name,
        organisation=sent.organisation,
        standard=f"{standard.title}, version {standard.version}",
        since=day(submission.submitted_at),
        is_example=submission.demo,
    )


def as_pdf(statement: Statement, *, site: str, address: str, today: date) -> bytes:
    """:param address: where it is checked."""
    return written(TEMPLATE, content(statement, site=site, address=address, today=today))


def content(statement: Statement, *, site: str, address: str, today: date) -> dict[str, Any]:
    return {
        "title": statement.title,
        "hub": site,
        "year": today.year,
        "month": today.month,
        "day": today.day,
        "example": EXAMPLE if statement.is_example else "",
        "says": statement.sentence(site),
        "not": list(IS_NOT),
        "check": f"This held on {day(today)}. It ends when the review ends. Open this to see how it stands now:",
        "address": address,
    }
