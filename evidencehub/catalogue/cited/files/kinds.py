"""What each kind of record is called in each format, side by side. What has no word of its own is the nearest thing."""

from dataclasses import dataclass

from evidencehub.catalogue.cited.published import CHAPTER, JOURNAL, REPORT, THESIS
from evidencehub.catalogue.cited.record import Kind, Record


@dataclass(frozen=True, slots=True)
class Names:
    ris: str
    bibtex: str
    csl: str
    datacite: str  # resourceTypeGeneral of DataCite 4
    schema: str  # type of schema.org


_OF_KIND = {
    Kind.PROJECT: Names("ELEC", "misc", "webpage", "Other", "WebPage"),
    Kind.STUDY: Names("GEN", "techreport", "report", "Report", "Report"),
    Kind.REPORT: Names("RPRT", "techreport", "report", "Report", "Report"),
    Kind.ACCREDITATION: Names("ELEC", "misc", "webpage", "PeerReview", "Review"),
    Kind.PLAN: Names("ELEC", "misc", "webpage", "StudyRegistration", "CreativeWork"),
    Kind.STANDARD: Names("STAND", "techreport", "report", "Standard", "CreativeWork"),
    Kind.VOCABULARY: Names("ELEC", "misc", "webpage", "Dataset", "DefinedTermSet"),
    Kind.SYNTHESIS: Names("ELEC", "misc", "webpage", "Report", "Report"),
}
_OF_PUBLISHED = {
    JOURNAL: Names("JOUR", "article", "article-journal", "JournalArticle", "ScholarlyArticle"),
    CHAPTER: Names("CHAP", "incollection", "chapter", "BookChapter", "Chapter"),
    THESIS: Names("THES", "phdthesis", "thesis", "Dissertation", "Thesis"),
    REPORT: Names("RPRT", "techreport", "report", "Report", "Report"),
}


def names_of(record: Record) -> Names:
    """A study is cited as what it came out as, where that is known."""
    if record.kind is Kind.STUDY:
        return _OF_PUBLISHED.get(record.published.kind, _OF_KIND[Kind.STUDY])
    return _OF_KIND[record.kind]


def is_page(record: Record) -> bool:
    """It came out as a page of this hub, not as a text of its own."""
    return names_of(record).csl == "webpage"
