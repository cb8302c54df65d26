"""Citations as text. What is expected was written by citeproc-py 0.11.1 from the styles of citationstyles.org ("apa",
"harvard-cite-them-right", "nlm-citation-sequence", in British English), but for what it writes wrongly: it repeats a
title that stands in place of an author, leaves blanks out of the day, and leaves out that a date is not known.
"""

from dataclasses import replace
from datetime import date

import pytest

from evidencehub.catalogue.cited.authors import author_of, group
from evidencehub.catalogue.cited.published import Published
from evidencehub.catalogue.cited.record import Dated, Kind, Record
from evidencehub.catalogue.cited.styles.every import citations

AT, DOI = "https://hub.example/evaluations/1", "https://doi.org/10.1000/x.1"
TITLE = "Does walking help? A trial"
STUDY = Record(
    kind=Kind.STUDY, identifier="studies/1", address=AT, title=TITLE, hub="EvidenceHub",
    authors=(author_of("Anna Maria Müller"), author_of("Jean-Paul de la Cruz")), issued=Dated("2025", "the report"),
)  # fmt: skip
JOURNAL = Published("JOUR", "Child Development", "82", "5", "1620", "1633")
PAGE = replace(STUDY, kind=Kind.PROJECT, authors=(group("Hill Charity"),), issued=Dated("2026-03-01", "public"))
SEEN = "(Accessed: 30 November 2026)"
CITED = "[cited 2026 Nov 30]"


def cited(record):
    return [each.text for each in citations(record, date(2026, 11, 30))]


@pytest.mark.parametrize(
    ("record", "apa", "harvard", "vancouver"),
    [
        (
            STUDY,
            f"Müller, A. M., & de la Cruz, J.-P. (2025). {TITLE}. EvidenceHub. {AT}",
            f"Müller, A.M. and de la Cruz, J.-P. (2025) {TITLE}. EvidenceHub. Available at: {AT} {SEEN}.",
            f"Müller AM, de la Cruz JP. {TITLE} [Internet]. EvidenceHub; 2025 {CITED}. Available from: {AT}",
        ),
        (
            replace(STUDY, published=Published("RPRT", "MDRC")),
            f"Müller, A. M., & de la Cruz, J.-P. (2025). {TITLE}. MDRC. {AT}",
            f"Müller, A.M. and de la Cruz, J.-P. (2025) {TITLE}. MDRC. Available at: {AT} {SEEN}.",
            f"Müller AM, de la Cruz JP. {TITLE} [Internet]. MDRC; 2025 {CITED}. Available from: {AT}",
        ),
        (
            replace(STUDY, source="Reported elsewhere; not graded here"),
            f"Müller, A. M., & de la Cruz, J.-P. (2025). {TITLE}. {AT}",
            f"Müller, A.M. and de la Cruz, J.-P. (2025) {TITLE}. Available at: {AT} {SEEN}.",
            f"Müller AM, de la Cruz JP. {TITLE} [Internet]. 2025 {CITED}. Available from: {AT}",
        ),
        (
            replace(STUDY, source="Reported elsewhere; not graded here", authors=()),
            f"{TITLE}. (2025). {AT}",
            f"{TITLE} (2025). Available at: {AT} {SEEN}.",
            f"{TITLE} [Internet]. 2025 {CITED}. Available from: {AT}",
        ),
        (
            replace(STUDY, published=JOURNAL),
            f"Müller, A. M., & de la Cruz, J.-P. (2025). {TITLE}. Child Development, 82(5), 1620–1633. {AT}",
            f"Müller, A.M. and de la Cruz, J.-P. (2025) ‘{TITLE}’, Child Development, 82(5), pp. 1620–1633. "
            f"Available at: {AT} {SEEN}.",
            f"Müller AM, de la Cruz JP. {TITLE}. Child Development [Internet]. 2025 {CITED};82(5):1620–33. "
            f"Available from: {AT}",
        ),
        (
            replace(STUDY, published=JOURNAL, doi="10.1000/x.1"),
            f"Müller, A. M., & de la Cruz, J.-P. (2025). {TITLE}. Child Development, 82(5), 1620–1633. {DOI}",
            f"Müller, A.M. and de la Cruz, J.-P. (2025) ‘{TITLE}’, Child Development, 82(5), pp. 1620–1633. "
            f"Available at: {DOI}.",
            f"Müller AM, de la Cruz JP. {TITLE}. Child Development. 2025;82(5):1620–33. doi:10.1000/x.1",
        ),
        (
            replace(STUDY, published=Published("CHAP", "The book of walks", "", "", "12", "31")),
            f"Müller, A. M., & de la Cruz, J.-P. (2025). {TITLE}. In The book of walks (pp. 12–31). {AT}",
            f"Müller, A.M. and de la Cruz, J.-P. (2025) ‘{TITLE}’, The book of walks, pp. 12–31. "
            f"Available at: {AT} {SEEN}.",
            f"Müller AM, de la Cruz JP. {TITLE}. In: The book of walks [Internet]. 2025 {CITED}. p. 12–31. "
            f"Available from: {AT}",
        ),
        (
            replace(STUDY, authors=()),
            f"{TITLE}. (2025). EvidenceHub. {AT}",
            f"{TITLE} (2025) EvidenceHub. Available at: {AT} {SEEN}.",
            f"{TITLE} [Internet]. EvidenceHub; 2025 {CITED}. Available from: {AT}",
        ),
        (
            replace(STUDY, issued=None),
            f"Müller, A. M., & de la Cruz, J.-P. (n.d.). {TITLE}. EvidenceHub. Retrieved 30 November 2026, from {AT}",
            f"Müller, A.M. and de la Cruz, J.-P. (no date) {TITLE}. EvidenceHub. Available at: {AT} {SEEN}.",
            f"Müller AM, de la Cruz JP. {TITLE} [Internet]. EvidenceHub; [date unknown] {CITED}. Available from: {AT}",
        ),
        (
            PAGE,
            f"Hill Charity. (2026, March 1). {TITLE}. EvidenceHub. {AT}",
            f"Hill Charity (2026) {TITLE}, EvidenceHub. Available at: {AT} {SEEN}.",
            f"Hill Charity. {TITLE} [Internet]. EvidenceHub; 2026 {CITED}. Available from: {AT}",
        ),
        (
            replace(PAGE, authors=(), issued=None),
            f"{TITLE}. (n.d.). EvidenceHub. Retrieved 30 November 2026, from {AT}",
            f"{TITLE} (no date) EvidenceHub. Available at: {AT} {SEEN}.",
            f"{TITLE} [Internet]. EvidenceHub; [date unknown] {CITED}. Available from: {AT}",
        ),
        (
            replace(PAGE, authors=(group("EvidenceHub"),), address_of_version=f"{AT}/as-of/2026-03-01"),
            f"EvidenceHub. (2026, March 1). {TITLE}. {AT}/as-of/2026-03-01",
            f"EvidenceHub (2026) {TITLE}, EvidenceHub. Available at: {AT}/as-of/2026-03-01 {SEEN}.",
            f"EvidenceHub. {TITLE} [Internet]. EvidenceHub; 2026 {CITED}. Available from: {AT}/as-of/2026-03-01",
        ),
        (
            replace(STUDY, authors=(author_of("John Smith, Jr."),)),
            f"Smith, J., Jr. (2025). {TITLE}. EvidenceHub. {AT}",
            f"Smith, J., Jr. (2025) {TITLE}. EvidenceHub. Available at: {AT} {SEEN}.",
            f"Smith J Jr. {TITLE} [Internet]. EvidenceHub; 2025 {CITED}. Available from: {AT}",
        ),
    ],
)
def test_each_style(record, apa, harvard, vancouver):
    assert cited(record) == [apa, harvard, vancouver]


def many(count):
    names = [f"{chr(65 + place)}ana {chr(65 + place)}bel" for place in range(count)]
    return [each.partition(TITLE)[0] for each in cited(replace(STUDY, authors=tuple(map(author_of, names))))]


def test_many_authors_are_named_as_far_as_a_style_names_them():
    assert many(3) == ["Abel, A., Bbel, B., & Cbel, C. (2025). ", "Abel, A., Bbel, B. and Cbel, C. (2025) ",
                       "Abel A, Bbel B, Cbel C. "]  # fmt: skip
    assert many(4)[1] == "Abel, A. et al. (2025) " and many(6)[2].endswith("Fbel F. ")
    assert many(7)[2] == "Abel A, Bbel B, Cbel C, Dbel D, Ebel E, Fbel F, et al. "
    assert many(20)[0].endswith("Sbel, S., & Tbel, T. (2025). ")
    assert many(21)[0].endswith("Rbel, R., Sbel, S., … Ubel, U. (2025). ") and "Tbel" not in many(21)[0]


def test_authors_whom_nobody_names_are_said_to_be_there():
    more = [each.partition(TITLE)[0] for each in cited(replace(STUDY, has_more_authors=True))]
    assert more == ["Müller, A. M., de la Cruz, J.-P., et al. (2025). ", "Müller, A.M. et al. (2025) ",
                    "Müller AM, de la Cruz JP, et al. "]  # fmt: skip


def test_an_invented_record_says_so_wherever_it_is_pasted():
    assert all(f"{TITLE} [invented example]" in text for text in cited(replace(PAGE, is_invented=True)))


def test_a_title_is_text_whatever_stands_in_it():
    for text in cited(replace(STUDY, title="A <b>bold</b>\n& “quoted” study!")):
        assert "A <b>bold</b> & “quoted” study!" in text and "!." not in text
