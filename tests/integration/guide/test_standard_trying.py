"""A visitor sees what their own study would come to by any standard: no account, nothing stored, nothing lost."""

import re
from html import unescape
from urllib.parse import urlencode

import html5lib
import pytest

from evidencehub.guide.standard.examples import address_of
from evidencehub.guide.trying import address as trying
from evidencehub.guide.trying.facts import CannotRead, read_fact
from evidencehub.guide.trying.input import grade_input
from evidencehub.guide.trying.questions import make_form
from evidencehub.guide.trying.result import result_of
from evidencehub.guide.words import OURS
from evidencehub.shared.db import Base
from evidencehub.standards.comparing.crosswalk import puts_forward
from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.standard import NO_FINDING, NOT_APPLICABLE
from evidencehub.standards.proof.cases import cases_of
from tests.support.standards import (
    EVERY,
    best_answers,
    form_for,
    named,
    page_of,
    questions_of,
    result_in,
    text_of,
    try_at,
)

every_version = pytest.mark.parametrize("standard", EVERY, ids=named)
RECT = "{http://www.w3.org/2000/svg}rect"
GUNICORN_LIMIT = 4094  # characters of a request line, unless the server is told otherwise
ORACLE, EEF, WWC, EIF = (load_standard(name) for name in ("project-oracle", "eef", "wwc", "eif"))
PLAN = {f"po1.{number}": "met" for number in range(1, 10)}


@every_version
def test_a_visitor_can_grade_by_any_standard_without_an_account(client, standard):
    """With every answer at its best the result is the top, and the page says how to keep it."""
    page = client.get(try_at(standard, best_answers(standard)))
    assert page.status_code == 200
    top = standard.ranked_tiers[-1]
    if standard.rule == "parallel_scores":
        for group in standard.groups:
            assert f"{group.label}: {top.label}" in text_of(page.text)
        return
    assert result_in(page.text) == top.title
    assert top.about_next in text_of(page.text)
    assert "The shortest way" not in page.text


@every_version
def test_a_result_says_that_nobody_checked_it_and_what_it_is_not(client, standard):
    text = text_of(client.get(try_at(standard, best_answers(standard))).text)
    assert "These are your own answers; nobody has checked them." in text
    assert "It judges the evidence, not the project, and not the organisation." in text
    assert (OURS in text) is (standard.use == "crosswalk")
    assert ("This is not an accreditation." in text) is (standard.use == "accreditation")


def test_nothing_that_a_visitor_types_is_stored(client, session):
    def rows():
        session.rollback()
        return {name: session.execute(table.select()).fetchall() for name, table in Base.metadata.tables.items()}

    before = rows()
    answer = client.get(try_at(EIF, {**best_answers(EIF), "2.name": "Leeds 2023", "unit_cost_gbp": "340"}))
    assert answer.status_code == 200 and "Leeds 2023" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert rows() == before


def test_the_kind_of_study_is_chosen_first_and_only_its_questions_are_shown(client):
    first = client.get(try_at(ORACLE)).text
    assert "Show the questions for this design" in first and 'name="po1.1"' not in first
    asked = client.get(try_at(ORACLE, {"kind": "theory-and-plan"})).text
    assert 'name="po1.1"' in asked and "A plan can reach Standard 1" in asked
    assert "Show the questions for this design" not in client.get(try_at(load_standard("bond"))).text


def test_asking_for_the_questions_without_a_kind_of_study_is_told_and_loses_nothing(client):
    page = client.get(f"{page_of(ORACLE)}/try?ask=1&po1.1=met")
    assert page.status_code == 422 and 'href="#q-kind"' in page.text
    assert "Choose how the study was done" in page.text and 'name="po1.1" value="met"' in page.text
    chosen = client.get(f"{page_of(ORACLE)}/try?ask=1&po1.1=met&kind=pre-post")
    assert chosen.status_code == 302 and chosen.location.endswith("try?po1.1=met&kind=pre-post")


def test_a_qualitative_evaluation_is_not_asked_for_a_power_calculation(client):
    trial = client.get(try_at(ORACLE, {"kind": "rct"})).text
    interviews = client.get(try_at(ORACLE, {"kind": "qualitative"})).text
    for name in ("po3.3", "po3.4", "po3.6"):
        assert f'name="{name}"' in trial and f'name="{name}"' not in interviews
    assert "tested" in ORACLE.worded(ORACLE.criterion("po3.2"), "qualitative").question
    assert ORACLE.worded(ORACLE.criterion("po3.2"), "qualitative").question in unescape(interviews)


def test_answers_to_what_is_not_asked_are_kept_and_not_counted(client):
    page = client.get(try_at(ORACLE, {"kind": "qualitative", **PLAN, "po3.4": "not-met"})).text
    assert '<input type="hidden" name="po3.4" value="not-met">' in page
    assert result_in(page) == "Standard 1: Project model and evaluation plan"


def test_a_missing_number_leads_to_cannot_tell(client):
    answers = {**best_answers(EEF), "eef.mdes": "", "attrition_overall": "8%"}
    del answers["eef.attrition"]
    page = client.get(try_at(EEF, answers), follow_redirects=True).text
    assert result_in(page) == "Cannot tell yet"
    assert "Anything from “0 padlocks” to “5 padlocks”" in text_of(page)
    assert "Enough people to see it" in text_of(page)
    assert result_in(client.get(try_at(EEF, {**answers, "mdes": "0.2"}), follow_redirects=True).text).startswith(
        "5 pad"
    )


def test_what_is_left_open_is_never_taken_as_met(client):
    page = client.get(try_at(ORACLE, {"kind": "pre-post", "po1.1": "met", "po1.2": "cannot-tell"})).text
    assert result_in(page) == "Cannot tell yet" and "8 things to show" in text_of(page)
    assert "Nothing speaks against it." in text_of(page), "what nobody answered is no step that was missed"
    refuted = client.get(try_at(ORACLE, {"kind": "pre-post", "po1.1": "met", "po1.2": "not-met"})).text
    assert result_in(refuted) == "No step reached yet" and "It could still be" not in text_of(refuted)


def test_a_wrong_percent_is_told_with_what_to_do_and_nothing_is_lost(client):
    answers = {"1.kind": "rct", "1.wwc.outcome-sound": "met", "1.attrition_overall": "42", "1.baseline_es": "0,04"}
    page = client.get(try_at(WWC, answers))
    text = text_of(page.text)
    assert page.status_code == 422 and "There is a problem" in text and "<title>Error: " in " ".join(page.text.split())
    assert "Share lost, all groups together: write 42% or 0.42, so that we know which you mean" in text
    assert "Difference between groups at the start: use a point for decimals, such as 0.04" in text
    assert 'href="#q-1.attrition_overall"' in page.text and 'value="42"' in page.text and 'value="0,04"' in page.text
    assert re.search(r'name="1.wwc.outcome-sound" value="met" checked', page.text)
    assert result_in(page.text) is None, "no result stands on what could not be read"


SHARE, NUMBER, YEAR, P = (
    WWC.known_facts[name] for name in ("attrition_overall", "baseline_es", "publication_year", "p_value")
)
CHOICE, YES_NO, COST = (WWC.known_facts[name] for name in ("effect_direction", "itt", "unit_cost_gbp"))


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [(SHARE, "12%", 0.12), (SHARE, "0.12", 0.12), (SHARE, "12 %", 0.12), (SHARE, "12 per cent", 0.12),
     (SHARE, "100%", 1), (SHARE, "0", 0), (NUMBER, "0.25", 0.25), (NUMBER, ".3", 0.3), (COST, "£1,200", 1200),
     (COST, "1 200.50", 1200.5), (YEAR, "2019", 2019), (P, "0.03", 0.03), (CHOICE, "negative", "negative"),
     (YES_NO, "yes", True), (YES_NO, "no", False)],
)  # fmt: skip
def test_a_number_may_be_typed_as_people_write_it(fact, text, value):
    assert read_fact(fact, text) == value


@pytest.mark.parametrize(
    ("fact", "text", "advice"),
    [(SHARE, "12", "write 12% or 0.12"), (SHARE, "1", "write 1% or 0.01"), (SHARE, "few", "write 12% or 0.12"),
     (SHARE, "120%", "between 0% and 100%"), (SHARE, "-5%", "between 0% and 100%"), (NUMBER, "-0.3", "below 0"),
     (NUMBER, "0,3", "use a point"), (NUMBER, "about 3", "one number in figures"), (NUMBER, "nan", "one number"),
     (NUMBER, "9" * 80, "too large"), (YEAR, "1492", "below 1900"), (P, "5", "from 0 to 1"), (P, "<0.05", "one number"),
     (CHOICE, "up", "choose one"), (YES_NO, "true", "choose one"), (COST, "1.2.3", "one number")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_what_to_write(fact, text, advice):
    with pytest.raises(CannotRead, match=re.escape(advice)) as refused:
        read_fact(fact, text)
    assert str(refused.value).startswith(fact.label)


def test_does_not_apply_is_open_only_where_the_standard_says_so(client):
    mixed = client.get(try_at(ORACLE, {"kind": "mixed-methods", "po3.4": "n-a"}))
    assert mixed.status_code == 200 and re.search(r'name="po3.4" value="n-a" checked', mixed.text)
    trial = client.get(try_at(ORACLE, {"kind": "rct", "po3.4": "n-a"}))
    assert trial.status_code == 422 and "“Does not apply” is not open for this kind of study" in trial.text


def test_what_means_nothing_is_named_and_harms_nothing(client):
    page = client.get(try_at(ORACLE, {"kind": "pre-post", **PLAN, "utm_source": "mail", "po9.9": "met"}))
    assert page.status_code == 200 and "nothing of that name: utm_source, po9.9" in text_of(page.text)
    assert result_in(page.text) == "Standard 1: Project model and evaluation plan"


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "<script>alert(1)</script>"), ("kind", "x" * 3000), ("po1.1", "\x00"), ("po1.1", "maybe"),
     ("po1.1\u202e", "met"), ("<b>", "1"), ("studies", "999999999999999999999"), ("drop", "-1"), ("", "")],
)  # fmt: skip
def test_whatever_stands_in_the_address_gets_an_answer(client, name, value):
    page = client.get(try_at(ORACLE, {"kind": "pre-post", name: value}), follow_redirects=True)
    assert page.status_code in (200, 422) and "<script>alert" not in page.text


@every_version
def test_an_address_is_tidied_once_and_then_stays(client, standard):
    untidy = [*best_answers(standard).items(), ("unit_cost_gbp", ""), ("studies", "1"), ("studies", "2")]
    first = client.get(f"{page_of(standard)}/try?{urlencode(untidy)}")
    assert first.status_code == 302 and "=&" not in first.location and not first.location.endswith("=")
    assert client.get(first.location).status_code == 200


@every_version
def test_the_longest_address_of_a_form_is_one_that_servers_take(client, standard):
    """Every field of every study filled in as long as it gets, empty ones included, as a browser sends them."""
    form = form_for(standard, best_answers(standard))
    sent = [(trying.STUDIES, "4"), ("unit_cost_gbp", "12345")]
    for study in form.studies:
        sent += [(study.kind_name, study.kind), (f"{study.prefix}name", "n" * 40), (f"{study.prefix}who", "others")]
    for question in questions_of(form):
        sent.append((question.name, max((answer for answer, _ in question.options), key=len)))
        sent += [(field.name, "0.1234") for field in question.facts]
    assert len(f"GET {page_of(standard)}/try?{urlencode(sent)} HTTP/1.1") < GUNICORN_LIMIT


def test_studies_of_the_same_people_count_once(client):
    iv_e = load_standard("title-iv-e")
    answers = best_answers(iv_e, studies=2)
    assert result_in(client.get(try_at(iv_e, answers)).text) == "Well-supported practice"
    same = client.get(try_at(iv_e, {**answers, "2.who": "1"})).text
    assert result_in(same) == "Supported practice" and "In another study:" in text_of(same)
    unknown = {name: answer for name, answer in answers.items() if name != "2.who"}
    assert result_in(client.get(try_at(iv_e, unknown)).text) == "Supported practice"


def test_a_study_can_be_added_and_taken_away_again(client):
    one = {"1.kind": "rct", "1.eif2.1": "met"}
    added = client.get(f"{try_at(EIF, one)}&studies=2")
    assert added.status_code == 200 and "How was this study done?" in added.text
    pressed = client.get(f"{try_at(EIF, one)}&studies=1&studies=2")
    assert pressed.status_code == 302 and pressed.location.endswith("studies=2#study-2")
    three = {**one, "2.kind": "pre-post", "3.kind": "qed-did", "3.who": "2", "3.eif2.1": "partly", "drop": "2"}
    location = client.get(try_at(EIF, three)).location
    assert "2.kind=qed-did" in location and "2.eif2.1=partly" in location and "pre-post" not in location
    assert "who" not in location, "nobody can be the same people as in a study that is gone"
    assert "studies=2" in location


def test_four_studies_are_the_most(client):
    page = client.get(f"{try_at(EIF, {'1.kind': 'rct'})}&studies=9").text
    assert 'id="study-4"' in page and 'id="study-5"' not in page
    assert "Add another study" not in client.get(try_at(EIF, best_answers(EIF))).text


def test_what_the_kind_of_study_settles_is_not_asked(client):
    page = client.get(try_at(WWC, {"1.kind": "rct"})).text
    assert 'name="1.wwc.randomised"' not in page and "From the kind of study: Yes" in text_of(page)
    assert 'name="1.wwc.randomised"' in client.get(try_at(WWC, {"1.kind": "not-stated"})).text
    rated = client.get(try_at(WWC, {"1.kind": "qualitative"})).text
    assert result_in(rated) == "Cannot be rated by these group-design standards"


@pytest.mark.parametrize("standard_id", ["sms", "grade", "eef"])
def test_a_study_that_a_scale_cannot_score_gets_no_level_which_is_no_bad_mark(client, standard_id):
    page = client.get(try_at(load_standard(standard_id), {"kind": "qualitative"})).text
    assert result_in(page).startswith(("No ", "Not scored")) and "says nothing against the study" in text_of(page)
    assert "It could still be" not in page and "The shortest way" not in page
    assert "On the scale" not in text_of(page), "squares that are all empty would look like the lowest level"
    if standard_id == "sms":
        assert "until it is known" not in text_of(page)


def test_the_gap_in_a_published_rule_is_left_to_reviewers_and_can_then_be_answered(client):
    answers = {**best_answers(EEF), "eef.confounding": "high", "eef.measurement": "moderate"}
    assert 'name="eef.panel-drop"' not in client.get(try_at(EEF, best_answers(EEF))).text
    open_ = client.get(try_at(EEF, answers)).text
    assert "Left to reviewers." in open_ and 'name="eef.panel-drop"' in open_
    assert result_in(client.get(try_at(EEF, {**answers, "eef.panel-drop": "1"})).text) == "4 padlocks: High security"


def test_the_cost_stands_beside_the_result_and_never_changes_it(client):
    answers = best_answers(EIF)
    cheap, dear = (client.get(try_at(EIF, {**answers, "unit_cost_gbp": cost})).text for cost in ("99", "5000"))
    assert "Low cost" in cheap and "High cost" in dear and result_in(cheap) == result_in(dear)


@every_version
def test_the_way_on_never_asks_for_a_good_result(standard):
    """Nobody can plan to find that something worked; the coach speaks of how well it is studied."""
    for kind in ("pre-post", "qualitative", "rct", "theory-and-plan"):
        for worst in (True, False):
            answers = {"kind": kind, "1.kind": kind}
            for question in questions_of(form_for(standard, answers)):
                offered = [answer for answer, _ in question.options if answer and answer != NOT_APPLICABLE]
                if not question.decided and (worst or question.criterion.about != "effect"):
                    answers[question.name] = offered[-1] if worst else offered[0]
            result = result_of(form_for(standard, answers))
            for way in result.ways if result else ():
                for _, things in way.places:
                    assert all(thing.criterion is None or thing.criterion.about != "effect" for thing in things)


@every_version
def test_turning_every_result_round_never_changes_how_sure_we_can_be(standard):
    answers = best_answers(standard)
    turned = dict(answers)
    for question in questions_of(form_for(standard, answers)):
        if question.criterion.about == "effect" and question.name in answers:
            turned[question.name] = [answer for answer, _ in question.options if answer][-1]
    before, after = (result_of(form_for(standard, each)) for each in (answers, turned))
    assert after.studied == before.studied and after.filled == before.filled
    if standard.has_effect_criteria and standard.rule != "flowchart":
        assert after.is_lower and not before.is_lower


def test_a_trial_that_found_nothing_is_shown_as_well_evidenced(client):
    answers = {**best_answers(ORACLE), "po3.7": "not-met", "po4.2": "", "po4.5": ""}
    text = text_of(client.get(try_at(ORACLE, answers), follow_redirects=True).text)
    assert "Standard 2: Indication of impact" in text
    assert "How well it was studied As well as “Standard 3: Evidence of impact” asks, whatever came out." in text
    assert "Nobody can plan to find a good result" in text


def test_squares_stand_for_how_well_it_was_studied_and_the_published_label_has_none(client):
    answers = {**best_answers(ORACLE), "po3.7": "not-met", "po4.2": "", "po4.5": ""}
    tree = html5lib.parse(client.get(try_at(ORACLE, answers), follow_redirects=True).text, namespaceHTMLElements=False)
    with_squares = [row for row in tree.iter("div") if row.find("dt") is not None and list(row.iter(RECT))]
    assert ["".join(row.find("dt").itertext()) for row in with_squares] == ["How well it was studied"]
    assert len([each for each in tree.iter(RECT)]) == len(ORACLE.tiers)


@every_version
def test_a_result_is_put_forward_by_the_rule_of_the_crosswalk(client, standard):
    page = client.get(try_at(standard, best_answers(standard))).text
    panel = re.search(r'<section class="hub-award.*?</section>', page, re.DOTALL)[0]
    before_any_fold = panel.split("<details")[0]
    assert ("hub-award__tier" in before_any_fold) is puts_forward(standard)
    assert ("no result to quote" in text_of(before_any_fold)) is not puts_forward(standard)
    if not puts_forward(standard):
        assert not [
            tier for tier in standard.tiers if tier.title in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
        ]


def test_harm_that_was_looked_for_and_not_found_is_not_named_as_possible(client):
    cebc = load_standard("cebc")
    asked = {"1.kind": "rct", "cebc.manual": "met"}
    open_ = result_of(form_for(cebc, asked)).possible
    looked_for = result_of(form_for(cebc, {**asked, "cebc.no-case-harm": "met"})).possible
    assert any("Concerning" in each for each in open_) and looked_for
    assert not any("Concerning" in each for each in looked_for)


def test_questions_are_folded_by_step_with_how_many_are_answered(client):
    def folds(answers):
        tree = html5lib.parse(client.get(try_at(ORACLE, answers)).text, namespaceHTMLElements=False)
        found = [each for each in tree.iter("details") if "hub-ask-section" in each.get("class", "")]
        return [("open" in each.attrib, " ".join(" ".join(each.find("summary").itertext()).split())) for each in found]

    fresh = folds({"kind": "pre-post"})
    assert [is_open for is_open, _ in fresh] == [True] + [False] * 4, "a phone shows what there is"
    assert fresh[0][1] == "Standard 1: Project model and evaluation plan 0 of 9 answered"
    answered = folds({"kind": "pre-post", "po1.1": "met", "po1.2": "not-met"})
    assert not any(is_open for is_open, _ in answered) and answered[0][1].endswith("2 of 9 answered")
    wrong = folds({"kind": "pre-post", "po1.1": "met", "po2.1": "nonsense"})
    assert [is_open for is_open, _ in wrong][1], "what is wrong lies open"


def test_what_has_to_be_answered_first_is_a_link_to_its_question_which_lies_open(client):
    page = client.get(try_at(EEF, {"kind": "rct", "attrition_overall": "8%"})).text
    assert 'href="#ask-eef.mdes"' in page and 'id="ask-eef.mdes"' in page
    fold = re.search(r'<details class="hub-topic[^>]*>(?:(?!</summary>).)*The three columns', page, re.DOTALL)[0]
    assert fold.split(">")[0].endswith(" open")


def test_the_explanation_speaks_of_answers_and_kinds_of_study_as_the_page_does(client):
    text = text_of(client.get(try_at(load_standard("cebc"), {"1.kind": "pre-post", "cebc.manual": "met"})).text)
    assert "“Not met”, from the kind of study" in text and '"not-met"' not in text and "pre-post" not in text


def test_no_result_speaks_as_if_it_were_certain(client):
    for standard in EVERY:
        page = client.get(try_at(standard, best_answers(standard))).text
        panel = re.search(r'<section class="hub-award.*?</section>', page, re.DOTALL)[0]
        assert not re.search(r"\b(proven|proves|probably|certainly|guarantee)\b", text_of(panel), re.IGNORECASE)


@every_version
def test_every_answer_of_every_question_can_be_chosen(standard):
    """A scale of its own is offered whole; nothing but "cannot tell" stands for no answer."""
    for question in questions_of(form_for(standard, {"kind": "rct", "1.kind": "rct"})):
        offered = [answer for answer, _ in question.options]
        wanted = [answer for answer in question.criterion.answers if answer not in (NO_FINDING, NOT_APPLICABLE)]
        assert [answer for answer in offered if answer not in ("", NOT_APPLICABLE)] == wanted
        assert offered[-1] == "" and len({label for _, label in question.options}) == len(offered)


@every_version
def test_names_in_the_address_never_clash(standard):
    reserved = {trying.KIND, trying.WHO, trying.NAME, trying.STUDIES, trying.DROP, trying.ASKED}
    ids, facts = set(standard.criteria_by_id), set(standard.known_facts)
    assert not (ids & facts) and not (reserved & (ids | facts))


@every_version
def test_a_case_typed_into_the_form_comes_to_what_the_engine_says(standard):
    """The form loses nothing: whatever fits into its address is graded as the case itself."""
    compared = 0
    for case in cases_of(standard):
        address = address_of(standard, case.data)
        form = form_for(standard, address)
        if not address or form.errors or not form.is_started:
            continue
        wanted = grade(standard, parse_input(standard, case.data))
        found = grade(standard, grade_input(make_form(standard, form.address, asks_judge=True)))
        assert (found.tier, found.evidence_tier) == (wanted.tier, wanted.evidence_tier), case.name
        compared += 1
    assert compared >= len(list(cases_of(standard))) // 4, "too few cases fit into the form to say anything"


def test_asking_for_the_result_with_nothing_answered_says_so_and_with_an_answer_the_address_is_tidy(client):
    asked = client.get(try_at(WWC, {"1.kind": "rct", "see": "1"}))
    assert asked.status_code == 200 and "There is nothing to show yet" in text_of(asked.text)
    assert 'href="#questions"' in asked.text and "<title>Error: " in " ".join(asked.text.split())
    assert "nothing to show" not in text_of(client.get(try_at(WWC, {"1.kind": "rct"})).text)
    untidy = client.get(try_at(WWC, {"1.kind": "rct", "1.wwc.outcome-sound": "", "see": "1"}))
    assert untidy.location == try_at(WWC, {"1.kind": "rct", "see": "1"})
    answered = {"1.kind": "rct", "1.wwc.outcome-sound": "met"}
    assert client.get(try_at(WWC, {**answered, "see": "1"})).location == try_at(WWC, answered)
    settled = {"1.kind": "qualitative"}
    assert client.get(try_at(WWC, {**settled, "see": "1"})).location == try_at(WWC, settled)


def test_a_size_with_a_sign_that_does_not_count_is_told_to_leave_it_out(client):
    page = client.get(try_at(WWC, {"1.kind": "rct", "1.baseline_es": "-0.03"}))
    assert page.status_code == 422
    assert "this cannot be below 0. Leave the sign out" in text_of(page.text)
