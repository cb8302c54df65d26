"""Studies as RIS, for reference managers. Written by hand: a tag a line is less than any library asks to be fed.

What goes wrong elsewhere and is kept out: readers such as rispy keep only the first of a repeated tag unless it is a
list (AU, KW, N1 and UR are); a line break inside a value ends it; a year followed by slashes is no year to many. What
T2 and PB mean hangs on the kind: Zotero takes T2 for a journal or a book, of a report for a series, and PB for who gave
it out.
"""

from collections.abc import Iterable, Iterator

from evidencehub.catalogue.cited.doi import doi_in
from evidencehub.catalogue.cited.published import CHAPTER, JOURNAL, published
from evidencehub.catalogue.downloads.column import StudyRow
from evidencehub.catalogue.downloads.study_columns import as_of, graded_here
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.sources import source_of
from evidencehub.projects.terms import labels
from evidencehub.shared.orcid import split_author


def as_ris(rows: Iterable[StudyRow], site: str) -> Iterator[str]:
    """A reference for each study; an approach without one has nothing to cite.

    :param site: what this hub is called, as the database that the reference comes from.
    """
    for row in rows:
        if row.evaluation:
            yield "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in _lines(row, row.evaluation, site))


def _lines(row: StudyRow, study: FrozenEvaluation, site: str) -> Iterator[tuple[str, str]]:
    where = published(study)
    yield "TY", where.kind
    yield "TI", study.title
    for author in study.authors:
        yield "AU", split_author(author)[0]
    is_part = where.kind in {JOURNAL, CHAPTER}
    optional = (
        ("PY", str(study.year or "")),
        ("AB", study.summary),
        ("T2", where.within if is_part else ""),
        ("VL", where.volume),
        ("IS", where.issue),
        ("SP", where.first_page),
        ("EP", where.last_page),
        ("PB", "" if is_part else where.within or row.view.project.organisation),
        ("DO", doi_in(study.source_url)),
        ("AN", study.external_id or ""),
        ("CY", study.place),
    )
    yield from ((tag, value) for tag, value in optional if value)
    for word in (*labels("outcome-areas", list(study.outcome_areas)), *labels("populations", list(study.populations))):
        yield "KW", word
    for note in _notes(row):
        yield "N1", note
    yield "DB", site
    yield "Y2", f"{row.retrieved_on:%Y/%m/%d}"
    for address in dict.fromkeys(filter(None, (row.study_address or row.approach_address, study.source_url))):
        yield "UR", address
    yield "ER", ""


def _notes(row: StudyRow) -> Iterator[str]:
    yield f"A study of: {row.view.name}"
    if row.view.stage == "imported":
        yield source_of(row.view.source, as_of(row)).statement
    else:
        yield f"Submitted to this hub; {graded_here(row)}"
    if row.view.demo:
        yield "Invented for a demonstration"
