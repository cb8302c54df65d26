"""Whether an approach fits somebody's people: what is said where all is known, a part, and nothing."""

from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.catalogue.fit import people as people_module
from evidencehub.catalogue.fit.gazetteer import places as places_named
from evidencehub.catalogue.fit.people import MyPeople, countries, groups, kept, read
from evidencehub.catalogue.fit.rules import fits
from evidencehub.catalogue.fit.studied import Studied, studied
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject
from evidencehub.projects.public import Stage
from evidencehub.projects.reported import Share, Study
from evidencehub.projects.reported import kept as kept_study

KNOWN = Studied(
    studies=2, ages=((12, 15),), ages_unsaid=0, ages_open=0, groups=("low-income",), groups_unsaid=0, parts=(),
    settings=("school",), settings_unsaid=0, places=("Leeds, England",), places_known=("england", "united-kingdom"),
    places_unsaid=0, cost=340, price=None, hours=5.0, offered=None,
)  # fmt: skip
SILENT = Studied(1, (), 1, 0, (), 1, (), (), 1, (), (), 1, None, None, None, None)


def answers(people, known=KNOWN):
    return [(each.name, each.answer) for each in fits(people, known)]


def says(people, known=KNOWN):
    return " ".join(each.says for each in fits(people, known))


def test_nothing_is_answered_that_nobody_asked():
    assert fits(MyPeople(), KNOWN) == fits(MyPeople(), SILENT) == ()


@pytest.mark.parametrize(
    ("ages", "answer", "said"),
    [
        ((12, 15), "yes", "Ages studied: 12 to 15."),
        ((13, 13), "yes", ""),
        ((11, 14), "partly", "Nobody has studied this with under-12s."),
        ((15, 16), "partly", "Nobody has studied this with over-15s."),
        ((11, 16), "partly", "under-12s or over-15s"),
        ((8, 11), "not studied", "Nobody has studied this with under-12s. Ages studied: 12 to 15."),
        ((16, 20), "not studied", "Nobody has studied this with over-15s."),
    ],
)
def test_ages(ages, answer, said):
    people = MyPeople(ages=ages)
    assert answers(people) == [("age", answer)] and said in says(people)


def test_a_gap_between_ages_is_named_by_its_years():
    known = replace(KNOWN, ages=((0, 4), (12, 15)))
    assert answers(MyPeople(ages=(3, 13)), known) == [("age", "partly")]
    assert "with ages 5 to 11." in says(MyPeople(ages=(3, 13)), known)


def test_nobody_is_never_said_while_a_study_is_silent():
    silent_too = replace(KNOWN, ages_unsaid=1, groups_unsaid=1, settings_unsaid=1, places_unsaid=1)
    people = MyPeople((5, 8), ("care-experienced",), ("home",), "scotland")
    known = replace(silent_too, places=("Texas, United States",), places_known=("united-states",))
    assert [answer for _, answer in answers(people, known)] == ["cannot tell"] * 4
    assert "Nobody" not in says(people, known) and "1 study does not say ages." in says(people, known)


def test_where_studies_say_nothing_nothing_can_be_told():
    people = MyPeople((5, 8), ("care-experienced",), ("home",), "scotland", "", 3, 300, True)
    assert {answer for _, answer in answers(people, SILENT)} == {"cannot tell"} and len(answers(people, SILENT)) == 7


def test_what_was_never_studied_is_said_once():
    nothing = replace(SILENT, studies=0, ages_unsaid=0, groups_unsaid=0, settings_unsaid=0, places_unsaid=0)
    assert answers(MyPeople((5, 8), ("low-income",), ("home",), "wales"), nothing) == [("people", "not studied")]
    assert answers(MyPeople(price=300), nothing) == [("price", "cannot tell")]


def test_groups_and_settings():
    assert answers(MyPeople(groups=("low-income",))) == [("who they are", "yes")]
    assert answers(MyPeople(groups=("low-income", "disabled-people"))) == [("who they are", "partly")]
    assert answers(MyPeople(groups=("disabled-people",))) == [("who they are", "not studied")]
    assert answers(MyPeople(settings=("home", "school"))) == [("setting", "yes")]  # one place to do it is enough
    assert answers(MyPeople(settings=("home",))) == [("setting", "not studied")]


@pytest.mark.parametrize(
    ("country", "place", "places", "answer"),
    [
        ("england", "", ("Leeds, England",), "yes"),
        ("england", "leeds", ("Leeds, England",), "yes"),
        ("england", "Hull", ("Leeds, England",), "partly"),
        ("scotland", "", ("Leeds, England",), "partly"),
        ("england", "", ("United Kingdom",), "partly"),
        ("ireland", "", ("United Kingdom",), "not studied"),
        ("england", "", ("All regions of the United States",), "not studied"),
        ("united-states", "Texas", ("The South, United States",), "partly"),
        ("england", "", ("Harrowmere",), "cannot tell"),
        ("england", "", ("Harrowmere", "Ohio, United States"), "cannot tell"),
        ("", "Texas", ("Texas, United States",), "yes"),
        ("", "Leeds", ("Texas, United States",), "cannot tell"),
        ("", "exa", ("Texas, United States",), "cannot tell"),
    ],
)
def test_places(country, place, places, answer):
    named = [places_named(each) for each in places]
    known = replace(
        KNOWN, places=places, places_known=tuple(slug for each in named for slug in each),
        places_unsaid=sum(not each for each in named),
    )  # fmt: skip
    assert answers(MyPeople(country=country, place=place), known) == [("place", answer)]


def test_what_has_to_be_so():
    assert answers(MyPeople(hours=5, price=340)) == [("hours", "yes"), ("price", "yes")]
    assert answers(MyPeople(hours=4.5, price=339)) == [("hours", "no"), ("price", "no")]
    assert "more than the £339" in says(MyPeople(price=339))
    assert answers(MyPeople(hours=0)) == [("hours", "no")]  # nought is an answer
    ended = replace(KNOWN, offered=False)
    assert answers(MyPeople(offered=True), ended) == [("still offered", "no")]
    assert answers(MyPeople(offered=True)) == [("still offered", "cannot tell")]


def _view(delivery="", age=(None, None), stage="graded", evaluations=()):
    project = FrozenProject(id=uuid4(), slug="p", name="P", delivery=delivery, age_from=age[0], age_to=age[1])
    return SimpleNamespace(project=project, evaluations=evaluations, stage=Stage(stage))


def _study(*populations, design="rct", **values):
    return FrozenEvaluation(id=uuid4(), title="T", design=design, populations=populations, **values)


def test_what_is_known_comes_from_studies_and_not_from_plans():
    view = _view(evaluations=(
        _study("young-people-12-15", "low-income", settings=("school",), place="Leeds, England"),
        _study("young-people-16-25", place="Leeds, England"),
        _study("general"),
        _study("adults", design="theory-and-plan", place="Hull, England"),
    ))  # fmt: skip
    known = studied(view)
    assert (known.studies, known.ages, known.ages_unsaid) == (3, ((12, 25),), 1)
    assert (known.groups, known.groups_unsaid, known.settings_unsaid) == (("low-income",), 2, 2)
    assert (known.places, known.places_unsaid) == (("Leeds, England",), 1)


def test_ages_studied_are_those_of_the_studies_and_not_those_that_a_project_is_meant_for():
    grades = kept_study(Study(key="s", grades=("grade 1", "grade 2")))
    assert studied(_view(evaluations=(_study("children-5-11", reported=grades),))).ages == ((6, 8),)
    assert studied(_view(age=(12, 14), evaluations=(_study("young-people-12-15"),))).ages == ((12, 15),)
    unsaid = studied(_view(age=(12, 14), evaluations=(_study("low-income"),)))
    assert (unsaid.ages, unsaid.ages_unsaid) == ((), 1)


@pytest.mark.parametrize(
    ("grades", "populations"),
    [(("college",), ("past-school-age",)), ((), ("past-school-age",)), (("grade 12", "college"), ())],
)
def test_of_people_past_school_age_nobody_says_how_old_they_were(grades, populations):
    known = studied(_view(evaluations=(_study(*populations, reported=kept_study(Study(key="s", grades=grades))),)))
    assert known.ages_open == 1
    assert answers(MyPeople(ages=(19, 22)), known) == [("age", "yes")]
    assert answers(MyPeople(ages=(30, 40)), known) == answers(MyPeople(ages=(8, 9)), known) == [("age", "cannot tell")]
    assert answers(MyPeople(ages=(20, 40)), known) == [("age", "partly")]
    told = says(MyPeople(ages=(30, 40)), known)
    assert "and over. 1 study of people past school age does not say how old they were." in told
    assert "Nobody" not in told + says(MyPeople(ages=(8, 9)), known)


def test_records_from_elsewhere_do_not_tell_all_that_a_sample_was():
    known = studied(_view(evaluations=(_study("disabled-people", source="wwc"),)))
    asked = MyPeople(groups=("girls-and-women",))
    assert answers(asked, known) == [("who they are", "cannot tell")]
    assert says(asked, known) == "Our records do not say whether it was with girls and women."
    both = MyPeople(groups=("girls-and-women", "disabled-people"))
    assert answers(both, known) == [("who they are", "partly")] and "No study" not in says(both, known)


def of_shares(*percents, participants=None):
    shares = tuple(Share(asked="gender", said="female", percent=each, group="girls-and-women") for each in percents)
    return _study(
        "children-5-11", source="wwc", participants=participants, reported=kept_study(Study(key="s", shares=shares))
    )


def test_where_a_group_was_a_part_of_the_people_it_fits_partly_and_says_how_large_a_part():
    known = studied(_view(evaluations=(of_shares(36.4), of_shares(68.0))))
    girls = MyPeople(groups=("girls-and-women",))
    assert answers(girls, known) == [("who they are", "partly")]
    assert says(girls, known) == "In 2 studies 36 to 68 of every 100 people were filed under “female”."
    both = MyPeople(groups=("girls-and-women", "disabled-people"))
    assert says(both, known).endswith("Our records do not say whether it was with disabled people.")
    assert "In 1 study fewer than 1 of" in says(girls, studied(_view(evaluations=(of_shares(0.2),))))


def test_a_share_that_is_fewer_than_five_people_is_told_only_where_it_is_all():
    assert studied(_view(evaluations=(of_shares(40.0, participants=12),))).parts == ()
    assert len(studied(_view(evaluations=(of_shares(42.0, participants=12),))).parts) == 1
    assert len(studied(_view(evaluations=(of_shares(100.0, participants=1),))).parts) == 1


def test_a_team_and_grades_of_school_say_how_old_people_were():
    of_team = studied(_view(evaluations=(_study("young-people-16-25"),)))
    assert (of_team.ages, of_team.ages_open) == (((16, 25),), 0)
    school = kept_study(Study(key="s", grades=("grade 11", "grade 12")))
    at_school = studied(_view(evaluations=(_study("young-people-16-25", reported=school),)))
    assert (at_school.ages, at_school.ages_open) == (((16, 18),), 0)


def test_of_what_is_being_graded_nothing_is_known():
    assert studied(_view(stage="being-graded", evaluations=(_study("adults"),))).studies == 0


def test_what_it_takes_is_what_the_team_answered_and_not_what_its_words_may_mean():
    project = FrozenProject(id=uuid4(), slug="p", name="P", delivery="Five hours a week. It is no longer offered.")
    silent = studied(SimpleNamespace(project=project, evaluations=(), stage=Stage.GRADED))
    assert (silent.hours, silent.price, silent.offered) == (None, None, None)
    told = replace(project, hours_a_week=2.5, price_gbp=0, still_offered=True, cost_per_person_gbp=340)
    known = studied(SimpleNamespace(project=told, evaluations=(), stage=Stage.GRADED))
    asked = MyPeople(hours=2.5, price=10, offered=True)
    assert [answer for _, answer in answers(asked, known)] == ["yes", "yes", "yes"]
    assert says(asked, known).endswith("Free to take part. It can still be had, its team says.")
    assert "To run it takes 2.5 hours a week" in says(asked, known)
    dear = says(MyPeople(price=10), replace(known, price=1200))
    assert dear == "£1,200 a person to take part: more than the £10 that you can pay."


PEOPLE = st.builds(
    MyPeople,
    ages=st.none() | st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda each: tuple(sorted(each))),
    groups=st.sets(st.sampled_from(list(groups()))).map(lambda each: tuple(g for g in groups() if g in each)),
    settings=st.sets(st.sampled_from(["school", "home"])).map(lambda each: tuple(sorted(each, reverse=True))),
    country=st.sampled_from(["", *countries()]),
    place=st.text(st.characters(categories=["L", "Nd", "P", "S"]), max_size=40),
    hours=st.none() | st.integers(0, 672).map(lambda quarters: quarters / 4),
    price=st.none() | st.integers(0, 1_000_000),
    offered=st.booleans(),
)  # fmt: skip


@given(PEOPLE)
def test_a_cookie_gives_back_what_was_described(people):
    cookie = kept(people)
    assert cookie.isascii() and not set(cookie) & set(' ",;\\') and read(cookie) == people


@given(st.text() | st.text().map(lambda text: f"from={text}&to={text}&hours={text}&price={text}&place={text}"))
def test_no_cookie_raises(cookie):
    people = read(cookie)
    assert len(people.place) <= people_module.LONGEST_PLACE and isinstance(people.words, str)
    fits(people, KNOWN)
