"""One piece of evidence seen through many frameworks: what is asked, what is shown, and that it goes nowhere else."""

import re
from urllib.parse import urlencode

import html5lib
import pytest

from evidencehub.accreditation.models import Accreditation
from evidencehub.guide.crosswalk import address as crossing
from evidencehub.guide.crosswalk.page import panels_of
from evidencehub.guide.crosswalk.topics import asked_for
from evidencehub.standards.comparing.crosswalk import CAVEAT, OWN_CAVEAT, VERIFIED_ENOUGH
from evidencehub.standards.comparing.crosswalk import crosswalk as look_through
from evidencehub.standards.comparing.equivalence import load_equivalence
from evidencehub.standards.files.loading import load_standards
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.model.typed import COUNTED
from tests.factories import a_project, a_result, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, met_up_to

ADDRESS = "/standards/crosswalk"
STANDARDS = load_standards()
BY_ID = {standard.id: standard for standard in STANDARDS}
OURS = {standard.id for standard in STANDARDS if standard.use == "accreditation"}
SHOWN = OURS | {standard.id for standard in STANDARDS if standard.verified_share >= VERIFIED_ENOUGH}
PLAN = {"theory-of-change": "yes", "research-backing": "yes", "study-planned": "yes"}
LONGEST_ADDRESS = 8190  # what web servers take at most


def page_of(client, answers=None, status=200):
    response = client.get(f"{ADDRESS}?{urlencode(answers)}" if answers else ADDRESS)
    assert response.status_code == status, response.location or response.text[:500]
    return html5lib.parse(response.text, namespaceHTMLElements=False)


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def by_class(tree, name):
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def panel_of(tree, standard_id):
    return next(
        each for each in by_class(tree, "hub-cross") if each.get("aria-labelledby") == f"framework-{standard_id}"
    )


def lists_of(tree, standard_id):
    """The lists of a framework by their heading: what is asked for -> why it stands there."""
    found = {}
    for part in by_class(panel_of(tree, standard_id), "hub-cross__part"):
        heading = re.search(r"(Met|Not met|Cannot tell): (\d+)", text_of(part))
        lines = [line for each in by_class(part, "hub-cross__list") for line in each]
        found[heading[1]] = {line.text.strip(): "".join(text_of(note) for note in line) for line in lines}
        assert len(lines) == int(heading[2])
    return found


def named(tree, name):
    return [each for each in tree.iter() if each.get("name") == name]


def topics(tree):
    return by_class(tree, "hub-topic")


def made(answers):
    """The form and its panels without a page around them."""
    address, _ = crossing.read(STANDARDS, answers.items())
    form = crossing.make_form(STANDARDS, address)
    return form, panels_of(look_through(STANDARDS, form.data), form)


def every_answer(studies=1, answer="yes"):
    asked, found = asked_for(STANDARDS), {}
    found |= {term.slug: answer for topic in asked.project for term in topic.questions}
    for number in range(1, studies + 1):
        found[f"{number}.kind"] = "rct"
        found |= {f"{number}.{term.slug}": answer for topic in asked.study for term in topic.questions}
        if number > 1:
            found[f"{number}.who"] = "others"
    return found


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_it_says_plainly_that_it_is_rough_ours_and_converts_nothing(client):
    said = text_of(page_of(client))
    assert f"seen through {'twelve' if len(STANDARDS) == 12 else len(STANDARDS)} frameworks" in said
    assert "These are rough comparisons, and ours." in said
    assert "never turns an accreditation or a rating into another one" in said
    assert "It never converts an accreditation." in said
    assert "Nothing you choose or type is stored" in said


def test_a_question_is_asked_once_where_a_framework_can_use_yes_or_no_and_never_otherwise(client):
    tree = page_of(client)
    usable = {each.concept for standard in STANDARDS for each in standard.criteria if "met" in each.answers}
    for term in load_vocabulary("concepts").terms:
        name = term.slug if term.about == "project" else f"1.{term.slug}"
        values = [each.get("value") for each in named(tree, name)]
        assert values == (["yes", "partly", "no", "unsure"] if term.slug in usable else []), term.slug
        assert (term.question in text_of(tree)) == (term.slug in usable)


def test_a_yes_or_no_fact_is_not_asked_again_where_a_question_asks_it(client):
    tree = page_of(client)
    assert named(tree, "1.independent-evaluation") and not named(tree, "1.independent")
    assert named(tree, "1.baseline_adjusted")  # no question asks this one


def test_every_fact_that_all_frameworks_know_and_one_decides_by_can_be_typed(client):
    tree = page_of(client)
    for name in ("attrition_overall", "attrition_differential", "n_measured", "baseline_es", "followup_months", "mdes"):
        assert named(tree, f"1.{name}"), name
    assert not named(tree, "1.n_reached")  # decides nothing anywhere


def test_questions_are_folded_under_headings_and_only_the_first_is_open(client):
    tree = page_of(client)
    assert [each.get("open") is not None for each in topics(tree)] == [True] + [False] * (len(topics(tree)) - 1)
    assert all(2 <= len(by_class(topic, "govuk-form-group")) <= 12 for topic in topics(tree))
    assert "Other questions" not in text_of(tree)  # somebody has placed every question


def test_it_is_a_form_that_only_reads_needs_no_account_asks_no_database_and_sets_no_cookie(app, client):
    with app.app_context(), counted_queries() as queries:
        response = client.get(f"{ADDRESS}?{urlencode(PLAN)}")
    assert response.status_code == 200 and not queries and "Set-Cookie" not in response.headers
    assert client.post(ADDRESS, data=PLAN).status_code == 405
    (form,) = [each for each in page_of(client).iter("form") if each.get("id") == "answers"]
    assert form.get("method") == "get" and not [each for each in form.iter() if each.get("name") == "csrf_token"]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_every_framework_gets_a_panel_with_the_caveat_and_what_a_draft_gives_is_folded(client):
    tree = page_of(client, PLAN)
    assert len(by_class(tree, "hub-cross")) == len(STANDARDS) and 0 < len(SHOWN) < len(STANDARDS)
    for standard in STANDARDS:
        panel = panel_of(tree, standard.id)
        (caveat,) = by_class(panel, "hub-cross__caveat")
        assert text_of(caveat) == (CAVEAT if standard.use == "crosswalk" else OWN_CAVEAT)
        assert standard.title in text_of(panel)
        folds = [each for each in panel.iter("details") if by_class(each, "hub-cross__tier")]
        assert len(by_class(panel, "hub-cross__tier")) == 1
        assert len(folds) == (0 if standard.id in SHOWN else 1) and not [
            each for each in folds if "open" in each.attrib
        ]
        assert ("no result to quote" in text_of(panel)) == (standard.id not in SHOWN)


def test_no_framework_is_shown_before_anything_is_answered(client):
    assert not by_class(page_of(client), "hub-cross")
    assert not by_class(page_of(client, {"utm_source": "letter"}), "hub-cross")


def test_the_table_on_top_counts_what_the_panels_list(client):
    tree = page_of(client, {**PLAN, "1.kind": "rct", "1.usual-care": "no", "1.positive-effect": "partly"})
    (table,) = by_class(tree, "hub-cross-table")
    rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
    assert rows[0] == ["Framework", "Met", "Not met", "Cannot tell"]
    assert {row[0] for row in rows[1:]} == {standard.short_title for standard in STANDARDS}
    by_title = {row[0]: [int(cell) for cell in row[1:]] for row in rows[1:]}
    for standard in STANDARDS:
        lists = lists_of(tree, standard.id)
        counts = [len(lists[heading]) for heading in ("Met", "Not met", "Cannot tell")]
        assert by_title[standard.short_title] == counts
        asked = [each for each in standard.criteria if standard.asked_on(each, standard.route_for("rct"))]
        assert sum(counts) == len(asked)


def test_a_label_that_open_answers_could_still_change_says_so_and_one_that_they_cannot_does_not(client):
    tier = BY_ID["essa"].tiers_by_id["4"]
    settled = text_of(panel_of(page_of(client, {**PLAN, "1.kind": "pre-post", "1.positive-effect": "no"}), "essa"))
    assert f"{tier.label}: {tier.name}" in settled and "as far as we can tell" not in settled
    with_trial = text_of(panel_of(page_of(client, {**PLAN, "1.kind": "rct", "1.positive-effect": "yes"}), "essa"))
    assert f"{tier.label}: {tier.name}, as far as we can tell" in with_trial
    assert "It could still be" in with_trial and BY_ID["essa"].tiers_by_id["1"].name in with_trial


def test_what_is_known_to_fall_short_is_told_apart_from_what_is_not_known(client):
    known = text_of(panel_of(page_of(client, {"manual-and-training": "no"}), "blueprints"))
    assert "No label reached" in known and "Cannot tell yet" not in known
    unknown = text_of(panel_of(page_of(client, {"manual-and-training": "yes"}), "blueprints"))
    assert "Cannot tell yet" in unknown and "No label reached" not in unknown and "or none" in unknown


def test_scores_that_stand_side_by_side_are_told_one_by_one_and_never_as_one_label(client):
    panel = text_of(panel_of(page_of(client, PLAN), "bond"))
    assert "There is no overall mark." in panel and "reached" not in panel
    for group in BY_ID["bond"].groups:
        assert f"{group.label}: cannot tell yet" in panel


def test_harm_that_was_looked_for_and_not_found_is_not_named_as_possible(client):
    concerning = BY_ID["cebc"].tiers_by_id["5"].title
    asked = {"1.kind": "rct", "1.positive-effect": "yes"}
    assert concerning in text_of(panel_of(page_of(client, asked), "cebc"))
    looked_for = text_of(panel_of(page_of(client, {**asked, "1.no-harm": "yes"}), "cebc"))
    assert "It could still be" in looked_for and concerning not in looked_for
    assert concerning in text_of(panel_of(page_of(client, {**asked, "1.no-harm": "no"}), "cebc"))


def test_each_cannot_tell_says_what_it_needs_and_the_answer_settles_it(client):
    lists = lists_of(page_of(client, {"1.kind": "rct"}), "wwc")
    lost = lists["Cannot tell"]["Few people lost"]
    assert lost.startswith("Needs an answer to “Few people lost” or “") and "Share lost" in lost
    numbers = {"1.kind": "rct", "1.attrition_overall": "12%", "1.attrition_differential": "3%"}
    settled = lists_of(page_of(client, numbers), "wwc")
    assert settled["Met"]["Few people lost"].startswith("Gap between the groups in share lost: 3%")
    answered = lists_of(page_of(client, {"1.kind": "rct", "1.low-losses": "no"}), "wwc")
    assert "Few people lost" in answered["Not met"]


def test_nothing_that_was_answered_is_asked_for_again(client):
    form, panels = made(every_answer())
    open_names = {need.name for panel in panels for line in panel.open_here for need in line.needs}
    given = {name for name, _ in form.address.items()}
    assert open_names and not open_names & given  # numbers are still open; no question is


def test_a_mark_on_a_framework_s_own_scale_is_not_taken_from_a_yes(client):
    lists = lists_of(page_of(client, {"1.ethics-and-consent": "yes"}), "bond")
    assert not lists["Met"] and not lists["Not met"]
    assert "which yes or no does not give" in lists["Cannot tell"]["Skill and care"]


def test_partly_does_not_count_and_not_sure_is_no_answer(client):
    lists = lists_of(page_of(client, {"theory-of-change": "partly", "manual-and-training": "unsure"}), "nesta")
    assert lists["Not met"]["Theory of change"] == "You answered “partly”, which does not count here."
    assert lists["Cannot tell"]["Manuals and systems"] == "Needs an answer to “Manual and training exist”."


def test_a_threshold_goes_before_the_answer_and_says_so(client):
    given = {"1.kind": "rct", "1.low-losses": "yes", "1.attrition_overall": "60%", "1.attrition_differential": "30%"}
    assert "This goes before your answer." in lists_of(page_of(client, given), "wwc")["Not met"]["Few people lost"]


def test_the_answers_that_most_frameworks_wait_for_come_first_and_their_questions_lie_open(client):
    tree, (_, panels) = page_of(client, {**PLAN, "1.kind": "rct"}), made({**PLAN, "1.kind": "rct"})
    listed = next(each for each in tree.iter("section") if each.get("aria-labelledby") == "useful")
    named_here = [
        (item.find("a").get("href"), int(re.search(r"(\d+) frameworks", text_of(item))[1]))
        for item in listed.iter("li")
    ]
    waiting = {}
    for panel in panels:
        for name in {need.name for line in panel.open_here for need in line.needs}:
            waiting[f"#q-{name}"] = waiting.get(f"#q-{name}", 0) + 1
    assert [count for _, count in named_here] == sorted(waiting.values(), reverse=True)[: len(named_here)]
    assert named_here and all(waiting[link] == count for link, count in named_here)
    for link, _ in named_here:
        (topic,) = [
            topic for topic in topics(tree) if link.removeprefix("#") in {each.get("id") for each in topic.iter()}
        ]
        assert topic.get("open") is not None


def test_a_null_result_is_as_well_evidenced_as_a_good_one():
    essa = BY_ID["essa"]
    answers = {
        each.id: "met" if "met" in each.answers else each.accept[0] for each in essa.criteria if each.about != "effect"
    }
    effects = {each.id: "not-met" for each in essa.criteria if each.about == "effect"}
    form, _ = made(PLAN)
    (panel,) = panels_of(look_through((essa,), {"design": "rct", "findings": {**answers, **effects}}), form)
    assert panel.result == "Tier 4: Demonstrates a rationale" and "“Tier 1: Strong evidence” asks" in panel.studied


# --- several studies --------------------------------------------------------------------------------------------------


def test_a_no_in_every_study_is_not_met_also_where_the_rule_looks_over_all_of_them(client):
    answers = {"1.kind": "rct", "1.usual-care": "no", "2.kind": "rct", "2.who": "others", "2.usual-care": "no"}
    assert "In an everyday service" in lists_of(page_of(client, answers), "cebc")["Not met"]
    one_yes = lists_of(page_of(client, {**answers, "2.usual-care": "yes"}), "cebc")
    assert one_yes["Met"]["In an everyday service"] == "In study 2."


def test_a_framework_that_takes_one_study_shows_its_best_study_and_never_a_mixture(client):
    answers = {"1.kind": "pre-post", "1.no-contamination": "yes", "2.kind": "rct", "2.no-contamination": "no"}
    tree = page_of(client, {**answers, "2.low-losses": "yes", "2.randomisation-sound": "yes"})
    lists = lists_of(tree, "sms")
    assert "Groups kept apart" in lists["Not met"] and "for study 2, which does best" in text_of(panel_of(tree, "sms"))


def test_a_result_stays_open_while_any_of_the_studies_could_still_do_better(client):
    answers = {**PLAN, "1.kind": "pre-post", "1.positive-effect": "no", "2.kind": "rct"}
    essa = text_of(panel_of(page_of(client, answers), "essa"))
    assert "Tier 4: Demonstrates a rationale, as far as we can tell" in essa and "“Tier 1: Strong evidence”" in essa


def test_whose_people_a_study_is_about_decides_whether_it_counts_again():
    answers = {"1.kind": "rct", "2.kind": "rct", "3.kind": "rct", "4.kind": "rct"}
    form, _ = made({**answers, "2.who": "others", "3.who": "2"})
    assert [study["sample_id"] for study in form.data["studies"]] == ["1", "2", "2", None]


def test_a_study_that_says_nothing_is_no_study():
    form, _ = made({**PLAN, "1.kind": "rct", "studies": "3", "3.no-harm": "unsure"})
    assert len(form.studies) == 3 and [study["id"] for study in form.data["studies"]] == ["1"]


def test_studies_are_added_and_taken_away_without_losing_the_others(client):
    added = client.get(f"{ADDRESS}?{urlencode({'1.kind': 'rct', '1.n_measured': '', 'studies': 2})}")
    assert added.status_code == 302 and added.location == f"{ADDRESS}?1.kind=rct&studies=2#study-2"
    dropped = client.get(f"{ADDRESS}?1.kind=rct&2.kind=pre-post&2.who=others&studies=2&drop=1")
    assert dropped.location == f"{ADDRESS}?1.kind=pre-post#answers"
    page = client.get(f"{ADDRESS}?studies=4").text
    assert 'id="study-4"' in page and "Add another study" not in page and "up to four studies" in page


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "share"), [("12%", 0.12), ("0.12", 0.12), ("12 percent", 0.12), ("0", 0), ("100%", 1)]
)
def test_a_share_is_typed_as_percent_or_as_decimal(typed, share):
    form, _ = made({"1.attrition_overall": typed})
    assert form.data["studies"][0]["facts"]["attrition_overall"] == pytest.approx(share)


def test_a_bad_value_is_named_where_it_stands_and_nothing_else_is_lost(client):
    bad = {"theory-of-change": "maybe", "1.kind": "xyz", "1.attrition_overall": "12", "1.n_measured": "lots of them"}
    tree = page_of(client, {**bad, "need-stated": "yes", "1.low-losses": "no", "1.mdes": "0.2"}, status=422)
    assert text_of(tree.find("head/title")).startswith("Error: ")
    (summary,) = by_class(tree, "govuk-error-summary")
    links = [each.get("href") for each in summary.iter("a")]
    assert set(links) == {f"#q-{name}" for name in bad}
    ids = {each.get("id") for each in tree.iter()}
    for name in bad:
        assert f"q-{name}" in ids
        folded = [topic for topic in topics(tree) if named(topic, name)]
        assert all(topic.get("open") is not None for topic in folded)
    assert named(tree, "1.attrition_overall")[0].get("value") == "12" and "write 12% or 0.12" in text_of(summary)
    assert named(tree, "1.n_measured")[0].get("value") == "lots of them"
    assert [each.get("value") for each in named(tree, "need-stated") if each.get("checked") is not None] == ["yes"]
    assert [each.get("value") for each in named(tree, "1.low-losses") if each.get("checked") is not None] == ["no"]
    assert named(tree, "1.mdes")[0].get("value") == "0.2"
    assert not by_class(tree, "hub-cross")  # no result while something cannot be read


def test_an_error_says_in_which_of_several_studies_it_is(client):
    tree = page_of(client, {"1.kind": "rct", "2.attrition_overall": "150%"}, status=422)
    assert "Study 2. Share lost, all groups together" in text_of(by_class(tree, "govuk-error-summary")[0])


def test_asking_for_a_result_of_nothing_says_what_to_do(client):
    sent = client.get(f"{ADDRESS}?1.n_measured=&1.kind=&show=1", follow_redirects=True)
    assert sent.status_code == 422 and "Answer at least one question, or choose how the study was done" in sent.text
    only_unsure = client.get(f"{ADDRESS}?need-stated=unsure&show=1")
    assert only_unsure.status_code == 422 and 'value="unsure" checked' in only_unsure.text


def test_the_address_is_short_and_holds_everything(client):
    sent = client.get(f"{ADDRESS}?show=1&1.kind=rct&1.n_measured=&1.mdes=&1.attrition_overall=12%25&need-stated=unsure")
    assert sent.status_code == 302
    assert sent.location == f"{ADDRESS}?1.kind=rct&1.attrition_overall=12%25&need-stated=unsure"
    tree = html5lib.parse(client.get(sent.location).text, namespaceHTMLElements=False)
    assert named(tree, "1.attrition_overall")[0].get("value") == "12%"
    assert [each.get("value") for each in named(tree, "need-stated") if each.get("checked") is not None] == ["unsure"]


def test_the_longest_address_is_one_that_web_servers_take(client):
    answers = every_answer(studies=4, answer="partly")
    facts = [fact for topic in asked_for(STANDARDS).study for fact in topic.facts]
    values = {"bool": "yes", "share": "12.5%", "number": "0.125"}
    answers |= {f"{n}.{f.name}": f.choices[0] if f.choices else values[f.kind] for n in range(1, 5) for f in facts}
    answers |= {f"{n}.{f.name}": "2019" for n in range(1, 5) for f in facts if f.unit in COUNTED}
    address = f"{ADDRESS}?{urlencode({**answers, 'studies': 4, 'show': 1})}"
    assert len(address) < LONGEST_ADDRESS
    assert client.get(address, follow_redirects=True).status_code == 200


def test_whatever_is_typed_into_the_address_the_page_stands(client):
    for query in ("1.kind=%00", "studies=abc", "studies=99", "drop=7", "2.who=9", "9.kind=rct", "need-stated=", "=",
                  "1.mdes=1e999", "1.n_measured=NaN", "show", "1.mdes=%3Cscript%3E", "need-stated=yes&need-stated=no",
                  "studies=2&drop=1&drop=2", "1.publication_year=-5", "kind=rct"):  # fmt: skip
        response = client.get(f"{ADDRESS}?{query}", follow_redirects=True)
        assert response.status_code in {200, 422}, query


# --- the rough table --------------------------------------------------------------------------------------------------


def test_the_rough_table_shows_every_cell_with_all_of_its_warnings_and_can_be_scrolled_by_keys(client):
    tree, equivalence = page_of(client), load_equivalence()
    (region,) = by_class(tree, "hub-rough")
    assert region.get("role") == "region" and region.get("tabindex") == "0" and region.get("aria-label")
    rows = [[text_of(cell) for cell in row] for row in region.iter("tr")]
    assert rows[0][1:] == [BY_ID[standard_id].short_title for standard_id in equivalence.standards]
    assert [row[0] for row in rows[1:]] == [rung.label for rung in equivalence.rungs]
    for row, rung in zip(rows[1:], equivalence.rungs, strict=True):
        for said, standard_id in zip(row[1:], equivalence.standards, strict=True):
            text = equivalence.cell(standard_id, rung.id).text
            assert said == (text if text != "n/a" else "–nothing compares")
    said = text_of(next(each for each in tree.iter("section") if each.get("aria-labelledby") == "rough"))
    assert all(warning.text in said for warning in equivalence.warnings) and len(equivalence.warnings) > 5
    assert all(rung.plain in said for rung in equivalence.rungs) and equivalence.note in said


# --- and nowhere else -------------------------------------------------------------------------------------------------


def test_no_page_about_a_graded_project_names_another_framework_or_its_labels(session, client, run_due):
    project = a_project(session, demo=True, slug="made-up", name="Made Up")
    a_result(session, an_evaluation(session, project))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    session.commit()
    run_due()
    others = [standard for standard in STANDARDS if standard.use == "crosswalk"]
    names = {name.removesuffix(" (our reading)") for each in others for name in (each.title, each.short_title)}
    labels = {f"{tier.label}: {tier.name}" for each in others for tier in each.tiers}
    labels |= {tier.name for each in others for tier in each.tiers if " " in tier.name}
    number = session.query(Accreditation).one().number
    addresses = ["/", "/search", "/search?q=made+up", "/outcomes/school-attendance", "/projects/made-up"]
    addresses += [f"/evaluations/{project.evaluations[0].id}", "/accreditations", f"/accreditations/{number}"]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "Made Up" in response.text or address == "/"
        found = {name for name in names | labels | {CAVEAT} if name in response.text}
        assert not found, f"{address} shows {found}"
