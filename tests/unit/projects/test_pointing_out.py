"""What is pointed out in a report before it may be public, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.projects.disclosure.check_digits import is_nhs_number, is_pupil_number
from evidencehub.projects.disclosure.pointing_out import Find, Kind, finds, given_names


def pointed_out(text):
    return {(each.kind, each.words) for each in finds([text])}


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("We spoke with Amara Blake about it.", Kind.NAME, "Amara Blake"),
        ("Pupil Amara Blake came twice.", Kind.NAME, "Amara Blake"),
        ("Yusuf, aged 12, liked it.", Kind.NAME, "Yusuf"),
        ("Zainab (9) went home.", Kind.NAME, "Zainab"),
        ("As Chloe said, it was fun.", Kind.NAME, "Chloe"),
        ("Chloe\u2019s mother came.", Kind.NAME, "Chloe"),
        ("Thanks to Mrs Quillfeather for the room.", Kind.NAME, "Mrs Quillfeather"),
        ("Name: Xylo Quandry", Kind.NAME, "Xylo Quandry"),
        ("DOB: 03/11/2011", Kind.BIRTH_DATE, "DOB: 03/11/2011"),
        ("She was born on 3 November 2011 in Leeds.", Kind.BIRTH_DATE, "born on 3 November 2011"),
        ("Date of birth 2011-11-03", Kind.BIRTH_DATE, "Date of birth 2011-11-03"),
        ("They live at SW1A 2AA, by the park.", Kind.POSTCODE, "SW1A 2AA"),
        ("Postcode LS29JT.", Kind.POSTCODE, "LS29JT"),
        ("NHS 943 476 5919 was linked.", Kind.NHS_NUMBER, "943 476 5919"),
        ("NHS 9434765919 was linked.", Kind.NHS_NUMBER, "9434765919"),
        ("UPN B801200005001 left.", Kind.PUPIL_NUMBER, "B801200005001"),
        ("NI number QQ 12 34 56 C. AB 12 34 56 C is one.", Kind.INSURANCE_NUMBER, "AB 12 34 56 C"),
        (
            "Pupil ID | Date of birth | Score\n1 | 2011 | 4\n2 | 2012 | 5",
            Kind.PEOPLE,
            "Pupil ID | Date of birth | Score",
        ),
        ("participant_id | group | pre\n17 | 1 | 4\n18 | 2 | 5", Kind.PEOPLE, "participant_id | group | pre"),
        ("Ring 07700 900123 for help.", Kind.PHONE, "07700 900123"),
        ("Ring +44 20 7946 0958.", Kind.PHONE, "+44 20 7946 0958"),
        ("Write to amara.blake@example.org.", Kind.EMAIL, "amara.blake@example.org"),
        ("Girls in year 6 (n = 3)", Kind.SMALL_COUNT, "n = 3"),
        ("Excluded 2 (4.1%)", Kind.SMALL_COUNT, "2 (4.1%)"),
        ("Two pupils moved away.", Kind.SMALL_COUNT, "Two pupils"),
        ("Only 4 of the children came.", Kind.SMALL_COUNT, "4 of the children"),
    ],
)
def test_what_may_give_somebody_away_is_pointed_out(text, kind, words):
    assert (kind, words) in pointed_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "Attendance rose by 3 percentage points in the Spring Term of 2019.",
        "In London, Reading and Barking the Young People came weekly.",
        "The study ran from 3/11/2018 to 4/7/2019.",  # dates, but nobody's birth
        "Schools in SW1A and LS2 took part.",  # half a postcode names no street
        "NHS 943 476 5918 was a slip.",  # its check digit is wrong
        "UPN A801200005001 was a slip.",
        "Of the GB 12 34 56 A kind, and D1 12 34 56 A.",  # letters that are never given
        "Group | Mean | SD\nTook part | 4.2 | 1.1\nDid not | 4.0 | 1.2",
        "School | Number of pupils\nNorth | 84\nSouth | 79",
        "Name | Number",  # no rows
        "We counted 1,234,567,890 steps.",
        "The effect was 0.12 (0.01 to 0.23), p = 0.03.",
        "Altogether n = 31 (12%) and 14 (4.2%) answered.",
        "5 pupils moved away.",
        "One pupil in five misses a day.",
        "Faith in Joy and Hope grew in May.",
    ],
)
def test_what_gives_nobody_away_is_left_alone(text):
    assert pointed_out(text) == set()


def test_each_find_has_its_page_and_stands_once_a_page():
    text = "Amara Blake told us. Amara Blake went on."
    assert finds([text, "Nothing here.", text]) == [
        Find(1, Kind.NAME, "Amara Blake"), Find(3, Kind.NAME, "Amara Blake"),
    ]  # fmt: skip


def test_a_check_digit_tells_one_slip():
    """Of the official examples: any other last digit is wrong."""
    assert [digit for digit in "0123456789" if is_nhs_number(f"943476591{digit}")] == ["9"]
    assert is_pupil_number("B801200005001")
    assert not any(is_pupil_number(f"{letter}801200005001") for letter in "ACDEFGHJKLMNPQRTUVWXYZ")


def test_first_names_are_kept_in_small_letters_and_everyday_words_are_not_among_them():
    names = given_names()
    assert len(names) > 300 and all(name == name.casefold() and name.isalpha() for name in names)
    assert not names & {"april", "faith", "grace", "hope", "joy", "mark", "may", "will", "reading", "school"}


@given(st.text(alphabet="AaBb 09-.,@()£n=%:'\u2019\n", max_size=400))
def test_no_text_is_an_error(text):
    for each in finds([text]):
        assert each.page == 1 and each.words
