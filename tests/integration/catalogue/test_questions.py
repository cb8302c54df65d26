"""What people ask, of the demonstration and the clearinghouse's archive of August 2025: what the first screen holds."""

import re
import subprocess
import sys
from html import unescape
from uuid import UUID

import pytest

from evidencehub.app import create_app
from evidencehub.catalogue.index import indexing, searching
from evidencehub.catalogue.index.documents import PLAN, STUBS
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.projects.models import Project
from evidencehub.search.contract import PROJECTS, Crossing, Query
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.settings import load_settings
from evidencehub.standards.files.outcomes import load_outcomes
from tests.support.wwc import ARCHIVE

SCREEN = 3  # cards that a phone shows

# A question, a piece of a name of which one stands on the first screen, and the most approaches that may match.
ANSWERED = (
    ("what helps kids who skip school", "Attendance and truancy", 60),
    ("does scared straight work", "See It Inside", 5),
    ("how do I stop kids dropping out", "Dropout", 60),
    ("children who speak English as a second language", "Peer Tutoring and Response Groups", 40),
    ("online bullying", "Positive Action", 40),
    ("county lines", "Positive Action", 40),
    ("homework clubs", "Homework", 40),
    ("suspension", "Restorative", 40),
    ("afterschool", "READ 180", 40),
    ("after-school", "READ 180", 40),
    ("after school", "READ 180", 40),
    ('"reading recovery" for struggling readers in year 1', "Reading Recovery", 120),
    ("What works for bullying?", "Positive Action", 60),
    ("jobs for NEETs", "Job Ready Coaches", 20),
    ("mentoring for looked after children", "Steady Start", 20),
    ("dropout", "Dropout Prevention", 300),
    ("teen pregnancy", "Abstinence", 20),
    ("exam stress", "Stress Reappraisal", 60),
    ("help young people stop smoking", "Lions Quest", 40),
    ("anger management", "violence prevention", 40),
    ("school attendence", "Attendance and truancy", 300),
    ("prison visits", "See It Inside", 20),
    ("knowledge is power programme", "KIPP", 20),
    ("KIPP", "Knowledge is Power", 20),
    ("TFA", "Teach for America", 20),
    ("promoting alternative thinking strategies", "PATHS", 20),
    ("good behaviour game", "Good Behavior Game", 20),
    ("applied behaviour analysis", "Lovaas", 60),
    ("school-wide positive behaviour support", "Positive Behavior", 60),
    ("times tables", "Math Facts", 300),
)


# A question, what is offered above its results as filters, and a piece of a name on the first screen of those.
OFFERED = (
    ("reading in year 2", "Reading · ages 6 to 7", "Read"),
    ("16-18 yr old dropouts", "Ages 16 to 18 · staying in school", "Early College"),
    ("mentoring for teenagers", "Ages 13 to 19, for “mentoring”", "Mentor"),
    ("one to one maths in california", "One to one · maths · California", "Math"),
    ("programmes that backfired", "Worse or better and worse", "See It Inside"),
)


@pytest.fixture(scope="module")
def hub(sample_data, tmp_path_factory):
    """The application over the demonstration and the archive."""
    patch = pytest.MonkeyPatch()
    patch.setenv("EVIDENCEHUB_HOME", str(tmp_path_factory.mktemp("questions")))
    for name in ("DATABASE_URL", "SEARCH_URL"):
        patch.delenv(f"EVIDENCEHUB_{name}", raising=False)
    commands = (["db", "upgrade"], ["demo", "load"], ["import", "wwc", str(sample_data / "wwc" / ARCHIVE)])
    for command in commands:
        subprocess.run([sys.executable, "-m", "evidencehub.cli", *command], check=True, capture_output=True)
    app = create_app(load_settings())
    yield app
    with app.app_context():
        db.engine.dispose()
    patch.undo()


@pytest.fixture
def asked(hub):
    """A function from a question to (number of approaches, names on the first screen, how it was read)."""
    app = hub

    def answer(text):
        request = searching.parse({"q": text}.get, lambda name: [])
        with app.app_context(), reading_only():
            found = searching.run(indexing.engine_of(app.config["SETTINGS"]), request)
            names = [db.session.get(Project, UUID(hit.project)).name for hit in found.hits[:SCREEN]]
        return found.total, names, found.told

    return answer


def test_real_questions_are_answered_on_the_first_screen(asked):
    for text, name, most in ANSWERED:
        total, names, told = asked(text)
        assert any(name.casefold() in each.casefold() for each in names), (text, names)
        assert 0 < total <= most and not told.is_loosened, (text, total, told)


def test_ages_and_prices_are_no_words_that_a_report_must_hold(asked):
    total, _, told = asked("reading for 6 year olds")
    assert told.left_out == ("6 year olds",) and total == asked("reading")[0]
    assert total > 300
    assert asked("cheap ways to improve attendance")[0] == asked("improve attendance")[0]
    assert asked("6 year olds")[2].left_out == (), "nothing else is asked for"


def test_words_that_mean_the_same_find_the_same(asked):
    for one, other in (("randomised", "randomized"), ("labour", "labor"), ("centre", "center")):
        assert asked(one) == asked(other), one
    assert asked("child")[:2] == asked("children")[:2]
    assert asked("child")[0] == asked("kids")[0]
    assert asked("exclusion")[0] == asked("suspension")[0] == asked("suspended")[0] == asked("expelled")[0] > 20
    assert asked("organisation")[1] != asked("organ")[1]
    assert asked("educat*")[0] > 800


def test_what_nobody_studied_is_no_other_word_and_not_half_a_question(asked):
    assert asked("scared")[0] == 0
    assert asked("not effective")[0] == 0  # “effective” alone would be no answer
    total, _, told = asked("programmes that backfired")
    assert total and told.missing == ("backfired",)


def test_filters_that_a_question_names_are_offered_on_the_real_archive(hub):
    client = hub.test_client()
    for text, words, name in OFFERED:
        page = client.get("/search", query_string={"q": text}).get_data(as_text=True)
        line = re.search(r'<p class="hub-narrower">(.*?)</p>', page, re.DOTALL)
        assert line, text
        address, said = re.search(r'href="([^"]+)">([^<]*)</a>', line[1]).groups()
        number = re.search(r"\(([\d,]+)\)", line[1])[1]
        assert unescape(said).startswith(words), (text, said)
        narrowed = client.get(unescape(address)).get_data(as_text=True)
        assert f"{number} approach" in narrowed, (text, number)
        names = re.findall(r'hub-card__title">\s*<a[^>]*>([^<]*)<', narrowed)
        assert any(name.casefold() in each.casefold() for each in names[:SCREEN]), (text, names[:SCREEN])


def test_every_number_on_the_real_archive_is_that_of_its_list(hub):
    client = hub.test_client()

    def listed(address):
        page = client.get(address).get_data(as_text=True)
        heading = re.search(r'hub-results__count">(.*?)</h2>', page, re.DOTALL)[1]
        number = re.search(rf"([\d,]+) {'invented example' if 'source=invented' in address else 'approach'}", heading)
        return page, int(number[1].replace(",", "")) if number else 0

    home = client.get("/").get_data(as_text=True)
    areas = re.findall(r'href="/outcomes/([\w-]+)">[^<]*</a>\s*<span class="hub-count">\(([\d,]+)<', home)
    assert len(areas) == 13
    for slug, number in areas:
        assert listed(f"/search?outcome={slug}")[1] == int(number.replace(",", "")), slug
    looked_at = 0
    for query in ("/search?", "/search?q=reading&design=rct&from=2005&"):
        page, _ = listed(query)
        for name, value, number in re.findall(
            r'name="([\w-]+)" value="([^"]+)"\s+form="search">\s*<label[^>]*>.*?\(([\d,]+)\)', page, re.DOTALL
        ):
            if name != "results":
                others = query.replace("design=rct&", "") if name == "design" else query
                assert listed(f"{others}{name}={value}")[1] == int(number.replace(",", "")), (query, name, value)
                looked_at += 1
    assert looked_at > 80


def test_card_list_filter_and_map_count_the_same_studies_of_an_approach(hub):
    """A study is what its source files as one; where several are of the same people, the card says so beside."""
    with hub.app_context(), reading_only():
        engine = indexing.engine_of(hub.config["SETTINGS"])

        def members(**filters):
            asked = {name: frozenset(values) for name, values in filters.items()}
            found = engine.search(Query(filters=asked, collapse="project", limit=5_000, facets=()))
            return {UUID(hit.project): hit.members for hit in found.hits}

        listed = members()
        no_study = members(design={PLAN}).keys() | members(tier=STUBS).keys()
        studies = {key: each.card.studies for key, each in cards(db.session, list(listed)).items()}
        studies = {key: count for key, count in studies.items() if count and key not in no_study}
        assert len(studies) > 1_000
        assert {key: len(listed[key]) for key in studies} == studies
        assert members(studies={"one"}).keys() - no_study == {key for key, count in studies.items() if count == 1}
        assert members(studies={"several"}).keys() - no_study == {key for key, count in studies.items() if count > 1}
        areas = tuple(area.slug for area in load_outcomes().areas)
        crossing = Crossing(
            rows=PROJECTS, row_values=tuple(map(str, studies)), columns="outcome", column_values=areas, by=()
        )
        places = engine.cross(crossing).places
        assert len(places) > 1_000
        of_areas = {area: members(outcome={area}) for area in areas}
        for (key, area), place in places.items():
            assert place.studies == len(of_areas[area][UUID(key)]) <= studies[UUID(key)], (key, area)
