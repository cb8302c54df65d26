"""Where evidence from elsewhere comes from, and as of when: said on every page that shows it."""

from dataclasses import dataclass

HERE = ""  # the source of what was submitted to this hub, as the index holds it
INVENTED = "invented"  # demonstration records, kept apart so that counts can leave them out


@dataclass(frozen=True)
class Source:
    slug: str
    name: str
    as_of: str  # "" where nobody said
    url: str
    rates: bool  # gives ratings of its own

    @property
    def with_date(self) -> str:
        return f"{self.name}, as of {self.as_of}" if self.as_of else self.name

    @property
    def statement(self) -> str:
        """What stands on every card and page with evidence from there."""
        said = "Rated elsewhere by" if self.rates else "Reported by"
        return f"{said} {self.with_date}; not graded here"


_KNOWN = {
    "wwc": Source("wwc", "the What Works Clearinghouse", "April 2020", "https://ies.ed.gov/ncee/wwc/", True),
}


def source_of(slug: str) -> Source:
    """A source that nobody described is named as the import named it."""
    return _KNOWN.get(slug) or Source(slug, slug.replace("-", " "), "", "", False)


def source_label(slug: str) -> str:
    if slug == HERE:
        return "Submitted to this hub"
    if slug == INVENTED:
        return "Invented examples"
    name = source_of(slug).name
    return name[:1].upper() + name[1:]
