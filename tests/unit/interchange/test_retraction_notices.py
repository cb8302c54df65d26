"""Four kinds of notice mean four things; a paper may have several, and the file is read as it comes."""

from datetime import date

import pytest

from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.retractions.comparing import digest_of
from evidencehub.interchange.retractions.notices import Nature, Notice, proposed, standing
from evidencehub.interchange.retractions.reading import look_up
from evidencehub.shared.doi import canonical
from tests.support.retractions import COLUMNS, a_notice, write

DOI = "10.1000/a.1"


def notice(nature, on=None, doi="10.5555/n"):
    return Notice(Nature(nature), nature, date.fromisoformat(on) if on else None, doi, "1")


RETRACTED, CONCERN = notice("retraction", "2021-06-25"), notice("expression of concern", "2020-01-01")
CORRECTED, BACK = notice("correction", "2022-01-01"), notice("reinstatement", "2023-11-21")


@pytest.mark.parametrize(
    ("notices", "said"),
    [
        ([RETRACTED], "Retracted"), ([CONCERN], "Expression of concern"), ([CORRECTED], "Corrected"),
        ([BACK], "Put back"), ([CONCERN, RETRACTED], "Retracted"), ([RETRACTED, CORRECTED], "Retracted"),
        ([BACK, RETRACTED], "Put back"), ([BACK, notice("retraction", "2024-01-01")], "Retracted"),
        ([CONCERN, BACK], "Put back"), ([CORRECTED, CONCERN], "Expression of concern"),
        ([BACK, notice("retraction", "2023-11-21")], "Withdrawn and put back: read the notices"),
        ([BACK, notice("retraction")], "Withdrawn and put back: read the notices"),
        ([RETRACTED, BACK, notice("expression of concern", "2024-01-01")], "Expression of concern"),
        ([RETRACTED, BACK, notice("expression of concern")], "Withdrawn and put back: read the notices"),
        ([notice("other")], "Another notice"), ([], "No notice any more"),
    ],
)  # fmt: skip
def test_several_notices_of_one_paper_are_told_by_their_days(notices, said):
    assert standing(notices) == standing(notices[::-1]) == said


def test_words_for_readers_say_what_became_of_the_paper_and_nothing_where_that_is_not_clear():
    assert proposed("A trial", [RETRACTED]) == (
        "A paper that this record names, “A trial”, was withdrawn by its journal on 25 June 2021."
    )
    assert "its journal said so on 1 January 2020, and has not withdrawn it." in proposed("A trial", [CONCERN])
    assert "corrected" in proposed("A trial", [CORRECTED]) and "put back on" in proposed("A trial", [RETRACTED, BACK])
    assert proposed("A trial", [RETRACTED], is_it=True).startswith("The paper that this record is of, “A trial”, was")
    for unclear in ([], [notice("other")], [BACK, notice("retraction")]):
        assert proposed("A trial", unclear) == ""


def test_a_decision_holds_however_the_file_words_its_reasons_and_numbers_its_rows():
    same = Notice(Nature.RETRACTION, "RETRACTION", date(2021, 6, 25), "10.5555/n", "99", ("Unreliable Results",))
    assert digest_of([RETRACTED]) == digest_of([same]) == digest_of([same, RETRACTED])
    for other in (notice("correction", "2021-06-25"), notice("retraction", "2021-06-26"), notice("retraction")):
        assert digest_of([RETRACTED]) != digest_of([other])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" 10.2147/IJN.S97476 ", "10.2147/ijn.s97476"), ("https://doi.org/10.2147/IJN.S97476", "10.2147/ijn.s97476"),
        ("http://dx.doi.org/10.2147/ijn.s97476", "10.2147/ijn.s97476"), ("DOI: 10.2147/x.", "10.2147/x"),
        ("10.1002/1096-9098(200007)74:3%3C201::AID-JSO8%3E3.0.CO;2-5",
         "10.1002/1096-9098(200007)74:3<201::aid-jso8>3.0.co;2-5"),
        ("unavailable", ""), ("Unavailable", ""), ("", ""), ("xx10.1007/978", ""), ("10.1007/a b", ""), ("0", ""),
    ],
)  # fmt: skip
def test_dois_are_compared_in_one_form(typed, said):
    assert canonical(typed) == said


def test_the_file_is_read_as_it_comes(tmp_path):
    path = write(
        tmp_path / "retraction_watch.csv",
        a_notice("10.1000/A.1"), a_notice(DOI, "Expression of Concern", "1/2/2020 0:00", "unavailable", Reason=""),
        a_notice("10.1000/a.2", "Mystery", "", "10.1000/a.1"), others=7,
    )  # fmt: skip
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace("Inés".encode(), b"In\xe9s"))
    steps = []
    found = look_up(path, {DOI, "10.1000/a.2"}, advance=steps.append)
    assert (found.rows, found.odd, found.without_doi, steps[-1]) == (10, 0, 4, 1.0)
    paper = found.papers[DOI]
    assert (paper.title, paper.journal) == ("Mentoring and attendance: a trial", "Journal of School Mornings")
    first, second = paper.notices
    assert (first.nature, first.on, first.doi) == (Nature.RETRACTION, date(2021, 6, 25), "10.5555/notice.1")
    assert first.reasons == ("Concerns/Issues about Data", "Unreliable Results")
    assert (second.nature, second.on, second.doi) == (Nature.CONCERN, date(2020, 1, 2), "")
    (mystery,) = found.papers["10.1000/a.2"].notices
    assert (mystery.nature, mystery.called, mystery.on) == (Nature.OTHER, "Mystery", None)
    assert Notice.from_data(first.as_data()) == first and Notice.from_data(mystery.as_data()) == mystery


def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path):
    def refused(content):
        path = tmp_path / "file.csv"
        path.write_bytes(content)
        with pytest.raises(UnusableFile) as told:
            look_up(path, {DOI}, advance=lambda part: None)
        assert "\n" not in str(told.value)
        return str(told.value)

    whole = write(tmp_path / "whole.csv", a_notice(DOI), others=3).read_bytes()
    header = ",".join(COLUMNS).encode() + b"\n"
    assert "has no column" in refused(b"") and "has no column" in refused(b"doi,journal\n10.1/x,y\n")
    assert "RetractionNature" in refused(whole.replace(b"RetractionNature", b"Nature"))
    assert "holds no row" in refused(header)
    assert "breaks off in its last row" in refused(header + b'1,"Mentoring and att')
    assert "cannot be read" in refused(header + b'1,"' + b"x" * 1_100_000)
    with pytest.raises(UnusableFile, match="No such file"):
        look_up(tmp_path / "missing.csv", set(), advance=lambda part: None)
    with pytest.raises(UnusableFile, match="directory"):
        look_up(tmp_path, set(), advance=lambda part: None)
