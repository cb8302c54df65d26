"""What changed between two versions is told in sentences, and nothing changes unnoticed."""

import copy
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.engine.rules.registry import RULES
from evidencehub.standards.files import schema
from evidencehub.standards.versions.change_brief import in_brief
from evidencehub.standards.versions.changes import KINDS, Change, grouped, same
from evidencehub.standards.versions.differences import as_dict, compare
from evidencehub.standards.versions.sections import SECTIONS, SINGLES
from tests.support.sampling import examples

OLD = Path(__file__).with_name("every_key.toml").read_text(encoding="utf-8")
NO_VOCABULARIES = Path("no-such-folder")  # names then come from the data alone


@pytest.fixture
def old():
    return tomllib.loads(OLD)


@pytest.fixture
def new(old):
    return copy.deepcopy(old)


def said(old, new):
    return [(change.kind, change.where, change.text) for change in compare(old, new, NO_VOCABULARIES)]


def texts(old, new):
    return [text for _, _, text in said(old, new)]


def entry(data, section, name):
    return next(table for table in data[section] if name in (table.get("id"), table.get("name"), table.get("tier")))


# --- sentences -------------------------------------------------------------------------------------------------------


def test_a_new_question_is_told_with_its_step_and_its_words(old, new):
    new["criteria"].append({"id": "po3.10", "tier": "2", "short": "Costs", "question": "Is the cost known?"})
    assert said(old, new) == [("criterion", "po3.10", 'New question po3.10 in Standard 2: "Is the cost known?"')]


def test_a_new_question_that_facts_decide_says_what_is_enough(old, new):
    test = {"fact": "n_measured", "at_least": 350}
    new["criteria"].append({"id": "c.new", "tier": "2", "question": "Are there many?", "test": test})
    assert texts(old, new) == ['New question c.new in Standard 2: "Are there many?" Enough is: at least 350 people.']


def test_a_question_that_is_gone_is_told_with_its_words(old, new):
    new["criteria"].remove(entry(new, "criteria", "c.size"))
    assert texts(old, new) == [
        'Question c.size ("Large enough") is no longer asked in Standard 2. It was: "Were enough people measured?"'
    ]


def test_a_question_that_moves_says_from_where_to_where(old, new):
    entry(new, "criteria", "c.size")["tier"] = "1"
    assert texts(old, new) == ['Question c.size ("Large enough") moved from Standard 2 to Standard 1.']


def test_a_question_that_moves_from_a_group_to_a_step_is_told_once(old, new):
    del entry(new, "criteria", "c.mark")["group"]
    entry(new, "criteria", "c.mark")["tier"] = "1"
    assert texts(old, new) == ['Question c.mark ("Mark") moved from the group "Fairness" to Standard 1.']


def test_a_reworded_question_shows_both_wordings(old, new):
    entry(new, "criteria", "c.plan")["question"] = "Is there a written plan?"
    assert texts(old, new) == [
        'Question c.plan ("Plan") was reworded. Before: "Is there a plan?" Now: "Is there a written plan?"'
    ]


def test_what_counts_tells_what_came_and_what_went(old, new):
    entry(new, "criteria", "c.plan")["counts_as_evidence"] = ["A table", "A drawing"]
    assert texts(old, new) == [
        'Question c.plan ("Plan"): what counts as evidence: added "A drawing"; left out "A page".'
    ]


def test_a_source_that_was_found_is_told(old, new):
    entry(new, "criteria", "c.plan")["provenance"] = "sourced"
    assert texts(old, new) == [
        'Question c.plan ("Plan") is now backed by a source, and was unverified before: "Made up."'
    ]
    entry(new, "tiers", "1")["provenance"] = "unverified"
    assert "Standard 1 is now marked unverified, and was backed by a source before." in texts(old, new)


def test_what_turns_out_to_be_ours_is_told(old, new):
    entry(new, "criteria", "c.plan")["provenance"] = "ours"
    assert texts(old, new) == ['Question c.plan ("Plan") is now marked ours, and was unverified before.']
    assert texts(new, old) == ['Question c.plan ("Plan") is now marked unverified, and was ours before.']


def test_a_threshold_is_told_in_numbers_with_their_unit(old, new):
    entry(new, "criteria", "c.size")["test"]["at_least"] = 30
    assert texts(old, new) == [
        'Question c.size ("Large enough"): the threshold changed from "at least 20 people" to "at least 30 people".'
    ]


def test_the_same_number_of_another_fact_is_told_with_the_facts(old, new):
    entry(new, "criteria", "c.size")["test"]["fact"] = "n_comparison"
    assert texts(old, new) == [
        'Question c.size ("Large enough"): the threshold changed from "People measured" at least 20 people '
        'to "People compared" at least 20 people.'
    ]


def test_deciding_by_facts_or_no_longer_is_told(old, new):
    del entry(new, "criteria", "c.size")["test"]
    assert texts(old, new) == [
        'Question c.size ("Large enough"): facts no longer decide it, reviewers do. '
        "The threshold was at least 20 people."
    ]
    assert texts(new, old) == [
        'Question c.size ("Large enough"): facts now decide it where they are given: at least 20 people.'
    ]


def test_what_is_enough_is_told_with_what_leaving_it_out_means(old, new):
    del entry(new, "criteria", "c.plan")["accept"]
    assert texts(old, new) == ['Question c.plan ("Plan"): what is enough changed from "met" or "partly" to "met".']


def test_a_scale_of_its_own_takes_its_best_answer_where_none_is_named(old, new):
    entry(new, "criteria", "c.mark")["accept"] = ["5", "4"]
    assert texts(old, new) == ['Question c.mark ("Mark"): what is enough changed from the best answer to "5" or "4".']


def test_writing_out_a_default_is_told_as_no_change_of_meaning(old, new):
    entry(new, "criteria", "c.size")["accept"] = ["met"]
    new["status"] = "published"
    assert sorted(texts(old, new)) == [
        'Question c.size ("Large enough"): "accept" is now written out, and stays "met".',
        'The status is now written out, and stays "published".',
    ]


def test_whether_a_question_counts_for_how_sure_we_are_is_told(old, new):
    entry(new, "criteria", "c.plan")["about"] = "effect"
    assert texts(old, new) == [
        'Question c.plan ("Plan") was about how well it was studied and is now about what was found. '
        "It no longer counts for how sure we are."
    ]
    assert texts(new, old)[0].endswith("It now counts for how sure we are.")


def test_steps_that_come_go_and_are_renamed_are_told(old, new):
    new["tiers"].append({"id": "3", "label": "Standard 3", "name": "Ready", "plain": "Others can run it."})
    entry(new, "tiers", "1")["name"] = "A good plan"
    assert said(old, new) == [
        ("step", "1", 'Standard 1: the name changed from "A plan" to "A good plan".'),
        ("step", "3", 'New step Standard 3, "Ready": "Others can run it."'),
    ]
    assert "Standard 3 is gone." in texts(new, old)


def test_what_a_step_asks_for_is_told_before_and_after_with_what_is_new_in_it(old, new):
    entry(old, "tiers", "2")["requires"] = {"all": ["c.size", {"studies": 2, "with": "c.gate", "distinct": True}]}
    entry(new, "tiers", "2")["requires"] = {"all": ["c.plan", {"studies": 3, "with": "c.gate", "distinct": True}]}
    assert texts(old, new) == [
        'Standard 2: what it asks for changed. Before: both "Large enough" (c.size) and (at least 2 studies '
        'with separate samples, each with "Losses" (c.gate)). Now: both "Plan" (c.plan) and (at least 3 studies '
        'with separate samples, each with "Losses" (c.gate)). New in it: c.plan. No longer in it: c.size.'
    ]


def test_a_step_that_asked_for_all_of_its_questions_says_so(old, new):
    entry(new, "tiers", "1")["requires"] = {"any": ["c.plan", "c.size"]}
    assert texts(old, new) == [
        "Standard 1: what it asks for changed. Before: all of its own questions. "
        'Now: either "Plan" (c.plan) or "Large enough" (c.size).'
    ]


def test_a_question_no_longer_asked_on_a_route_is_told(old, new):
    entry(new, "criteria", "c.plan")["routes"] = ["numbers"]
    assert texts(old, new) == ['Question c.plan ("Plan") is no longer asked on the route "Voices".']
    assert texts(new, old) == ['Question c.plan ("Plan") is now asked on the route "Voices".']


def test_a_question_that_named_no_route_was_asked_on_all(old, new):
    new["routes"].append({"id": "mixed", "label": "Mixed", "plain": "Both.", "designs": ["mixed-methods"]})
    entry(new, "criteria", "c.size")["routes"] = ["numbers"]
    assert texts(old, new) == [
        'Question c.size ("Large enough") is no longer asked on the route "Voices" '
        'and is not asked on the route "Mixed".',
        'New route "Mixed", for "mixed-methods". It does not ask c.plan and c.size.',
    ]


def test_designs_that_take_another_route_are_told(old, new):
    entry(new, "routes", "numbers")["designs"] = ["rct", "qed-did"]
    assert texts(old, new) == [
        'Route "Numbers": the designs of study that take it: added "qed-did"; left out "pre-post".'
    ]


def test_another_wording_on_a_route_is_told(old, new):
    new["wordings"][0]["question"] = "Is there a plan for talking?"
    new["wordings"].append(
        {"criterion": "c.size", "route": "voices", "guidance": "Met when many spoke.", "team": "Ask."}
    )
    assert said(old, new) == [
        (
            "route",
            "c.plan on voices",
            'The wording of c.plan on the route "Voices": the question changed from '
            '"Is there a plan for the interviews?" to "Is there a plan for talking?"',
        ),
        (
            "route",
            "c.size on voices",
            'New wording of c.size on the route "Voices": the guidance to reviewers and what teams are told to show.',
        ),
    ]


def test_facts_tables_panels_and_validity_have_sentences_of_their_own(old, new):
    entry(new, "facts", "n_measured")["min"] = 1
    entry(new, "tables", "cautious")["rows"] = [[0.00, 0.05], [0.01, 0.058], [0.03, 0.06]]
    new["panels"] = [{"tier": "2", "academic": 2, "practitioner": 1}, {"tier": "1", "academic": 0, "practitioner": 2}]
    new["valid_for_months"] = 24
    new["reviewers"] = 3
    assert said(old, new) == [
        ("fact", "n_measured", 'Fact "People measured": the lowest value allowed changed from 0 to 1.'),
        (
            "table",
            "cautious",
            'Table "Cautious boundary": from 0% the limit was 0.057 and is now 0.05; new row from 3%: limit 0.06; '
            "the row from 2% is gone.",
        ),
        ("panel", "reviewers", "Each submission was graded by 2 reviewers and is now graded by 3 reviewers."),
        ("panel", "2", "The panel for Standard 2: the number of academic reviewers changed from 1 to 2."),
        ("panel", "1", "New panel for Standard 1: 2 practitioners."),
        ("validity", "valid_for_months", "A result was valid for 36 months and is now valid for 24 months."),
    ]


def test_a_result_without_a_limit_of_time_is_told_so(old, new):
    del new["valid_for_months"]
    assert texts(old, new) == ["A result was valid for 36 months and is now valid without a limit of time."]


def test_facts_that_all_standards_share_are_not_called_gone(old, new, tmp_path):
    (tmp_path / "vocabularies").mkdir()
    shared = '[[facts]]\nname = "n_measured"\nlabel = "People measured"\nunit = "people"\n'
    (tmp_path / "vocabularies" / "facts.toml").write_text(shared, encoding="utf-8")
    new["facts"] = [fact for fact in new["facts"] if fact["name"] not in ("n_measured", "mdes")]
    assert [change.text for change in compare(old, new, tmp_path) if change.kind == "fact"] == [
        'Taken from the facts that all standards share, no longer from this one: "People measured".',
        'Fact "Smallest effect" is gone.',
    ]


def test_the_rule_and_where_its_questions_lead_are_told(old, new):
    new["rule"] = "flowchart"
    entry(new, "steps", "s1")["no"] = "2"
    del entry(new, "steps", "s1")["cannot_tell"]
    entry(new, "steps", "s2")["yes"] = "s1"
    assert texts(old, new) == [
        'The rule changed from "every step needs the one before it" to "a flow chart of questions".',
        'Question of the flow chart "Were groups formed by chance?": '
        'the answer "no" led to Standard 1 and now leads to Standard 2.',
        'Question of the flow chart "Were groups formed by chance?": '
        'the answer "cannot tell" led to Standard 1 and now leads to the result "cannot tell".',
        'Question of the flow chart "Were few lost?": '
        'the answer "yes" led to Standard 2 and now leads to the question "Were groups formed by chance?"',
    ]


def test_how_a_score_is_made_is_told(old, new):
    new["score"]["moves"] = ["c.gate", "c.plan"]
    entry(new, "criteria", "c.mark")["points"]["5"] = 6
    entry(new, "criteria", "c.mark")["bands"]["steps"][0][1] = 0.25
    assert texts(old, new) == [
        'The score: the questions that move it: added "Plan".',
        'Question c.mark ("Mark"): what each answer counts changed from "5" counts 5, "4" counts 4 and '
        '"0" counts minus 1 to "5" counts 6, "4" counts 4 and "0" counts minus 1.',
        'Question c.mark ("Mark"): the answer that a number gives changed. Before: by "Smallest effect", rounded to '
        '2 decimals: up to 0.2 standard deviations is "5", up to 0.29 standard deviations is "4", anything more '
        'is "0". Now: by "Smallest effect", rounded to 2 decimals: up to 0.25 standard deviations is "5", '
        'up to 0.29 standard deviations is "4", anything more is "0".',
    ]


def test_a_key_without_words_of_its_own_is_named_with_old_and_new_value(old, new):
    new["colour"] = {"rgb": [1, 2], "on": True}
    entry(new, "criteria", "c.plan")["weight"] = 2
    assert texts(old, new) == [
        'Question c.plan ("Plan"): "weight" changed from nothing to 2.',
        '"colour" changed from nothing to (rgb: 1 and 2; on: yes).',
    ]


def test_another_spacing_is_told_without_repeating_the_words(old, new):
    new["note"] = "For  tests."
    assert texts(old, new) == ["Only the spacing changed in the note."]


def test_things_that_are_called_the_same_are_told_apart_by_their_ids(old, new):
    for data in (old, new):
        entry(data, "tiers", "2")["label"] = "Standard 1"
        entry(data, "documents", "data")["label"] = "Report"
    entry(new, "criteria", "c.size")["tier"] = "1"
    entry(new, "tiers", "1")["documents"] = ["data"]
    entry(new, "panels", "2")["seats"] = True
    entry(old, "panels", "2")["seats"] = 1
    assert texts(old, new) == [
        'Standard 1: the documents asked for changed from ["report"] to ["data"].',
        'Question c.size ("Large enough"): the step it stands in changed from "2" to "1".',
        'The panel for Standard 1: "seats" changed from 1 to yes.',
    ]


def test_another_order_is_told(old, new):
    new["criteria"].reverse()
    new["order"].reverse()
    assert texts(old, new) == [
        'The order in which they are looked at changed from "Standard 2" and "Standard 1" '
        'to "Standard 1" and "Standard 2".',
        "The questions come in another order.",
    ]


def test_every_kind_of_table_is_compared_table_by_table(old):
    assert set(schema.TABLES) == set(SECTIONS)
    assert set(schema.SECTIONS) == set(SINGLES)
    assert set(SECTIONS) | set(SINGLES) <= set(old)


def test_twins_by_mistake_can_be_compared_as_well(old, new):
    new["criteria"].append(copy.deepcopy(entry(new, "criteria", "c.plan")))
    assert texts(old, new) == ['New question c.plan in Standard 1: "Is there a plan?"']


# --- nothing unnoticed -----------------------------------------------------------------------------------------------


def test_a_version_does_not_differ_from_itself():
    paths = sorted(standards_dir().glob("*/*.toml"))
    assert paths
    for path in paths:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert compare(data, copy.deepcopy(data)) == []


ANYTHING = st.recursive(
    st.text(max_size=5) | st.integers(-9, 9) | st.booleans() | st.floats(allow_nan=True, width=16) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
KNOWN_KEYS = sorted({*tomllib.loads(OLD), *(key for table in tomllib.loads(OLD)["criteria"] for key in table)})


def containers(value):
    """Every table and list in the data, itself included."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


@st.composite
def one_change(draw):
    """The data with one value replaced, removed, added or moved, anywhere in it."""
    data = tomllib.loads(OLD)
    place = draw(st.sampled_from([found for found in containers(data) if found]))
    key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    match draw(st.sampled_from(["replace", "remove", "add", "move"])):
        case "replace":
            place[key] = draw(ANYTHING)
        case "remove":
            del place[key]
        case "add" if isinstance(place, dict):
            place[draw(st.sampled_from(KNOWN_KEYS) | st.text(max_size=5))] = draw(ANYTHING)
        case "add":
            place.insert(key, copy.deepcopy(draw(st.sampled_from(place) | ANYTHING)))
        case "move":
            if isinstance(place, list):
                place.append(place.pop(key))
            else:
                place[draw(st.sampled_from(KNOWN_KEYS))] = place.pop(key)
    return data


def check_told(old, new):
    changes = compare(old, new, NO_VOCABULARIES)
    assert bool(changes) == (not same(old, new))
    assert all(change.text[-1] in '.?!…"' and change.kind in KINDS for change in changes)
    assert sum(len(group.changes) for group in grouped(changes)) == len(changes)
    json.dumps(as_dict(old, new, NO_VOCABULARIES))


def places(data):
    """Every key of every table and every place in every list, as a container's number and the key in it."""
    for number, found in enumerate(containers(data)):
        for key in list(found) if isinstance(found, dict) else range(len(found)):
            yield number, key


def test_every_value_that_goes_or_becomes_another_is_told_also_among_other_changes(old):
    touched = copy.deepcopy(old)
    for found in [*containers(touched)]:
        if "id" in found or "label" in found:
            found["touched"] = True  # so that no table is without a change
    usual = set(texts(old, touched))
    for number, key in places(old):
        for another in (None, "another", 7, [], {"a": 1}):
            new = copy.deepcopy(touched)
            place = list(containers(new))[number]
            if another is None:
                del place[key]
            else:
                place[key] = another
            assert set(texts(old, new)) - usual, (number, key, another)


@pytest.mark.sampled
@settings(max_examples=examples(200, parts=5), deadline=None)
@given(one_change())
def test_any_one_change_anywhere_is_told_in_both_directions(new):
    old = tomllib.loads(OLD)
    assume(not same(old, new))
    check_told(old, new)
    check_told(new, old)


@pytest.mark.sampled
@settings(max_examples=examples(60, parts=4), deadline=None)
@given(
    *[
        st.dictionaries(
            st.sampled_from(KNOWN_KEYS), ANYTHING | st.lists(st.dictionaries(st.sampled_from(KNOWN_KEYS), ANYTHING))
        )
    ]
    * 2
)
def test_whatever_two_files_hold_they_can_be_compared(old, new):
    check_told(old, new)


def test_true_and_1_differ_and_20_and_20_0_do_not():
    assert same({"a": [20]}, {"a": [20.0]})
    assert not same({"a": True}, {"a": 1})
    assert same(float("nan"), float("nan"))


# --- for pages and machines ------------------------------------------------------------------------------------------


def test_the_json_form_says_which_versions_and_what_was_there(old, new):
    new["version"] = "2"
    entry(new, "criteria", "c.size")["test"]["at_least"] = 30
    found = as_dict(old, new, NO_VOCABULARIES)
    assert (found["standard"], found["from"], found["to"]) == ("small", "1", "2")
    assert found["changes"][1] == {
        "kind": "criterion",
        "where": "c.size",
        "key": "test",
        "change": "changed",
        "text": 'Question c.size ("Large enough"): '
        'the threshold changed from "at least 20 people" to "at least 30 people".',
        "old": {"fact": "n_measured", "at_least": 20},
        "new": {"fact": "n_measured", "at_least": 30},
    }


def test_every_kind_of_rule_is_told_in_words(old, new):
    for rule in RULES:
        new["rule"] = rule
        assert rule not in "\n".join(texts(old, new))


def test_changes_stand_under_headings_in_a_fixed_order(old, new):
    new["valid_for_months"] = 24
    new["criteria"].pop()
    new["rule"] = "flowchart"
    assert [group.heading for group in grouped(compare(old, new, NO_VOCABULARIES))] == [
        "The rule",
        "Questions",
        "How long a result holds",
    ]


def test_what_many_questions_gain_alike_is_said_once_and_rewordings_one_by_one(old, new):
    for criterion in new["criteria"]:
        criterion["template"] = f"We have … for {criterion['id']}"
        criterion["question"] += " Really?"
    brief = in_brief(compare(old, new, NO_VOCABULARIES))
    assert [change.text for change in brief if change.key == "template"] == [
        "The template to fill in: new for 4 questions (c.plan, c.size, c.mark, c.gate)."
    ]
    assert len([change for change in brief if change.key == "question"]) == 4
    gone = in_brief(compare(new, old, NO_VOCABULARIES))
    assert "The template to fill in: no longer given for 4 questions (c.plan, c.size, c.mark, c.gate)." in [
        change.text for change in gone
    ]


def test_questions_that_a_route_asks_in_words_of_its_own_are_one_change(old, new):
    old.pop("wordings", None)
    route = new["routes"][0]
    new["wordings"] = [
        {"criterion": each["id"], "route": route["id"], "question": f"And {each['id']}?"} for each in new["criteria"]
    ]
    (told,) = [change for change in in_brief(compare(old, new, NO_VOCABULARIES)) if change.kind == "route"]
    assert told.text == f'Asked in words of their own on the route "{route["label"]}": c.plan, c.size, c.mark, c.gate.'


def test_what_is_only_written_out_is_of_the_file_alone_and_what_is_reworded_is_not(old, new):
    new["status"] = "published"
    new["criteria"][0]["concept"] = "theory-of-change"
    new["criteria"][0]["question"] += " Really?"
    changes = compare(old, new, NO_VOCABULARIES)
    assert {change.key: change.is_inner for change in changes} == {"status": True, "concept": True, "question": False}
    assert {change.key for change in in_brief(changes) if change.is_inner} == {"status", "concept"}


def test_what_few_questions_gain_is_said_for_each(old, new):
    for criterion in new["criteria"][:3]:
        criterion["template"] = "We have …"
    changes = compare(old, new, NO_VOCABULARIES)
    assert in_brief(changes) == changes
    assert len(changes) == 3


def test_a_change_says_whether_something_came_went_or_changed():
    assert [Change("rule", "a", "b", "c", *pair).what for pair in ((None, 1), (1, None), (1, 2))] == [
        "added",
        "removed",
        "changed",
    ]
