"""What must hold for every standard that ships, whatever its rule."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidencehub.standards.comparing.crosswalk import VERIFIED_ENOUGH
from evidencehub.standards.engine.inputs import GradeInput, OutcomeInput, StudyInput, contexts, whole
from evidencehub.standards.engine.judging import judge
from evidencehub.standards.engine.rules.registry import RULES
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET
from evidencehub.standards.files.loading import load_standard, load_standards, standard_ids
from evidencehub.standards.grading.coach import ANOTHER, SAMPLE
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.improving import best_answer
from evidencehub.standards.model.standard import NO_FINDING
from evidencehub.standards.proof.cases import cases_of, differences
from evidencehub.standards.proof.mutations import mutation_score
from tests.support.sampling import examples, one_in

STANDARDS = load_standards()
FIRST_FOUR = {"project-oracle", "wwc", "eef", "bond"}
KINDS = {
    "project-oracle": "cumulative_gate",
    "nesta": "cumulative_gate",
    "eif": "best_of_plus_counts",
    "essa": "best_of_plus_counts",
    "title-iv-e": "best_of_plus_counts",
    "blueprints": "best_of_plus_counts",
    "cebc": "best_of_plus_counts",
    "sms": "ceiling_minus_failures",
    "wwc": "flowchart",
    "eef": "min_of_columns_minus_penalty",
    "grade": "start_plus_moves_clamped",
    "bond": "parallel_scores",
    "robins-i": "min_of_columns_minus_penalty",
    "crimesolutions": "best_of_plus_counts",
    "ungsinn": "best_of_plus_counts",
}
each_standard = pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.id)


def test_every_framework_is_installed_by_its_own_kind_of_rule():
    assert {standard.id: standard.rule for standard in STANDARDS} == KINDS
    assert standard_ids() == sorted(KINDS)
    assert set(KINDS.values()) == set(RULES), "a kind of rule is there for a standard that ships"


@each_standard
def test_every_worked_case_comes_out_as_written_and_there_are_enough(standard):
    cases = cases_of(standard)
    assert [(case.name, lines) for case in cases if (lines := differences(standard, case))] == []
    written = [case for case in cases if case.place[0] == "cases"]
    assert len(written) >= (10 if standard.id in FIRST_FOUR else 6)
    assert sum(case.is_shown for case in cases) >= 3


@each_standard
def test_no_criterion_is_without_a_case_that_answers_it(standard):
    named: set[str] = set()
    facts: set[str] = set()
    designs: set[str] = set()

    def look(level):
        named.update(level.get("findings", {}))
        facts.update(level.get("facts", {}))
        designs.add(level.get("design"))
        for inner in (*level.get("studies", []), *level.get("outcomes", [])):
            look(inner)

    for case in cases_of(standard):
        look(case.data)
    for criterion in standard.criteria:
        by_design = designs & set(criterion.by_design)
        assert criterion.id in named or by_design or (criterion.bands and criterion.bands.fact in facts), criterion.id


@pytest.mark.sampled
@each_standard
def test_nearly_every_threshold_or_gate_that_is_flipped_makes_a_worked_case_fail(standard):
    every = one_in(5)
    score = mutation_score(standard, every=every)
    assert score.made * every > 10
    assert len(score.survivors) < 0.03 * score.made * every, score.survivors  # all of them: more than 97 % are noticed


@each_standard
def test_every_criterion_says_what_counts_how_hard_it_is_a_template_and_what_not_to_do(standard):
    for criterion in standard.criteria:
        assert criterion.team, criterion.id
        assert criterion.counts_as_evidence, criterion.id
        assert criterion.effort, criterion.id
        assert criterion.template, criterion.id
        assert criterion.what_not_to_do, criterion.id
        assert criterion.source, criterion.id


@each_standard
def test_the_last_step_says_how_to_keep_it(standard):
    assert standard.ranked_tiers[-1].about_next


@each_standard
def test_a_reading_of_somebody_elses_rule_says_so_and_is_a_draft_until_most_of_it_is_verified(standard):
    if standard.use == "accreditation":
        assert standard.id == "project-oracle"
        return
    assert "our reading" in standard.title
    assert "not a rating by them" in standard.note
    assert standard.is_draft == (standard.verified_share < VERIFIED_ENOUGH)


def answers_of(standard):
    return {
        criterion.id: [answer for answer in criterion.answers if answer != "n-a"] for criterion in standard.criteria
    }


@st.composite
def submissions(draw, standard):
    """Up to three studies of up to two outcomes, with findings at every level."""
    answers = answers_of(standard)
    some = st.lists(st.sampled_from(sorted(answers)), max_size=4, unique=True)
    best = {criterion.id: criterion.accept[0] for criterion in standard.criteria if draw(st.integers(0, 9)) > 0}

    def findings():
        return {name: draw(st.sampled_from(answers[name])) for name in draw(some)}

    studies = tuple(
        StudyInput(
            id=f"study-{place}",
            design=draw(st.sampled_from(["rct", "qed-matched", "pre-post", "qualitative", None])),
            sample_id=draw(st.sampled_from(["north", "south", None])),
            findings=findings(),
            outcomes=tuple(
                OutcomeInput(f"outcome-{n}", draw(st.sampled_from(["reading", "wellbeing"])), findings())
                for n in range(draw(st.integers(0, 2)))
            ),
        )
        for place in range(draw(st.integers(0, 3)))
    )
    return GradeInput(draw(st.sampled_from(["rct", "pre-post", None])), {**best, **findings()}, {}, studies)


few = settings(
    max_examples=examples(25, parts=3),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", sorted(KINDS))
@given(st.data())
@pytest.mark.sampled
@few
def test_the_order_in_which_studies_outcomes_and_findings_are_given_never_matters(name, data):
    standard = load_standard(name)
    given_ = data.draw(submissions(standard))
    turned = replace(
        given_,
        findings=dict(reversed(given_.findings.items())),
        studies=tuple(replace(each, outcomes=each.outcomes[::-1]) for each in reversed(given_.studies)),
    )
    one, other = grade(standard, given_), grade(standard, turned)
    assert (one.tier, one.evidence_tier, one.route, one.possible) == (
        other.tier,
        other.evidence_tier,
        other.route,
        other.possible,
    )
    assert {(each.domain, each.rating) for each in one.summaries} == {
        (each.domain, each.rating) for each in other.summaries
    }
    assert _in_any_order(one.as_dict()) == _in_any_order(other.as_dict())  # reasons and ways to the next step as well


def _in_any_order(value):
    if isinstance(value, dict):
        return {key: _in_any_order(inner) for key, inner in value.items()}
    return sorted((_in_any_order(inner) for inner in value), key=str) if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(KINDS))
@given(st.data())
@pytest.mark.sampled
@few
def test_whatever_the_effects_were_how_sure_we_are_stays_the_same(name, data):
    standard = load_standard(name)
    effects = {criterion.id for criterion in standard.criteria if criterion.about == "effect"}
    answers = answers_of(standard)
    given_ = data.draw(submissions(standard))

    def turned(findings):
        judged = {key: value for key, value in findings.items() if key in effects and value != NO_FINDING}
        other = {key: data.draw(st.sampled_from([a for a in answers[key] if a != NO_FINDING])) for key in judged}
        return {**findings, **other}

    studies = tuple(
        replace(
            study,
            findings=turned(study.findings),
            outcomes=tuple(replace(outcome, findings=turned(outcome.findings)) for outcome in study.outcomes),
        )
        for study in given_.studies
    )
    other = replace(given_, findings=turned(given_.findings), studies=studies)
    assert grade(standard, given_).evidence_tier == grade(standard, other).evidence_tier


@pytest.mark.parametrize(
    "name", [name for name in sorted(KINDS) if name not in {"cebc", "crimesolutions", "eif", "robins-i", "ungsinn"}]
)
@given(st.data())
@pytest.mark.sampled
@few
def test_a_better_answer_never_lowers_the_result(name, data):
    """Left out: standards with labels such as "found not effective", which a better study may rightly earn.

    By ROBINS-I a domain of which nothing is told hides what the others come to, and a serious one does not.
    """
    standard = load_standard(name)
    given_ = data.draw(submissions(standard))
    criterion = data.draw(st.sampled_from(standard.criteria))

    def left(findings):
        return {key: value for key, value in findings.items() if key != criterion.id}

    studies = tuple(
        replace(
            study,
            findings=left(study.findings),
            outcomes=tuple(replace(outcome, findings=left(outcome.findings)) for outcome in study.outcomes),
        )
        for study in given_.studies
    )
    is_judge = standard.score and standard.score.penalty and criterion.id == standard.score.penalty.judge
    if criterion.by_design or is_judge:
        return  # a design is no better or worse; the judge answers only where the published rule has a gap
    worst = criterion.scored_answers[-1]
    if standard.score and criterion.points:
        worst = min(criterion.scored_answers, key=criterion.points_for)
    better = replace(given_, findings={**given_.findings, criterion.id: criterion.accept[0]}, studies=studies)
    worse = replace(given_, findings={**given_.findings, criterion.id: worst}, studies=studies)
    high, low = grade(standard, better), grade(standard, worse)
    assert _rank(high) >= _rank(low), criterion.id


def _rank(found):
    """The least that it could be: a result that is not certain yet is counted as the lowest of the possible ones."""
    if found.tier is not None:
        return 0 if found.tier.floor else found.tier.rank or 0  # "does not meet" is no step above not knowing
    ranks = [found.standard.tiers_by_id[tier].rank or 0 for tier in found.possible]
    return min(ranks, default=0) if not found.standard.is_ladder else 0


@each_standard
def test_what_nobody_answered_is_never_met(standard):
    found = grade(standard, GradeInput())
    for part in found.contexts:
        assert {judged.state for judged in part.judged.values()} == {CANNOT_TELL}
        assert MET not in {
            verdict.state for verdict, tier in zip(part.verdicts, standard.tiers, strict=False) if not tier.floor
        }
    assert found.tier is None


@each_standard
def test_the_ways_to_the_next_step_do_lead_there(standard):
    """Follow the first way again and again, from nothing: it ends at the top."""
    findings: dict[str, str] = {}
    studies: dict[str, dict[str, str]] = {"first": {}}
    seen = set()
    for turn in range(40):
        outcomes = (OutcomeInput("outcome", "reading"),)
        made = tuple(StudyInput(name, "rct", name, answers, {}, outcomes) for name, answers in studies.items())
        given_ = GradeInput("rct", findings, {}, made)
        found = grade(standard, given_)
        step = found.next
        if step is None:
            break
        assert step.ways, (found.possible, step.tier)
        for ask in step.ways[0]:
            best = standard.criterion(ask.criterion).accept[0]
            is_new = ask.where.startswith(ANOTHER) and ask.where not in studies
            where = f"{ask.where}, made in turn {turn}" if is_new else ask.where
            if not where:
                findings[ask.criterion] = best
            else:
                studies.setdefault(where, {})[ask.criterion] = best
        state = (str(sorted(findings.items())), str(sorted((k, sorted(v.items())) for k, v in studies.items())))
        assert state not in seen, step
        seen.add(state)
    top = standard.ranked_tiers[-1]
    assert standard.rule == "parallel_scores" or found.tier == top


EFFECTS = {
    "effect_size": [-0.3, -0.25, 0.0, 0.25, 0.3],
    "ci_low": [-0.5, -0.1, 0.1],
    "ci_high": [-0.1, 0.1, 0.5],
    "p_value": [0.0, 0.04, 0.05, 0.06, 1.0],
    "effect_direction": ["positive", "negative", "none"],
}
OTHERS = {
    "followup_months": [5.9, 6, 11.9, 12],
    "attrition_overall": [0.1, 0.57, 0.66],
    "attrition_differential": [0.0, 0.06, 0.2],
    "baseline_es": [0.05, 0.25, 0.26],
    "usual_care": [True, False],
    "n_measured": [349, 350],
}


@st.composite
def facts(draw, known):
    chosen = draw(st.lists(st.sampled_from(sorted(known)), unique=True, max_size=5))
    return {name: draw(st.sampled_from(known[name])) for name in chosen}


def with_facts(draw, given_, known):
    """Facts at every level, laid over what is there."""

    def more(level):
        return replace(level, facts={**level.facts, **draw(facts(known))})

    studies = (replace(more(study), outcomes=tuple(map(more, study.outcomes))) for study in given_.studies)
    return replace(more(given_), studies=tuple(studies))


@pytest.mark.parametrize("name", sorted(KINDS))
@given(st.data())
@pytest.mark.sampled
@few
def test_whatever_numbers_the_effects_have_how_sure_we_are_stays_the_same(name, data):
    standard = load_standard(name)
    given_ = with_facts(data.draw, data.draw(submissions(standard)), OTHERS)
    one = grade(standard, with_facts(data.draw, given_, EFFECTS))
    other = grade(standard, with_facts(data.draw, given_, EFFECTS))
    assert one.evidence_tier == other.evidence_tier
    assert one.headline == other.headline
    assert [part.evidence_ruling.possible for part in one.contexts] == [
        part.evidence_ruling.possible for part in other.contexts
    ]


def answered(draw, standard, given_):
    """The same submission with an answer wherever there was none, and people named wherever nobody said who they were.

    What is known already stays: a finding, a fact, what the design proposes, what another criterion implies. It is
    written down as a finding of its own, or an answer that is drawn for the whole would be heard in each study, and
    would go before a fact that is only a part of what is judged.
    """
    answers = {name: [each for each in own if each != NO_FINDING] for name, own in answers_of(standard).items()}

    def told(context):
        judged = judge(standard, context)
        return {
            criterion.id: draw(st.sampled_from(answers[criterion.id]))
            if found.answer == NO_FINDING
            else criterion.accept[0]
            if found.implied_by
            else context.given[criterion.id].answer
            if criterion.id in context.given
            else found.answer
            for criterion, found in ((each, judged[each.id]) for each in standard.criteria)
        }

    found = contexts(standard, given_)
    if not given_.studies:
        return replace(given_, findings=told(found[0]))
    by_place = {(context.study, context.outcome): told(context) for context in found}
    studies = tuple(
        replace(
            study,
            sample_id=study.sample_id or draw(st.sampled_from(["north", "south", study.id])),
            findings=by_place.get((study.id, None), study.findings),
            outcomes=tuple(replace(each, findings=by_place[(study.id, each.id)]) for each in study.outcomes),
        )
        for study in given_.studies
    )
    top = told(whole(standard, given_, found)) if standard.runs_on_whole and len(found) > 1 else given_.findings
    return replace(given_, findings=top, studies=studies)


@pytest.mark.parametrize("name", sorted(KINDS))
@given(st.data())
@pytest.mark.sampled
@few
def test_whatever_the_missing_answers_turn_out_to_be_the_result_is_one_that_was_said_to_be_possible(name, data):
    standard = load_standard(name)
    given_ = with_facts(data.draw, data.draw(submissions(standard)), {**OTHERS, **EFFECTS})
    before = grade(standard, given_)
    after = grade(standard, answered(data.draw, standard, given_))
    rulings = [(before, after)]
    rulings += [(one.ruling, two.ruling) for one, two in zip(before.contexts, after.contexts, strict=True)]
    rulings += [
        (one.evidence_ruling, two.evidence_ruling) for one, two in zip(before.contexts, after.contexts, strict=True)
    ]
    for one, two in rulings:
        assert two.tier is None or two.tier.id in one.possible
        assert one.tier is None or (one.tier.id in one.possible and two.tier is not None)
    for one, two in zip(before.summaries, after.summaries, strict=True):
        assert two.rating is None or two.rating.id in one.possible
    for one, two in zip(before.contexts, after.contexts, strict=True):
        for total, later in zip(one.ruling.scores, two.ruling.scores, strict=True):
            assert total.lowest <= later.lowest <= later.highest <= total.highest


def following(standard, given_, part, way):
    """The submission of a team that does what one way asks for: where it says, or in a study of its own people."""
    best = {ask: best_answer(standard, standard.criterion(ask.criterion)) for ask in way if ask.criterion != SAMPLE}
    here = {ask.criterion: answer for ask, answer in best.items() if not ask.where}
    others: dict[str, dict[str, str]] = {}
    for ask, answer in best.items():
        others.setdefault(ask.where, {})[ask.criterion] = answer
    own = {ask.where for ask in way if ask.criterion == SAMPLE}

    def better(level, answers):
        return replace(level, findings={**level.findings, **answers})

    def told(study, outcome):
        is_graded = (study, outcome) == (part.context.study, part.context.outcome)
        return {**others.get(study, {}), **(here if is_graded or standard.runs_on_whole else {})}

    started = given_.studies or ((StudyInput("", given_.design),) if standard.counts_studies else ())
    studies = [
        replace(
            better(study, told(study.id, None)),
            sample_id=f"people of {study.id}" if study.id in own else study.sample_id,
            outcomes=tuple(better(each, told(study.id, each.id)) for each in study.outcomes),
        )
        for study in started
    ]
    new = [name for name in others if name.startswith(ANOTHER)]
    studies += [StudyInput(name, "rct", name, others[name]) for name in new]
    # What was found of a lone study's project holds for the project when a second study is added.
    held = {name: each.answer for name, each in part.context.given.items()} if standard.runs_on_whole else {}
    top = here if standard.runs_on_whole or not given_.studies else {}
    return replace(given_, findings={**given_.findings, **held, **top}, studies=tuple(studies))


@pytest.mark.parametrize("name", [name for name in sorted(KINDS) if name not in {"bond", "wwc"}])
@given(st.data())
@pytest.mark.sampled
@few
def test_every_way_to_the_next_step_leads_there_from_wherever_one_is(name, data):
    """Left out: one that has no overall step, and one whose questions the design of a study answers."""
    standard = load_standard(name)
    given_ = data.draw(submissions(standard))
    is_evidence = data.draw(st.booleans())
    found = grade(standard, given_)
    part = found.evidence_best if is_evidence else found.best
    step = part.next(evidence=is_evidence)
    for way in step.ways if step else ():
        after = grade(standard, following(standard, given_, part, way))
        reached = after.evidence_tier if is_evidence else after.tier
        assert reached is not None, way
        assert reached.rank >= standard.tiers_by_id[step.tier].rank, way


def test_no_way_leads_into_a_label_outside_the_scale():
    """Where no effect was found, reporting a study in full ends at "found not effective", and at no level."""
    standard = load_standard("eif")
    met = [each.id for each in standard.criteria if each.tier in {"3"} and each.about != "effect"]
    findings = dict.fromkeys(met, "met") | {"eif.effect": "partly", "eif.others-benefit": "partly"}
    found = grade(standard, GradeInput("rct", findings, {}, tuple(StudyInput(name, "rct", name, {}) for name in "ab")))
    assert found.next is not None and not found.next.ways
    assert found.evidence_next is not None and found.evidence_next.ways


def test_a_tier_s_title_says_nothing_twice():
    titles = {tier.title for standard in STANDARDS for tier in standard.tiers}
    assert {"Standard 2: Indication of impact", "Promising practice", "Model programme"} <= titles
    assert not [title for title in titles if title.partition(": ")[0] in title.partition(": ")[2]]
