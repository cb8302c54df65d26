"""What a public record is, in one plain description: all that cites, exports or harvests it is made from this.

Texts are "" and lists empty where nothing is known. Everything here may be read by everybody.
"""

from dataclasses import dataclass
from enum import StrEnum

from evidencehub.catalogue.cited.published import NOWHERE, Published

LANGUAGE = "en"  # of the hub's own words, and of the words that its forms ask for


class Kind(StrEnum):
    PROJECT = "project"
    STUDY = "study"
    REPORT = "report"  # the full report of a study, as far as everybody may read it
    ACCREDITATION = "accreditation"
    PLAN = "plan"  # of a study, one version
    STANDARD = "standard"  # one version
    VOCABULARY = "vocabulary"
    SYNTHESIS = "synthesis"  # one version

    @property
    def label(self) -> str:
        """ "Report of a study", for readers."""
        return _LABELS[self]


_LABELS = {
    Kind.PROJECT: "Project", Kind.STUDY: "Study", Kind.REPORT: "Report of a study",
    Kind.ACCREDITATION: "Accreditation", Kind.PLAN: "Plan of a study", Kind.STANDARD: "Standard of evidence",
    Kind.VOCABULARY: "List of words", Kind.SYNTHESIS: "Studies put together",
}  # fmt: skip


class Relation(StrEnum):
    """How a record stands to something else, in the words of DataCite 4 (``relationType``)."""

    IS_PART_OF = "IsPartOf"
    HAS_PART = "HasPart"
    CITES = "Cites"
    IS_DOCUMENTED_BY = "IsDocumentedBy"  # what was published about it
    HAS_VERSION = "HasVersion"
    REVIEWS = "Reviews"
    IS_DERIVED_FROM = "IsDerivedFrom"
    IS_OBSOLETED_BY = "IsObsoletedBy"
    OBSOLETES = "Obsoletes"


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody by the name that is public. Of a group ``given`` is ""; so is it where a name has one part."""

    name: str  # as it is written
    family: str = ""  # with its particles: "de la Cruz"
    given: str = ""
    is_group: bool = False
    orcid: str = ""  # with its hyphens
    ror: str = ""  # the nine signs


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as far as it is known: 2025, 2025-08 or 2025-08-25, in days of the hub."""

    on: str
    source: str  # whose date it is, in words

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.on.split("-"))


@dataclass(frozen=True, slots=True)
class Subject:
    label: str
    address: str  # of the concept
    scheme: str  # the label of its vocabulary
    slug: str


@dataclass(frozen=True, slots=True)
class Related:
    how: Relation
    address: str  # "" where only the DOI is known
    title: str
    doi: str = ""
    kind: Kind | None = None  # None: no record of this hub


@dataclass(frozen=True, slots=True)
class File:
    """What of the record can be read or taken along, beside its page."""

    address: str
    mimetype: str
    size_bytes: int = 0  # 0 where it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    kind: Kind
    identifier: str  # the same for ever on this hub: "studies/<uuid>", "standards/nesta/2012-reading"
    address: str  # of its page; it leads to the record for ever
    title: str
    hub: str  # what this hub is called: it made the record public
    address_of_version: str = ""  # where the record stays as it is now; "" where there is no such page
    other_titles: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()  # none where nobody is named
    has_more_authors: bool = False  # than are named: "et al." at its source, or a name that was removed
    issued: Dated | None = None
    modified: Dated | None = None  # when something public of it changed last
    first: Dated | None = None  # of a later version, when its first one was sent
    abstract: str = ""
    subjects: tuple[Subject, ...] = ()
    language: str = LANGUAGE
    licence: str = ""  # the page of the terms; "" of what others brought out, as "rights" is
    rights: str = ""
    terms: str = ""  # the page of the terms of what this hub says of it
    version: str = ""
    doi: str = ""  # of the report, or its own: see ``has_own_doi``; without an address before it
    published: Published = NOWHERE  # where a report from elsewhere came out
    source: str = ""  # of evidence from elsewhere, what is said of that: "… not graded here"
    source_address: str = ""  # its page there
    source_id: str = ""
    place: str = ""
    relations: tuple[Related, ...] = ()
    files: tuple[File, ...] = ()
    note: str = ""  # how far it is here, where that is to be said: "being graded"
    is_invented: bool = False  # for a demonstration

    @property
    def year(self) -> str:
        return self.issued.on[:4] if self.issued else ""

    @property
    def has_own_doi(self) -> bool:
        """This hub gave it one, which can be found: that of a report is whoever's brought the report out."""
        return bool(self.doi) and self.kind in (Kind.ACCREDITATION, Kind.PROJECT)

    @property
    def is_of_others(self) -> bool:
        """A work that others brought out: this hub says something of it, and neither made it nor gives it out."""
        return self.kind is Kind.STUDY and bool(self.source)

    @property
    def publisher(self) -> str:
        """Who brought it out; of a work of others "" where that is not known."""
        if self.published.is_given_out:
            return self.published.within
        return "" if self.is_of_others else self.hub

    @property
    def out_in(self) -> str:
        """The same, or the journal or book that it stands in: for formats that know no other place for those."""
        return self.published.within or self.publisher
