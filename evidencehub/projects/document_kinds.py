"""What a document is to a study: the report that is graded, or what it was done with."""

from dataclasses import dataclass
from enum import Enum


class DocumentKind(Enum):
    REPORT = "report"
    INSTRUMENT = "instrument"
    PROTOCOL = "protocol"
    ANNEX = "annex"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def explained(self) -> str:
        """As a choice of a form."""
        return f"{self.label}: {_EXPLAINED[self]}"

    @property
    def is_named_in_public(self) -> bool:
        """Readers are told that there is one, by its caption, whether the file is public or not."""
        return self in {DocumentKind.INSTRUMENT, DocumentKind.PROTOCOL}

    @property
    def fits_a_plan(self) -> bool:
        """A report tells of a study that was done."""
        return self is not DocumentKind.REPORT


@dataclass(frozen=True)
class Said:
    """What a team says of a file."""

    kind: DocumentKind = DocumentKind.REPORT
    caption: str = ""
    is_public: bool = False  # of the plan of a study: it is to be public with that


_LABELS = {
    DocumentKind.REPORT: "Report",
    DocumentKind.INSTRUMENT: "Instrument",
    DocumentKind.PROTOCOL: "Protocol",
    DocumentKind.ANNEX: "Annex",
}
_EXPLAINED = {
    DocumentKind.REPORT: "what was done and found",
    DocumentKind.INSTRUMENT: "a questionnaire, a test or a guide for interviews",
    DocumentKind.PROTOCOL: "how the study was to be done, written before it",
    DocumentKind.ANNEX: "anything else, such as a handbook or tables",
}
