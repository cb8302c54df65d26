"""Points out where the reasons of reviewers, which will be public, quote a report that is not."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure.quotes import Quote, quotes
from evidencehub.projects.models import Submission
from evidencehub.review import queries
from evidencehub.review.models import Finding
from evidencehub.review.sheet import Sheet


def sealed(session: Session, submission: Submission) -> list[str]:
    """The texts of its files of which nothing is public, and of which nobody has decided that it will be."""
    kept = not_public(session, queries.reports(session, submission, with_held=True))
    return [" ".join(page.text for page in each.pages) for each in kept]


def not_public(session: Session, files: Sequence[queries.Report]) -> list[queries.Report]:
    """Those of which nothing is public, and of which nobody has decided that it will be."""
    found = disclosures.of_documents(session, [each.document.id for each in files])
    return [each for each in files if (one := found.get(each.document.id)) is None or one.state.is_kept]


def in_findings(
    session: Session, submission: Submission, sheet: Sheet, findings: Mapping[tuple[str, str], Finding]
) -> list[Quote]:
    """In the reasons of these findings, in the order of the sheet."""
    said = [
        (f"{item.criterion.short}{f' for {item.about}' if item.about else ''}", findings[item.key].reason)
        for item in sheet.items if item.key in findings
    ]  # fmt: skip
    return quotes(said, sealed(session, submission))
