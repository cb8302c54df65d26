"""The filters of a search: a record is found by what it says of itself, and every number is that of its list."""

import re
from html import unescape

import pytest

from evidencehub.catalogue.index import indexing, searching
from evidencehub.catalogue.marks.marks import COST_BANDS
from evidencehub.projects.reported import Review, Study, kept
from evidencehub.projects.states import SubmissionState
from tests.factories import a_project, a_result, an_evaluation
from tests.support.records import a_submission, decided, mark_changed, met_up_to

WWC = "Meets WWC standards without reservations"


@pytest.fixture
def found(app, session, settings, run_due):
    """A function from filters of an address to the names of the approaches that pass them."""

    def find(*, published=True, sort="", **arguments):
        if published:
            session.commit()
            run_due()
        values = {
            name.strip("_"): [value] if isinstance(value, str) else value for name, value in arguments.items()
        } | {"sort": [sort]}
        asked = searching.parse(lambda name: next(iter(values.get(name, [])), None), lambda name: values.get(name, []))
        with app.app_context():
            hits = searching.run(indexing.engine_of(settings), asked).hits
        return [hit.title.removesuffix(" study") for hit in hits]

    return find


def an_approach(session, name, *, studies=1, evaluation=None, **values):
    project = a_project(session, name=name, **values)
    for _ in range(studies):
        made = an_evaluation(session, project, **{"title": f"{name} study", **(evaluation or {})})
        a_result(session, made)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    return project


def an_imported_approach(session, name, study, **values):
    of_source = {"source": "wwc", "external_id": name, "populations": [], "settings": [], "source_as_of": "2020-04"}
    project = a_project(session, name=name, **{**of_source, **values})
    project.organisation = None
    of_evaluation = {"source": "wwc", "external_id": f"{name}-1", "title": f"{name} study", "populations": []}
    evaluation = an_evaluation(session, project, **of_evaluation, settings=[], reported=kept(study))
    evaluation.place = "Texas, United States" if study.places else ""
    a_result(session, evaluation)
    mark_changed(session, project.id)
    return project


def test_ages_come_from_what_is_stated_then_from_school_years_then_from_kinds_of_people(session, found):
    an_approach(session, "Stated", age_from=6, age_to=7, populations=["adults"])
    an_approach(session, "No End", age_from=18, age_to=None)
    an_imported_approach(session, "Graded", Study(key="1", grades=("grade 1", "grade 2")))
    an_approach(session, "Teenage", populations=["young-people-12-15"])
    assert sorted(found(age="6")) == ["Graded", "Stated"]
    assert found(age="8") == ["Graded"]
    assert sorted(found(age="7-12")) == ["Graded", "Stated", "Teenage"]
    assert sorted(found(age=["5-7", "19-25"])) == ["Graded", "No End", "Stated"]
    assert found(age="70-75") == found(age="65-100") == ["No End"]
    assert found(age="0-4") == []


def test_a_place_is_found_by_all_that_it_is_part_of(session, found):
    an_approach(session, "Leeds", evaluation={"place": "Leeds, Yorkshire, England"})
    an_imported_approach(session, "Texan", Study(key="1", places=("Texas",)))
    an_approach(session, "Nowhere", evaluation={"place": "Harrowmere"})
    assert found(place="united-kingdom") == found(place="england-yorkshire-and-the-humber") == ["Leeds"]
    assert found(place="us-south") == found(place="us-texas") == ["Texan"]
    assert found(place="us-midwest") == []


def test_setting_delivery_rating_cost_and_number_of_studies(session, found):
    an_approach(session, "At Home", studies=2, evaluation={"settings": ["home", "online"]}, cost_per_person_gbp=49)
    an_approach(session, "Dear", cost_per_person_gbp=COST_BANDS[-1])
    study = Study(key="1", delivery=("Given to one person at a time.",), reviews=(Review(number="1", rating=WWC),))
    an_imported_approach(session, "Tutors", study)
    assert found(setting="home") == found(setting=["online", "prison"]) == ["At Home"]
    assert found(delivery="one-to-one") == found(rating="wwc-without-reservations") == ["Tutors"]
    assert (found(cost="1"), found(cost="5"), found(cost="3")) == (["At Home"], ["Dear"], [])
    assert found(studies="several") == ["At Home"]
    assert sorted(found(studies="one")) == ["Dear", "Tutors"]
    assert found(setting="home", cost="5") == []


def test_levels_of_need_are_what_the_team_says_and_nothing_is_made_of_who_takes_part(session, found):
    an_approach(session, "All", need_levels=["everybody"])
    an_approach(session, "Stepped", need_levels=["everybody", "has-difficulty"], studies=2)
    an_approach(session, "Silent", need="Half of them miss school already.", who_for="Those who miss school.")
    an_imported_approach(session, "From Elsewhere", Study(key="1"), populations=["low-income", "general"])
    assert sorted(found(need="everybody")) == ["All", "Stepped"]
    assert found(need="has-difficulty") == ["Stepped"]
    assert sorted(found(need=["everybody", "higher-risk"])) == ["All", "Stepped"]
    assert found(need="higher-risk") == []
    assert len(found()) == 4


def test_years_lie_between_two_and_one_may_be_left_out(session, found):
    for year in (2001, 2010, 2020):
        an_approach(session, f"Of {year}", evaluation={"year": year})
    assert found(from_="2010", to="2019") == ["Of 2010"] == found(from_="2019", to="2010")
    assert sorted(found(from_="2010")) == ["Of 2010", "Of 2020"]
    assert sorted(found(to="2010")) == ["Of 2001", "Of 2010"]
    assert len(found(from_="soon", to="20100")) == 3


def test_lists_are_sorted_by_cost_and_by_studies_and_what_is_not_known_comes_last(session, found):
    an_approach(session, "Unknown", studies=1)
    an_approach(session, "Dear", studies=3, cost_per_person_gbp=900)
    an_approach(session, "Cheap", studies=2, cost_per_person_gbp=30)
    assert found(sort="cheapest") == ["Cheap", "Dear", "Unknown"]
    assert found(sort="most-studied") == ["Dear", "Cheap", "Unknown"]


def test_no_filter_gives_away_what_is_being_graded(session, found):
    project = a_project(
        session, name="Waiting", age_from=6, age_to=7, place="England", cost_per_person_gbp=20,
        need_levels=["everybody"],
    )  # fmt: skip
    an_evaluation(session, project, settings=["home"])
    a_submission(session, project, state=SubmissionState.IN_REVIEW)
    mark_changed(session, project.id)
    assert found() == ["Waiting"]
    for filters in ({"age": "6"}, {"place": "england"}, {"cost": "1"}, {"setting": "home"}, {"studies": "one"}):
        assert found(**filters) == [], filters
    assert found(need="everybody") == []


def _numbers(page):
    """Of the filters of a search page: (name, value, number)."""
    boxes = re.findall(
        r'name="([\w-]+)" value="([^"]+)"\s+form="search"[^>]*>\s*<label[^>]*>.*?\(([\d,]+)\)', page, re.DOTALL
    )
    return [(name, unescape(value), int(number.replace(",", ""))) for name, value, number in boxes]


def _listed(page, what="approach"):
    """How many approaches, or invented examples, a search page says that it lists."""
    heading = re.search(r'hub-results__count">(.*?)</h2>', page, re.DOTALL)[1]
    number = re.search(rf"([\d,]+) {what}", heading)
    return int(number[1].replace(",", "")) if number else 0


@pytest.fixture
def a_mixed_hub(session, run_due):
    """Real approaches and invented ones, of some kinds only invented ones; and one that nobody has studied."""
    of_need = {"need_levels": ["everybody", "higher-risk"]}
    an_approach(
        session, "Real", age_from=6, age_to=9, cost_per_person_gbp=100, evaluation={"place": "Wales"}, **of_need
    )
    an_approach(session, "Plan", evaluation={"design": "theory-and-plan", "results": []}, need_levels=["higher-risk"])
    an_imported_approach(session, "Tutors", Study(key="1", places=("Texas",), grades=("grade 1",)))
    shell = a_project(session, name="Shell", source="wwc", external_id="9", outcome_areas=["housing"])
    shell.organisation = None
    mark_changed(session, shell.id)
    invented = a_project(session, name="Made Up", demo=True, outcome_areas=["family"], age_from=1, age_to=2)
    study = an_evaluation(session, invented, title="Made Up study", outcome_areas=["family"], demo=True)
    a_result(session, study, outcome_area="family", outcome="Family life")
    sent = a_submission(session, invented)
    decided(session, sent, met_up_to(sent, 2))
    session.commit()
    run_due()


def test_every_number_is_that_of_the_list_it_stands_for(client, a_mixed_hub):
    home = client.get("/").text
    areas = re.findall(r'href="/outcomes/([\w-]+)">[^<]*</a>\s*<span class="hub-count">\(([\d,]+)<', home)
    assert len(areas) == 13
    assert dict(areas)["family"] == "0", "an invented example never counts"
    of_list = dict(
        re.findall(
            r'href="/outcomes/([\w-]+)">[^<]*</a>\s*<span class="hub-count">([\d,]+)<', client.get("/outcomes").text
        )
    )
    assert of_list == dict(areas)
    for slug, number in areas:
        assert client.get(f"/outcomes/{slug}").text.count('class="hub-card"') == int(number), slug
        assert _listed(client.get(f"/search?outcome={slug}").text) == int(number), slug

    looked_at, seen = 0, set()
    for query in (
        "",
        "q=school",
        "q=school&from=2020",
        "age=6-7",
        "outcome=school-attendance&population=young-people-12-15",
    ):
        page = client.get(f"/search?{query}").text
        for name, value, number in _numbers(page):
            others = "&".join(part for part in query.split("&") if part and not part.startswith(f"{name}="))
            assert number, "what gives nothing is not offered"
            if name == "results":
                continue
            what = "invented example" if value == "invented" else "approach"
            assert _listed(client.get(f"/search?{others}&{name}={value}").text, what) == number, (query, name, value)
            looked_at += 1
            seen.add((name, value, number))
    assert looked_at > 50
    assert {("need", "everybody", 1), ("need", "higher-risk", 2)} <= seen


def test_an_invented_example_is_listed_beside_real_ones_and_counted_apart(client, a_mixed_hub):
    page = client.get("/search").text
    assert "3 approaches and 1 invented example" in " ".join(page.split())
    assert not [value for name, value, _ in _numbers(page) if (name, value) == ("outcome", "family")]
    assert "Made Up" in page
    asked_for = client.get("/search?source=invented").text
    assert "Made Up" in asked_for and "Tutors" not in asked_for
    assert re.search(r'hub-results__count">\s*1 invented example\s*<', asked_for)
    both = " ".join(client.get("/search?source=invented&source=here").text.split())
    assert re.search(r'hub-results__count"> ?\d approach(es)? and 1 invented example', both)


def _offered(page):
    """What is offered above the results: (address, words, number)."""
    line = re.search(r'<p class="hub-narrower">(.*?)</p>', page, re.DOTALL)
    links = re.findall(r'href="([^"]+)">([^<]*)</a>\s*<span class="hub-count">\((\d+)\)', line[1]) if line else []
    return [(unescape(address), words, int(number)) for address, words, number in links]


def test_filters_that_a_question_names_are_offered_with_what_they_give_and_never_applied(session, client, run_due):
    an_approach(session, "Young Readers", age_from=6, age_to=7)
    an_approach(session, "Older Readers", age_from=15, age_to=16)
    session.commit()
    run_due()
    page = client.get("/search?q=school+attendance+in+year+2").text
    assert _listed(page) == 2, "nothing is filtered before somebody presses"
    offered = _offered(page)
    assert offered == [("/search?outcome=attendance&age=6-7", "Attendance · ages 6 to 7", 1)]
    for address, _, number in offered:
        assert _listed(client.get(address).text) == number, address
    of_nobody = _offered(client.get("/search?q=school+attendance+for+over+70s").text)
    assert [words for _, words, _ in of_nobody] == ["Attendance, for “school attendance for over 70s”"]
    assert not _offered(client.get("/search?q=school+attendance+in+year+2&as-typed=1").text)


def test_what_no_report_says_of_itself_is_shown_as_what_it_stands_for_and_said(session, client, run_due):
    project = an_approach(session, "Worse Off")
    harmed = a_project(session, name="Harmed")
    a_result(session, an_evaluation(session, harmed, title="Harmed study"), effect=-3.0, ci_low=-5.0, ci_high=-1.0)
    sent = a_submission(session, harmed)
    decided(session, sent, met_up_to(sent, 2))
    session.commit()
    run_due()
    assert project
    page = client.get("/search?q=not+effective").text
    assert "Nothing here has the words “not effective”" in " ".join(page.split())
    assert _listed(page) == 1 and ">Harmed</a>" in page and "Worse Off" not in page
    assert 'value="not effective"' in page
    assert "Nothing found" in client.get("/search?q=not+effective&as-typed=1").text
