"""The full report of a study as tags in a page's head, by which scholars' search engines know it (Highwire Press)."""

from collections.abc import Iterator

from evidencehub.catalogue.cited.record import Record, Relation
from evidencehub.shared.filetypes import PDF


def highwire(report: Record) -> Iterator[tuple[str, str]]:
    """Names and contents. :param report: of the kind "report": everybody may read it."""
    yield "citation_title", report.title
    for author in report.authors:
        yield "citation_author", f"{author.family}, {author.given}" if author.given else author.name
        if author.orcid:
            yield "citation_author_orcid", f"https://orcid.org/{author.orcid}"
    if report.issued:
        yield "citation_publication_date", report.issued.on.replace("-", "/")
    yield "citation_technical_report_institution", report.publisher
    for each in report.relations:
        if each.how is Relation.IS_PART_OF:
            yield "citation_abstract_html_url", each.address
    yield "citation_fulltext_html_url", report.address
    for file in report.files:
        if file.mimetype == PDF.media_type:
            yield "citation_pdf_url", file.address
    yield "citation_language", report.language
    for subject in report.subjects:
        yield "citation_keywords", subject.label
