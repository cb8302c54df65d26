"""The pages that everybody may read: what they say, what they must not say, and how often they ask the database."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.models import OldEvaluation, OldSlug
from evidencehub.projects.reported import Study, kept
from evidencehub.standards.files.loading import load_standard, load_standards
from evidencehub.standards.files.outcomes import load_outcomes
from tests.factories import a_project, a_result, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to

STANDARD = load_standard("project-oracle")
WORSE = {"effect": -3.0, "ci_low": -5.0, "ci_high": -1.0}
# Words for researchers, kept off public pages (voice of the hub).
JARGON = re.compile(r"\b(significant|statistically|proven|evidence-based|RCT|randomised)\b", re.IGNORECASE)


def a_decided_project(session, rank=2, effects="met", result=None, **values):
    project = a_project(session, **values)
    evaluation = an_evaluation(session, project)
    a_result(session, evaluation, **(result or {}))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, rank, effects=effects))
    return project


def an_imported_project(session, **values):
    project = a_project(
        session, **{"source": "wwc", "external_id": "17", "activities": "", "need": "", "who_for": "",
                    "theory_of_change": "", "assumptions": "", "evaluation_plan": "", "populations": [], "settings": [],
                    "source_ratings": [{"domain": "Reading", "rating": "Positive effects"}],
                    "source_as_of": "2020-04", **values}
    )  # fmt: skip
    project.organisation = None
    evaluation = an_evaluation(
        session,
        project,
        source="wwc",
        external_id=f"{project.external_id}-1",
        design="",
        methods="",
        limitations="",
        summary="",
    )
    a_result(session, evaluation, flag="The sign and the means point different ways.")
    a_result(session, evaluation, outcome="Days", is_subgroup=True, position=2)
    mark_changed(session, project.id)
    return project


def without_scripts(page):
    """What people read: search engines are told the same once more."""
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


@pytest.fixture
def published(session, run_due):
    """Commit what a test made and let the worker index it."""

    def publish():
        session.commit()
        run_due()

    return publish


def test_an_empty_hub_says_so_and_what_to_do(client):
    home = client.get("/")
    assert (
        home.status_code == 200 and "Nothing is in here yet" in home.text and "What do you want to change?" in home.text
    )
    assert "Nothing found" in client.get("/search?q=school").text
    assert "Nobody has sent us a study of this yet" in client.get("/outcomes/housing").text


def test_home_counts_what_helped_not_and_what_harmed_as_openly_as_the_rest(session, client, published):
    a_decided_project(session)
    a_decided_project(session, result={"ci_low": -1.0})
    a_decided_project(session, rank=3, effects="not-met", result=WORSE)
    published()
    totals = re.findall(r"<strong>([\d,]+)</strong> ([^<]+)</li>", client.get("/").text)
    assert dict((words, number) for number, words in totals) == {
        "evaluations": "3", "projects accredited here": "3", "came out better in no outcome": "2",
        "came out worse in some outcome": "1",
    }  # fmt: skip


def test_invented_records_count_only_while_there_are_no_others(session, client, published):
    a_decided_project(session, demo=True, name="Made Up")
    published()
    assert (
        "<strong>1</strong> evaluation</li>" in client.get("/").text
        and "This hub is a demonstration" in client.get("/").text
    )
    an_imported_project(session)
    published()
    home = client.get("/").text
    assert "<strong>1</strong> evaluation</li>" in home and "<strong>0</strong> projects accredited" in home
    assert "This hub is a demonstration" not in home and "Made Up" not in home
    found = client.get("/search?q=made+up").text
    assert "Made Up" in found and "Invented example" in found


def test_every_page_with_an_invented_record_says_so(session, client, published):
    project = a_decided_project(session, demo=True, slug="made-up")
    published()
    for address in (
        "/projects/made-up",
        f"/evaluations/{project.evaluations[0].id}",
        "/search",
        "/outcomes/school-attendance",
    ):
        assert "Invented example" in client.get(address).text


def test_a_card_keeps_the_three_marks_apart(session, client, published):
    a_decided_project(session, rank=3, effects="not-met", result=WORSE, cost_per_person_gbp=340, cost_year=2024)
    published()
    card = client.get("/search").text.split('class="hub-card"')[1].split("</article>")[0]
    assert "Standard 3 of 5" in card and "worse</strong>" in card and "About £340 a person (2024)" in card
    assert card.count('hub-bar__step--on"') == 3


def test_a_card_of_many_outcomes_shows_three_and_says_how_many_more(session, client, published):
    project = a_project(session)
    evaluation = an_evaluation(session, project)
    areas = ["school-attendance", "attainment", "belonging", "housing", "employment"]
    for place, area in enumerate(areas):
        a_result(session, evaluation, outcome_area=area, outcome=f"Outcome {place}", position=place)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    published()
    card = client.get("/search?outcome=employment").text.split('class="hub-card"')[1].split("</article>")[0]
    assert card.count("hub-short__outcome") == 3 and ">2 more<span" in card
    assert card.index("Outcome 4") < card.index("outcome 0")  # what was asked for comes first


def test_filters_are_boxes_in_the_search_form_and_chips_that_come_off(session, client, published):
    a_decided_project(session)
    a_decided_project(session, result={"outcome_area": "attainment", "outcome": "Reading"})
    published()
    page = client.get("/search?outcome=attainment&direction=better").text
    assert (
        "1 approach" in page
        and 'id="outcome-attainment" name="outcome" value="attainment" form="search" checked' in page
    )
    assert 'href="/search?direction=better"' in page and "Filters (2 on)" in page
    assert "School attendance <span" in page  # the counts of a facet leave its own filter off


def test_zero_results_say_what_was_searched_and_what_to_do(session, client, published):
    a_decided_project(session, result={"outcome_area": "housing", "outcome": "A home"})
    published()
    page = client.get("/search?q=registers&direction=worse").text
    assert "Nothing found for “registers”" in page and "1 filter on" in page
    assert "Take all filters off</a>: that gives 1 approach" in page
    nearest = client.get("/search?q=rough+sleeping+zzz&direction=worse").text
    assert 'href="/outcomes/housing">Housing</a>' in nearest


def test_a_respelling_is_said_and_can_be_taken_back(session, client, published):
    a_decided_project(session, name="Harbour Mentors")
    published()
    page = client.get("/search?q=harbuor&page=1").text
    assert "Showing results for <strong>harbour</strong>" in " ".join(page.split())
    assert 'href="/search?q=harbuor&amp;as-typed=1"' in page
    assert "Nothing found for “harbuor”" in client.get("/search?q=harbuor&as-typed=1").text
    assert "Showing results for" not in client.get("/search?q=harbor").text


def test_words_of_one_meaning_are_searched_for_too_and_that_can_be_taken_back(session, client, published):
    a_decided_project(session, name="Harbour Prison Visits")
    published()
    page = " ".join(client.get("/search?q=scared+straight").text.split())
    assert "1 approach for “scared straight”" in page and "Also searched for: prison visit, prison visits." in page
    assert 'href="/search?q=scared+straight&amp;as-typed=1"' in page
    plain = " ".join(client.get("/search?q=scared+straight&as-typed=1").text.split())
    assert "Nothing found for “scared straight”" in plain and 'href="/search?q=scared+straight"' in plain


def test_words_that_nothing_has_are_said_one_by_one(session, client, published):
    a_decided_project(session, name="Harbour Mentors")
    published()
    page = " ".join(client.get("/search?q=harbour+bakery").text.split())
    assert "Nothing here has <strong>bakery</strong>. Showing what has <strong>harbour</strong>." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [("what works", "in nearly everything"), ("%22mentors+harbour%22", "Nobody wrote these words in this order")],
)
def test_what_could_not_be_looked_for_as_typed_is_said(session, client, published, typed, said):
    a_decided_project(session, name="Harbour Mentors")
    published()
    assert said in client.get(f"/search?q={typed}").text


def test_nonsense_in_the_address_is_no_error(client):
    for query in (
        "?page=0&outcome=x&sort=y&tier=z",
        "?q=" + "%22" * 50,
        "?q=%00%ff*",
        "?page=99999",
        "?source=" + "s" * 500,
    ):
        assert client.get("/search" + query).status_code == 200


def test_a_page_of_results_asks_the_database_as_often_as_one_card(session, client, published):
    an_imported_project(session)
    published()
    client.get("/search")  # from here on one card is known and others are new, which are asked for apart
    a_decided_project(session)
    published()
    with counted_queries() as few:
        client.get("/search")
    for number in range(8):
        a_decided_project(session)
        an_imported_project(session, external_id=f"more-{number}", slug=f"more-{number}")
    published()
    with counted_queries() as many:
        assert client.get("/search").text.count('class="hub-card"') == 18
    assert len(few) == len(many) <= 12


def test_the_page_of_a_project_answers_what_workers_ask(session, client):
    project = a_decided_project(
        session, rank=2, slug="steady", delivery="Two staff and a room.", taking_part="You meet the same person.",
        cost_per_person_gbp=340, cost_year=2024, cost_note="Pay and training.",
    )  # fmt: skip
    project.submissions[0].team_reply = "We are glad."
    session.commit()
    page = client.get("/projects/steady").text
    for text in (
        "Two staff and a room.", "What difference did it make?", "In this study of 84 young people",
        "If somebody calls for you", "Who it is for", "You meet the same person.",
        "It costs about £340 a person (2024).", "Pay and training.", "Who checked this and how",
        STANDARD.criterion("po1.1").public, "As the report shows.", "We are glad.", "Sent for review.",
        "Cite this page", "Report a mistake", "How sure are we? Standard 2 of 5:", "10 of 12 answers",
    ):  # fmt: skip
        assert text in page, text
    number = session.query(Accreditation).one().number
    assert f'href="/accreditations/{number}"' in page and f"accreditation {number}, 2 March 2026" in page
    assert '<link rel="canonical" href="http://localhost/projects/steady">' in page
    contents = set(re.findall(r'href="#([a-z-]+)"', page))
    assert contents - {"main-content", "start"} == set(
        re.findall(r'<section class="hub-section" aria-labelledby="([a-z-]+)"', page)
    )


def test_a_tier_below_its_evidence_is_explained(session, client):
    a_decided_project(session, rank=3, effects="not-met", result=WORSE, slug="harm")
    session.commit()
    page = client.get("/projects/harm").text
    assert (
        "Standard 3 of 5" in page
        and "How sure we are does not depend on what came out. The award does: for more than Standard 1"
        in " ".join(page.split())
    )


def test_a_record_from_elsewhere_keeps_its_source_and_says_plainly_what_it_does_not_tell(session, client, published):
    project = an_imported_project(session, slug="elsewhere", source_url="https://example.org/17")
    published()
    page = client.get("/projects/elsewhere").text
    assert "Rated elsewhere by the What Works Clearinghouse, as of April 2020; not graded here" in page
    assert (
        "Positive effects" in page
        and 'href="https://example.org/17"' in page
        and "The source’s numbers conflict" in page
    )
    for words in (
        "Our source does not say how or why it should work.",
        "Our source does not describe what is done step by step.",
        "Our source does not report what it costs.",
        "what staff, hours, training or price it takes",
    ):
        assert words in page
    assert "The team" not in page.split("<main")[1].split("</main>")[0]  # nobody here is its team
    study = client.get(f"/evaluations/{project.evaluations[0].id}").text
    assert "The sign and the means point different ways." in study and "1 extra result" in study
    assert "Standard" not in study.split("<main")[1].split("</main>")[0]
    card = client.get("/search").text.split('class="hub-card"')[1]
    assert "Not graded here" in card
    assert "What Works Clearinghouse, as of April 2020: “Positive effects”" in card  # its word, with its name


def test_a_record_of_another_date_is_never_called_one_of_april_2020(session, client, published):
    an_imported_project(session, slug="elsewhere", source_as_of="2025-08-25")
    published()
    for address, words in (("/projects/elsewhere", "; not graded here"), ("/search", ": “")):
        page = client.get(address).text
        assert f"as of 25 August 2025{words}" in page and "April 2020" not in page


def test_a_study_that_a_later_file_no_longer_names_keeps_its_own_date(session, client, published):
    project = an_imported_project(session, slug="elsewhere", source_as_of="2025-08-25")
    evaluation = project.evaluations[0]
    published()
    assert "As of when is not known" in client.get("/projects/elsewhere").text
    assert "as of" not in without_scripts(client.get(f"/evaluations/{evaluation.id}").text)
    evaluation.reported = kept(Study(key="review-1", as_of="2020-04"))
    mark_changed(session, project.id)
    published()
    assert "As of April 2020" in client.get("/projects/elsewhere").text
    assert "as of April 2020; not graded here" in client.get(f"/evaluations/{evaluation.id}").text
    evaluation.reported = kept(Study(key="review-1", as_of="2025-08-25"))
    mark_changed(session, project.id)
    published()
    assert without_scripts(client.get("/projects/elsewhere").text).count("s of 25 August 2025") == 6, (
        "statement, answer, source, history, permanent link, citation"
    )


def test_what_an_earlier_reading_of_a_study_found_is_kept_apart_and_not_counted(session, client, published):
    project = an_imported_project(session, slug="elsewhere")
    evaluation = project.evaluations[0]
    a_result(session, evaluation, outcome="Replaced", is_superseded=True, position=3)
    published()
    study = client.get(f"/evaluations/{evaluation.id}").text
    before, earlier = study.split("1 result from an earlier")
    assert "Replaced" in earlier and "Replaced" not in before
    assert "The later reading did not look at “Replaced”." in earlier
    assert "reports 1 result from" in client.get("/projects/elsewhere").text


def test_a_study_of_parts_of_the_group_only_is_not_said_to_give_no_results(session, client, published):
    project = an_imported_project(session, slug="elsewhere")
    for result in project.evaluations[0].results:
        result.is_subgroup = True
    published()
    study = client.get(f"/evaluations/{project.evaluations[0].id}").text
    assert "Only extra results are given" in study and "No results are given" not in study
    page = client.get("/projects/elsewhere").text
    assert "Extra results only" in page and "extra result" in page.split("The studies")[1]


def test_an_evaluation_that_turned_out_to_be_another_leads_to_it_for_ever(session, client, published):
    project = an_imported_project(session, slug="elsewhere")
    key, old = project.evaluations[0].id, uuid4()
    session.add(OldEvaluation(id=old, evaluation_id=key))
    published()
    answer = client.get(f"/evaluations/{old}")
    assert answer.status_code == 301 and answer.location == f"/evaluations/{key}"


def test_an_old_address_leads_to_the_new_one_for_ever(session, client):
    project = a_decided_project(session, slug="new-name")
    session.add(OldSlug(slug="old-name", project_id=project.id))
    session.commit()
    answer = client.get("/projects/old-name")
    assert answer.status_code == 301 and answer.location == "/projects/new-name"


def test_an_earlier_award_that_still_stands_is_named_beside_a_later_refusal(session, client):
    project = a_decided_project(session, slug="twice")
    sent = a_submission(session, project, at=datetime(2026, 9, 1, tzinfo=UTC))
    decided(
        session,
        sent,
        [(item[0], item[1], "not-met", "No.") for item in met_up_to(sent, 1)],
        at=datetime(2026, 9, 2, tzinfo=UTC),
    )
    session.commit()
    page = client.get("/projects/twice").text
    assert (
        "No Standard reached yet" in page
        and "An earlier version of this project holds" in page
        and "Sent for review again." in page
    )


def test_outcome_pages_count_and_list_surest_first(session, client, published):
    a_decided_project(session, rank=1, name="A Low Step")
    a_decided_project(session, rank=3, effects="not-met", result=WORSE, name="A High Step")
    published()
    page = client.get("/outcomes/school-attendance").text
    assert "What works to keep young people in school?" in page and "<strong>2 approaches</strong>" in page
    assert "2 were graded here, and 1 of those made a fair comparison" in page
    assert "1 approach had a study that came out better" in page and "1 had one that came out worse" in page
    assert page.index("A High Step") < page.index("A Low Step")
    assert client.get("/outcomes/happiness").status_code == 404
    assert "School attendance" in client.get("/outcomes").text


def _searches(page):
    """What the part "Look closer" of a page leads to: the address of each search, and its number of approaches."""
    closer = page.partition('id="closer"')[2].partition("What has been tried")[0]
    return dict(re.findall(r'href="/search\?outcome=([a-z-]+)">([0-9,]+)<', closer))


def test_an_outcome_area_lists_its_outcomes_with_counts_and_leads_to_searches_of_each(session, client, published):
    for name, outcomes in {"Both": ("Phonics", "Vocabulary"), "One": ("Phonics",)}.items():
        project = a_project(session, name=name, slug=name.lower())
        evaluation = an_evaluation(session, project)
        for place, outcome in enumerate(outcomes):
            slug = outcome.lower()
            a_result(session, evaluation, outcome_area="attainment", outcome=outcome, outcome_slug=slug, position=place)
        decided(session, sent := a_submission(session, project), met_up_to(sent, 2))
    published()
    page = client.get("/outcomes/attainment").text
    assert _searches(page) == {"english": "2", "reading": "2", "vocabulary": "1"}, "a project counts once for each"
    nobody = page.partition("Where nobody has sent us a study yet")[2].partition("</details>")[0]
    assert "<li>Science: " in nobody and "English and literacy" not in nobody
    assert _searches(client.get("/outcomes/english").text) == {"reading": "2", "phonics": "2", "vocabulary": "1"}
    found = client.get("/search?outcome=vocabulary").text
    assert "1 approach" in found and 'href="/projects/both"' in found and 'href="/projects/one"' not in found


def test_the_front_page_suggests_outcome_areas_and_outcomes_as_one_types(client):
    home = client.get("/").text
    offered = re.findall('<option value="([^"]*)">', home.partition('<datalist id="suggestions">')[2])
    assert 'list="suggestions"' in home and {"Housing", "Skipping school", "Reading comprehension"} <= set(offered)
    assert len(offered) == len(load_outcomes().by_slug)


def test_an_outcome_has_a_page_of_its_own_below_its_area(session, client, published):
    project = a_decided_project(session, result={"outcome": "Truancy", "outcome_slug": "truancy"})
    published()
    page = client.get("/outcomes/truancy").text
    assert "<strong>1 approach</strong>" in page and "Staying away without leave or a good reason." in page
    trail = page.partition('<nav class="govuk-breadcrumbs')[2].partition("</nav>")[0]
    assert re.findall(r'href="(/outcomes[^"]*)"', trail) == [
        "/outcomes", "/outcomes/school-attendance", "/outcomes/attendance"
    ]  # fmt: skip
    assert 'id="closer"' not in page, "nothing is part of it"
    study = client.get(f"/evaluations/{project.evaluations[0].id}").text
    assert 'href="/outcomes/attendance">Attendance</a> › <a' in " ".join(study.split())
    assert "1 approach" in client.get("/search?outcome=truancy").text
    assert 'href="/outcomes/truancy">skipping school</a>' in client.get("/search?q=truancy").text


@pytest.mark.parametrize("standard", load_standards(), ids=lambda standard: standard.id)
def test_the_page_of_a_standard_has_every_criterion_and_says_what_is_unverified(client, standard):
    page = client.get(f"/standards/{standard.id}/{standard.version}")
    assert page.status_code == 200
    for criterion in standard.criteria:
        assert f'id="{criterion.id}"' in page.text
    if any(criterion.is_unverified for criterion in standard.criteria):
        assert "Unverified" in page.text
    assert client.get(f"/standards/{standard.id}").location == f"/standards/{standard.id}/{standard.version}"


def test_an_unknown_standard_or_version_is_not_found(client):
    assert client.get("/standards/oracle-project").status_code == 404
    assert client.get("/standards/project-oracle/1999").status_code == 404


def test_public_pages_keep_to_plain_words(session, client, published):
    a_decided_project(session, rank=3, slug="plain")
    published()
    for address in ("/", "/search", "/outcomes", "/outcomes/school-attendance", "/projects/plain", "/standards"):
        text = re.sub(r"<[^>]+>", " ", client.get(address).text)
        text = text.replace("California Evidence-Based Clearinghouse", "")  # a name
        assert not JARGON.search(text), (address, JARGON.search(text))


def test_a_broken_index_is_a_plain_page_and_not_a_crash(session, client, published, settings):
    a_decided_project(session)
    published()
    (settings.home / "index" / "current").write_text("nonsense")
    answer = client.get("/search")
    assert answer.status_code == 503 and "The hub makes it anew by itself" in answer.text


def test_a_study_that_found_better_and_worse_counts_as_both(session, client, published):
    project = an_imported_project(session, slug="both")
    for direction in ("better", "worse"):
        a_result(session, project.evaluations[0], position=5, source_values={"direction": direction})
    mark_changed(session, project.id)
    published()
    home, area = (" ".join(client.get(page).text.split()) for page in ("/", "/outcomes/school-attendance"))
    assert "<strong>0</strong> came out better in no outcome" in home
    assert "<strong>1</strong> came out worse in some outcome" in home
    assert "1 approach had a study that came out better" in area and "1 had one that came out worse" in area
    assert "Mixed: better and worse" in client.get("/projects/both").text


def test_what_got_worse_in_one_outcome_is_not_drowned_by_the_others_of_its_area(session, client, published):
    """The search counts it as worse, so the card that it finds may not say "not clear"."""
    project = an_imported_project(session, slug="drowned")
    for place, (outcome, direction) in enumerate([("attendance", "worse"), *[("truancy", "unclear")] * 5], start=5):
        a_result(
            session,
            project.evaluations[0],
            position=place,
            outcome_slug=outcome,
            source_values={"direction": direction},
        )
    mark_changed(session, project.id)
    published()
    found = " ".join(client.get("/search?direction=worse").text.split())
    assert "1 approach" in found and "worse</strong>" in found.partition("hub-card__title")[2]
    assert "1 of 6 results clearly worse" in found and "not clear: could be" not in found.lower()


def test_a_project_tells_of_results_from_an_earlier_reading(session, client, published):
    """They do not count, and something that got worse may stand among them alone."""
    project = an_imported_project(session, slug="read-again")
    a_result(session, project.evaluations[0], position=7, is_superseded=True, source_values={"direction": "worse"})
    mark_changed(session, project.id)
    published()
    page = " ".join(client.get("/projects/read-again").text.split())
    assert "1 more result from an earlier reading, not counted" in page and "Worse" not in page


def test_a_permanent_link_leads_to_the_version_of_its_day_whatever_came_later(session, client):
    project = a_project(session, slug="steady", name="Steady", summary="Twenty weeks.")
    a_result(session, an_evaluation(session, project))
    first = a_submission(session, project)
    decided(session, first, met_up_to(first, 2))
    first.decided_at = first.public_from = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    session.commit()
    page = client.get("/projects/steady").text
    assert 'href="/projects/steady/as-of/2026-03-02"' in page and "/projects/steady/as-of/2026-03-02 (seen" in page
    project.summary = "Thirty weeks."
    second = a_submission(session, project)
    decided(session, second, met_up_to(second, 2))
    second.decided_at = second.public_from = datetime(2026, 5, 1, tzinfo=UTC)
    mark_changed(session, project.id)
    session.commit()
    assert "Thirty weeks." in client.get("/projects/steady").text
    for day, words in (("2026-03-02", "Twenty weeks."), ("2026-04-30", "Twenty weeks."), ("2026-05-01", "Thirty")):
        answer = client.get(f"/projects/steady/as-of/{day}")
        assert answer.status_code == 200 and words in answer.text, day
        assert "This is the page as of" in answer.text
    for day in ("2026-03-01", "2026-13-01", "2026-03", "yesterday", "2999-01-01"):
        assert client.get(f"/projects/steady/as-of/{day}").status_code == 404, day


def test_a_record_from_elsewhere_has_a_permanent_link_while_its_source_is_not_read_again(session, client, published):
    an_imported_project(session, slug="elsewhere", source_as_of="2025-08-25")
    published()
    assert client.get("/projects/elsewhere/as-of/2025-08-25").status_code == 200
    assert client.get("/projects/elsewhere/as-of/2025-08-24").status_code == 404


def test_who_read_a_record_elsewhere_stands_with_its_source_and_not_before_the_answer(session, client):
    what, who = "A way of teaching, from grade 6 to grade 8 (ages 11 to 14).", "Somebody reviewed it under a protocol."
    an_imported_project(session, slug="elsewhere", summary=f"{what} {who}")
    session.commit()
    page = without_scripts(client.get("/projects/elsewhere").text)
    assert page.index(what) < page.index("In short") < page.index(who)
    assert page.count(what) == 1 and page.count(who) == 1
