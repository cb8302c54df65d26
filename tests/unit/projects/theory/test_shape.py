"""What leads to what in a theory of change, and what may not."""

from uuid import UUID

import pytest

from evidencehub.projects.theory.editing import with_changed_step, with_steps, without_step
from evidencehub.projects.theory.shape import MOST_LINKS, MOST_OF_A_KIND, Link, Step, Theory
from evidencehub.projects.theory.words import in_one_text
from evidencehub.shared.errors import Invalid, NotFound

NEED, WALK, WALKED, EARLY, DAYS, LATER = (UUID(int=number) for number in range(1, 7))


def step(key, kind, words="", outcome=""):
    return Step(id=key, kind=kind, words=words or f"Words of {key.int}", outcome=outcome)


def theory(*links):
    """One step of each kind but the inputs, two outcomes, and these links."""
    steps = [
        step(DAYS, "outcome"), step(NEED, "need"), step(WALK, "activity"), step(WALKED, "output"),
        step(EARLY, "outcome"), step(LATER, "impact"),
    ]  # fmt: skip
    return Theory(steps=tuple(steps), links=tuple(Link(start=start, end=end) for start, end in links))


def test_steps_stand_kind_by_kind_and_then_as_they_were_added():
    assert [each.id for each in theory().ordered] == [NEED, WALK, WALKED, DAYS, EARLY, LATER]


def test_a_step_may_lead_to_later_kinds_and_to_its_own():
    of = theory()
    assert {each.id for each in of.could_follow(of.step(WALKED))} == {DAYS, EARLY, LATER}
    assert {each.id for each in of.could_follow(of.step(EARLY))} == {DAYS, LATER}
    assert list(of.could_follow(of.step(LATER))) == []


def test_two_outcomes_cannot_lead_to_each_other():
    of = theory((EARLY, DAYS))
    assert EARLY not in {each.id for each in of.could_follow(of.step(DAYS))}
    with pytest.raises(Invalid, match="circle") as refused:
        with_changed_step(of, DAYS, words="Days", outcome="", leads_to=[EARLY])
    assert "leads_to" in refused.value.errors


@pytest.mark.parametrize(
    ("links", "is_whole"),
    [
        ((), False),
        (((NEED, DAYS),), False),  # nothing is done
        (((WALK, WALKED),), False),  # nothing changes
        (((WALK, WALKED), (WALKED, DAYS)), True),
        (((WALK, LATER),), True),
    ],
)
def test_it_is_whole_when_something_that_is_done_leads_to_something_that_changes(links, is_whole):
    assert theory(*links).is_whole is is_whole


def test_what_hangs_loose_is_named():
    of = theory((WALK, WALKED), (WALKED, DAYS))
    assert [(each.id, what) for each, what in of.loose] == [
        (DAYS, "on"), (EARLY, "on"), (EARLY, "to"), (LATER, "to"),
    ]  # fmt: skip


def test_the_last_outcomes_need_lead_nowhere_where_there_is_no_long_run():
    of = without_step(theory((WALK, DAYS), (WALK, EARLY)), LATER)
    assert [(each.id, what) for each, what in of.loose] == [(WALKED, "on")]


def test_a_link_that_stays_keeps_its_reasons_and_one_that_goes_takes_them_along():
    of = Theory(steps=theory().steps, links=(Link(start=WALK, end=DAYS, because="They are at home."),))
    of = with_changed_step(of, WALK, words="Walking", outcome="", leads_to=[WALKED, DAYS])
    assert of.link(WALK, DAYS).because == "They are at home." and of.link(WALK, WALKED) == Link(start=WALK, end=WALKED)
    assert of.step(WALK).words == "Walking"
    assert with_changed_step(of, WALK, words="Walking", outcome="", leads_to=[WALKED]).link(WALK, DAYS) is None


def test_a_step_goes_with_its_links():
    of = without_step(theory((WALK, WALKED), (WALKED, DAYS), (WALK, DAYS)), WALKED)
    assert of.step(WALKED) is None and [(link.start, link.end) for link in of.links] == [(WALK, DAYS)]


def test_a_step_that_somebody_removed_cannot_be_changed():
    with pytest.raises(NotFound, match="Somebody in your team may have removed it"):
        with_changed_step(Theory(), WALK, words="Walking", outcome="", leads_to=[])


def test_what_is_there_is_not_added_twice():
    said = [("New", ""), ("New", ""), (f"Words of {WALKED.int}", "")]
    of = with_steps(theory(), "output", said)
    assert [each.words for each in of.of_kind("output")] == [f"Words of {WALKED.int}", "New"]
    assert with_steps(of, "output", said) == of


def test_too_many_are_refused_with_the_numbers():
    said = [(f"Step {number}", "") for number in range(MOST_OF_A_KIND)]
    full = with_steps(Theory(), "need", said)
    with pytest.raises(Invalid, match=f"{MOST_OF_A_KIND} of these at most. There are {MOST_OF_A_KIND}, and you add 1"):
        with_steps(full, "need", [("One more", "")])
    with pytest.raises(Invalid, match=f"Choose {MOST_LINKS} at most. You chose {MOST_LINKS + 1}"):
        with_changed_step(full, full.steps[0].id, words="x", outcome="",
                          leads_to=[each.id for each in full.steps[1:MOST_LINKS + 2]])  # fmt: skip


def test_in_one_text_it_goes_kind_by_kind():
    named = Step(id=DAYS, kind="outcome", words="", outcome="attendance")
    of = Theory(steps=(named, step(WALK, "activity", "We walk.")))
    assert in_one_text(of) == "What is done: We walk. What changes: Attendance."
