"""What a study was published in: read off its citation, as references want it."""

from uuid import uuid4

import pytest

from evidencehub.catalogue.cited.published import Published, doi_of, published
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation
from evidencehub.projects.reported import Study, kept

PROQUEST = "Available from ProQuest Dissertations and Theses database. (UMI No. 9988482)"


def read(published_in="", citation="", eric=""):
    study = Study(
        key="s", published_in=published_in, citation=citation or f"Doe, J. (2009). A title. {published_in}", eric=eric
    )
    return published(FrozenEvaluation(id=uuid4(), title="A title", source="wwc", reported=kept(study)))


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Child Development, v82 n5 p1620-1633", Published("JOUR", "Child Development", "82", "5", "1620", "1633")),
        ("AERA Open, v5 n1", Published("JOUR", "AERA Open", "5", "1")),
        (
            "Computers in Human Behavior v63 p568-574",
            Published("JOUR", "Computers in Human Behavior", "63", "", "568", "574"),
        ),
        (
            "Annals of Dyslexia, 37(2), 90–104. https://doi.org/10.1/x",
            Published("JOUR", "Annals of Dyslexia", "37", "2", "90", "104"),
        ),
        ("Pediatrics, 131(5), e1521–e1529", Published("JOUR", "Pediatrics", "131", "5", "e1521", "e1529")),
        ("Science, 331, 772-775", Published("JOUR", "Science", "331", "", "772", "775")),
        (
            "[Post-2014 Program]. Journal of Education v92 n1 p84-115",
            Published("JOUR", "Journal of Education", "92", "1", "84", "115"),
        ),
        ("Economics of Education Review, 84, 102170", Published("JOUR", "Economics of Education Review", "84")),
        ("ProQuest LLC, Ph.D. Dissertation, University of Oregon", Published("THES", "University of Oregon")),
        ("ProQuest LLC", Published("THES")),
        (PROQUEST, Published("THES")),
        ("MDRC", Published("GEN", "MDRC")),
        ("", Published("GEN")),
    ],
)
def test_where_a_study_was_published(where, found):
    assert read(where) == found


def test_the_citation_tells_a_report_and_a_chapter_and_the_number_of_eric_a_journal():
    assert read("MDRC", "Doe, J. (2009). A title. Final report. MDRC").kind == "RPRT"
    assert read("NCEE", "Doe, J. (2009). A title. NCEE 2009-4041. NCEE").kind == "RPRT"
    assert read("Journal of Lists", eric="EJ1234567") == Published("JOUR", "Journal of Lists")
    assert read("Mahwah, NJ", eric="ED1234567") == Published("GEN", "Mahwah, NJ")
    book = "In S. Senk & D. Thompson (Eds.), School mathematics curricula (pp. 311–343). Hillsdale, NJ: Erlbaum."
    assert read("", f"Doe, J. (2003). A title. {book}") == Published("CHAP", "School mathematics curricula")
    assert (
        read("", "Doe, J. (2008). A title. In Effects of preschool (pp. 1–9). Washington").within
        == "Effects of preschool"
    )


def test_what_a_team_sends_with_a_file_is_a_report():
    file = FrozenDocument(id=uuid4(), sha256="", file_name="report.pdf", media_type="", size_bytes=1)
    own = FrozenEvaluation(id=uuid4(), title="Ours", documents=(file,))
    assert published(own).kind == "RPRT"
    assert published(FrozenEvaluation(id=uuid4(), title="Ours")).kind == "GEN"


@pytest.mark.parametrize(
    ("citation", "doi"),
    [
        ("Early Childhood Research Quarterly, 46, 33–48. https://doi.org/10.1016/j.ecresq.2018.06.008.",
         "10.1016/j.ecresq.2018.06.008"),
        ("Chemistry Education, 19(3), 783-806. https://doi.org/10.1039/C7RP00244K", "10.1039/C7RP00244K"),
        ("Nature 573, 364–369, doi:10.1038/s41586-019-1466-y.", "10.1038/s41586-019-1466-y"),
        ("Science Express. DOI:10.1126/science.1203618", "10.1126/science.1203618"),
        ("Psicología, 4(3). https://doi.org/10.1016/S2007-4719(14)70973-1.", "10.1016/S2007-4719(14)70973-1"),
        ("A trial. https://doi.org/10.1000/one. Read with https://doi.org/10.1000/two.", ""),
        ("Child Development, v82 n5 p1620-1633", ""),
    ],
)  # fmt: skip
def test_the_doi_that_a_citation_gives_is_that_of_its_paper(citation, doi):
    study = FrozenEvaluation(
        id=uuid4(), title="A trial", source="wwc", reported=kept(Study(key="study-1", citation=citation))
    )  # fmt: skip
    assert doi_of(study) == doi
