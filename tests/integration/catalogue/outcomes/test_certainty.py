"""Two people judge how sure we can be, each alone; what follows, when it may be said, and for which version."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts import services as accounts
from evidencehub.accounts.queries import actor_for
from evidencehub.catalogue.outcomes import access, publishing
from evidencehub.catalogue.outcomes.certainty import access as access_of
from evidencehub.catalogue.outcomes.certainty import asking, confirming, judging, queries, reminding, settling
from evidencehub.catalogue.outcomes.certainty.access import seat_facts
from evidencehub.catalogue.outcomes.certainty.models import Judgement
from evidencehub.review.models import ConflictRuling
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit, due
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import day
from tests.factories import NOW, a_person, a_reviewer, an_editor, an_organisation
from tests.support.judged import (
    Links,
    a_trial,
    an_approach,
    asked,
    declares,
    held,
    judges,
    published,
    said,
    work_out,
    writes,
)

SERIOUS = {"grade.imprecision": "serious"}


@pytest.fixture
def version(session, run_due):
    return held(session, an_approach(session, run_due))


def mails(session, about):
    return [(each.to, each.body) for each in session.scalars(select(Mail).where(Mail.about == about))]


def told(session, version):
    return queries.told(version, queries.certainty_of(session, version))


def as_editor(session, version, person):
    actor = actor_for(person)
    return {"actor": actor, "facts": access.synthesis_facts(session, actor, version), "now": NOW, "links": Links()}


def test_certainty_words_come_only_when_two_have_judged_and_an_editor_has_published(session, version):
    assert told(session, version) == version.headline
    case = asked(session, version)
    judges(case, case.people[0], SERIOUS)
    assert case.judgement.state.is_judging and told(session, case.version) == version.headline
    judges(case, case.people[1], SERIOUS)
    assert case.judgement.state.is_settling and case.judgement.level == ""
    settling.settle(session, case.judgement, now=NOW, **case.as_editor())
    assert case.judgement.level == "moderate" and told(session, case.version) == version.headline
    settling.publish(session, case.judgement, now=NOW, links=Links(), **case.as_editor())
    assert case.version.published_by == case.editor.id, "the headline is published with it"
    assert told(session, case.version) == (
        "Taking part probably makes a difference for the worse: more skipped school. Whether it is large enough to "
        f"matter is not clear. {version.headline}"
    )
    assert mails(session, "certainty.thanks") and len(mails(session, "certainty.asked")) == 2
    taken = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "certainty")))
    assert taken == {f"certainty.{each}" for each in ("asked", "invited", "declared", "sent", "both-in", "settle",
                                                      "publish")}  # fmt: skip


def test_what_differs_is_settled_for_one_of_the_answers_given_with_a_reason(session, version):
    case = asked(session, version)
    judges(case, case.people[0], SERIOUS)
    judges(case, case.people[1], {"grade.imprecision": "very-serious"})
    assert settling.agreed_at_first(case.judgement) == (7, 8)
    with pytest.raises(WrongState, match="there is a question on which they differ"):
        settling.settle(session, case.judgement, now=NOW, **case.as_editor())
    one = (session, case.judgement, "grade.imprecision")
    with pytest.raises(Invalid, match="answers that were given"):
        settling.settle_one(*one, "not-serious", "Why not.", now=NOW, **case.as_editor())
    with pytest.raises(Invalid, match="Say why"):
        settling.settle_one(*one, "serious", " ", now=NOW, **case.as_editor())
    with pytest.raises(WrongState, match="do not differ"):
        settling.settle_one(session, case.judgement, "grade.risk-of-bias", "not-serious", "Why.", now=NOW,
                            **case.as_editor())  # fmt: skip
    settling.settle_one(*one, "very-serious", "One end would change what to do.", now=NOW, **case.as_editor())
    settling.settle(session, case.judgement, now=NOW, **case.as_editor())
    assert case.judgement.level == "low"
    (row,) = [each for each in case.judgement.agreed if each.author_id]
    assert (row.reason, row.author_id) == ("One end would change what to do.", case.editor.id)
    assert settling.agreed_at_first(case.judgement) == (7, 8), "what they said at first never changes"


def test_a_third_person_is_asked_only_what_they_differ_on_and_a_majority_holds(session, version):
    case = asked(session, version)
    third, moved = a_reviewer(session), {"grade.imprecision": "very-serious", "grade.inconsistency": "very-serious"}
    judges(case, case.people[0], SERIOUS | {"grade.inconsistency": "serious"})
    judges(case, case.people[1], moved)
    settling_one = {"now": NOW, **case.as_editor()}
    asking.ask_third(session, case.judgement, third, links=Links(), **settling_one)
    assert set(case.seat(third).only) == set(moved)
    with pytest.raises(WrongState, match="Wait for the answer"):
        settling.settle_one(session, case.judgement, "grade.imprecision", "serious", "Why.", **settling_one)
    judges(case, third, SERIOUS, "THIRD reason")
    told = {about: mails(session, about) for about in ("certainty.both-in", "certainty.third-in")}
    assert [len(each) for each in told.values()] == [1, 1], "each is said once, and as it is"
    kept = {each.criterion: each for each in case.judgement.agreed}
    assert kept["grade.imprecision"].answer == "serious" and kept["grade.imprecision"].author_id == third.id
    assert "grade.inconsistency" not in kept, "the third said not-serious, which neither did: an editor settles it"
    settling.settle_one(session, case.judgement, "grade.inconsistency", "not-serious", "Why.", **settling_one)
    settling.settle(session, case.judgement, **settling_one)
    assert case.judgement.level == "moderate"


def test_each_answers_all_with_a_reason_for_every_step(session, version):
    case = asked(session, version)
    person = case.people[0]
    declares(case, person)
    with pytest.raises(Invalid) as error:
        judging.send(session, case.seat(person), actor=actor_for(person), now=NOW, links=Links())
    assert len(error.value.errors) == 8 and case.seat(person).frozen_at is None
    writes(case, person, SERIOUS, reason=" ")
    with pytest.raises(Invalid) as error:
        judging.send(session, case.seat(person), actor=actor_for(person), now=NOW, links=Links())
    assert error.value.errors == {"grade.imprecision": "Too few people: give your reason for moving the level"}
    writes(case, person, SERIOUS | {"grade.large-effect": "large"})
    with pytest.raises(Invalid) as error:
        judging.send(session, case.seat(person), actor=actor_for(person), now=NOW, links=Links())
    assert list(error.value.errors) == ["grade.large-effect"]
    writes(case, person, SERIOUS)
    judging.send(session, case.seat(person), actor=actor_for(person), now=NOW, links=Links())
    with pytest.raises(NotAllowed):
        writes(case, person, {})


def test_an_older_tab_undoes_nothing(session, version):
    case = asked(session, version)
    person = case.people[0]
    declares(case, person)
    then = case.seat(person).row_version
    writes(case, person, SERIOUS)
    with pytest.raises(judging.Overtaken):
        judging.save(session, case.seat(person), said(), is_named=False, seen=then, actor=actor_for(person), now=NOW)


def test_who_may_not_be_asked(session, run_due):
    project = an_approach(session, run_due)
    project.evaluations[0].authors = ["Anna Author"]
    session.commit()
    version = held(session, project)
    editor, colleague_of = an_editor(session, is_reviewer=True), an_organisation(session)
    one, other = (a_person(session, colleague_of, is_reviewer=True) for _ in range(2))
    member = a_person(session, project.organisation, is_reviewer=True)
    author = a_reviewer(session, name="Anna Author")
    good, publisher = a_reviewer(session), a_reviewer(session, is_editor=True)
    publishing.publish(session, version, **{key: each for key, each in as_editor(session, version, publisher).items()
                                            if key != "links"})  # fmt: skip
    session.commit()

    def refused(*people):
        with pytest.raises(Invalid) as error:
            asking.ask(session, version, people, **as_editor(session, version, editor))
        session.rollback()
        return str(error.value)

    assert refused(good) == refused(good, good) == "Choose two different people"
    assert "is in the team" in refused(good, member)
    assert "has the name of an author" in refused(good, author)
    assert "is you" in refused(good, editor)
    assert "has acted on this as an editor" in refused(good, publisher)
    assert "two different organisations" in refused(one, other)
    assert "is no reviewer" in refused(good, a_person(session))
    assert "is invented, and this is not" in refused(good, a_reviewer(session, demo=True))
    case = asked(session, version, editor=editor, people=(good, one))
    with pytest.raises(WrongState, match="already"):
        asking.ask(session, version, (a_reviewer(session), a_reviewer(session)),
                   **as_editor(session, version, editor))  # fmt: skip
    assert case.judgement.state.is_judging


def test_a_doubt_about_somebody_who_would_judge_is_ruled_on_as_on_a_case(session, run_due):
    project = an_approach(session, run_due)
    project.evaluations[0].authors = ["Anna Author"]
    session.commit()
    version = held(session, project)
    editor, good, author = an_editor(session), a_reviewer(session), a_reviewer(session, name="Anna Author")
    twin = a_reviewer(session, name=good.name)
    session.commit()
    told = as_editor(session, version, editor)
    for pair in ((good, author), (good, twin)):
        with pytest.raises(Invalid, match="Say why this is no conflict"):
            asking.ask(session, version, pair, **told)
        session.rollback()
    judgement = asking.ask(session, version, (good, author), overruling="Another Anna Author.", **told)
    (kept,) = session.scalars(select(ConflictRuling))
    assert (kept.project_id, kept.submission_id, kept.person_id) == (project.id, None, author.id)
    assert kept.reason == "Another Anna Author." and audit.verify(session) == []
    seat = next(each for each in judgement.seats if each.person_id == author.id)
    judging.declare(session, seat, conflict="", actor=actor_for(author), now=NOW, links=told["links"])
    assert seat.state is AssignmentState.GRADING, "what was ruled on ends no seat"


def test_evidence_from_elsewhere_has_no_team_and_so_nobody_is_in_it(session, version):
    """It belongs to no organisation, and neither do people who work for themselves: that makes them no team."""
    alone, other = a_person(session, is_reviewer=True, reviewer_kind="practitioner"), a_reviewer(session)
    version.project.organisation = None
    session.commit()
    assert access_of.team_of(session, version).members == ()
    assert asked(session, version, people=(alone, other)).judgement.state.is_judging


def test_who_settled_a_question_is_no_third_person(session, version):
    """They read both views before they settled it."""
    case = asked(session, version)
    judges(case, case.people[0], {"grade.imprecision": "serious", "grade.inconsistency": "serious"})
    judges(case, case.people[1], {"grade.imprecision": "very-serious", "grade.inconsistency": "very-serious"})
    settler, other = a_reviewer(session, is_editor=True), an_editor(session)
    about = as_editor(session, case.version, settler)
    about.pop("links")
    settling.settle_one(session, case.judgement, "grade.imprecision", "serious", "Why.", **about)
    session.commit()
    with pytest.raises(Invalid, match="has acted on this as an editor"):
        asking.ask_third(session, case.judgement, settler, **as_editor(session, case.version, other))


def test_who_judges_publishes_no_version_of_it(session, version):
    both = a_reviewer(session, is_editor=True)
    case = asked(session, version, people=(both, a_reviewer(session)))
    facts = access.synthesis_facts(session, actor_for(both), case.version)
    assert facts.editor is False
    with pytest.raises(NotAllowed):
        publishing.publish(session, case.version, actor=actor_for(both), facts=facts, now=NOW)


def test_a_place_that_comes_free_is_given_to_somebody_else(session, version):
    case = asked(session, version)
    first, second = case.people
    judging.decline(session, case.seat(first), actor=actor_for(first), now=NOW, links=Links())
    judging.declare(session, case.seat(second), conflict="We wrote a book.", actor=actor_for(second), now=NOW,
                    links=Links())  # fmt: skip
    assert case.seat(second).state is AssignmentState.CONFLICT
    assert len(mails(session, "certainty.seat-open")) == 2
    with pytest.raises(Invalid, match="was asked for this already"):
        asking.replace(session, case.judgement, first, now=NOW, links=Links(), **case.as_editor())
    for person in (a_reviewer(session), a_reviewer(session)):
        asking.replace(session, case.judgement, person, now=NOW, links=Links(), **case.as_editor())
    with pytest.raises(WrongState, match="No place is free"):
        asking.replace(session, case.judgement, a_reviewer(session), now=NOW, links=Links(), **case.as_editor())


@pytest.mark.parametrize("how", ["role", "account"])
def test_who_is_no_reviewer_any_more_leaves_what_they_had_to_judge_and_keeps_what_they_sent(
    session, version, run_due, how
):
    case = asked(session, version)
    person = case.people[0]
    if how == "role":
        accounts.set_roles(session, person, set(), actor_id=None, now=NOW)
    else:
        accounts.switch_off(session, person, actor_id=None, now=NOW)
    session.commit()
    run_due()
    session.rollback()
    session.expire_all()
    assert case.seat(person).state is AssignmentState.REPLACED
    assert case.seat(case.people[1]).state.is_due
    assert len(mails(session, "certainty.seat-open")) == 1
    asking.replace(session, case.judgement, a_reviewer(session), now=NOW, links=Links(), **case.as_editor())


def test_what_somebody_judged_stays_when_they_lose_the_role(session, version, run_due):
    case = asked(session, version)
    judges(case, case.people[0])
    accounts.set_roles(session, case.people[0], set(), actor_id=None, now=NOW)
    session.commit()
    run_due()
    session.rollback()
    session.expire_all()
    assert case.seat(case.people[0]).state.is_sent


def test_the_machine_looks_once_more_when_somebody_declares(session, run_due):
    project = an_approach(session, run_due)
    case = asked(session, held(session, project))
    person = case.people[0]
    project.evaluations[0].authors = [person.name]
    session.commit()
    declares(case, person)
    assert case.seat(person).state is AssignmentState.CONFLICT


def test_nobody_reads_a_seat_but_whoever_has_it(session, version):
    case = asked(session, version)
    first, second = case.people
    assert seat_facts(actor_for(first), case.seat(first)).assigned
    for person in (second, case.editor, a_person(session)):
        assert not seat_facts(actor_for(person), case.seat(first)).assigned


def test_whoever_has_not_answered_is_reminded_once_when_the_day_has_come(session, app, version):
    case = asked(session, version)
    judges(case, case.people[0])

    def work(now):
        with app.app_context():
            due.run(db.sessionmaker, {reminding.REMINDER: reminding.handler(Links(), lambda: now)}, now=lambda: now)
        session.rollback()

    work(NOW + timedelta(days=20))
    assert mails(session, "certainty.reminded") == []
    for _ in range(2):
        work(NOW + timedelta(days=22))
        ((recipient, body),) = mails(session, "certainty.reminded")
        assert recipient == case.people[1].email and f"seat {case.seat(case.people[1]).id}" in body


def test_who_takes_a_place_late_has_as_long_as_the_first_had_and_is_reminded(session, app, version):
    case = asked(session, version)
    first, other = case.people[0], a_reviewer(session)
    judges(case, case.people[1])
    late = NOW + timedelta(days=30)
    judging.decline(session, case.seat(first), actor=actor_for(first), now=late, links=Links())
    asking.replace(session, case.judgement, other, now=late, links=Links(), **case.as_editor())
    session.commit()
    assert case.judgement.due_at == late + timedelta(days=21)
    told = next(body for to, body in mails(session, "certainty.asked") if to == other.email)
    assert f"by {day(late + timedelta(days=21))}" in told
    session.rollback()
    with app.app_context():
        for at in (late + timedelta(days=20), late + timedelta(days=22)):
            due.run(
                db.sessionmaker,
                {reminding.REMINDER: reminding.handler(Links(), lambda at=at: at)},
                now=lambda at=at: at,
            )
            session.rollback()
            held = mails(session, "certainty.reminded")
            assert [to for to, _ in held] == ([] if at < case.judgement.due_at else [other.email])
            session.rollback()


def test_a_later_version_has_no_words_of_certainty_before_both_confirm_and_an_editor_publishes(session, run_due):
    project = an_approach(session, run_due)
    case = published(session, held(session, project), SERIOUS)
    project.evaluations[0].results[0].effect = 0.51
    work_out(session, project, run_due)
    later = held(session, project)
    assert later.id != case.version_id and told(session, later) == later.headline
    found = queries.certainty_of(session, later)
    assert (found.is_of_this, found.holds, found.of_version, found.tier.id) == (
        False,
        False,
        case.version_id,
        "moderate",
    )
    for person in case.people:
        seat = case.seat(person)
        version, changed = confirming.to_confirm(session, seat)
        assert version.id == later.id and [each.kind for each in changed] == ["figures"]
        about = {"actor": actor_for(person), "facts": seat_facts(actor_for(person), seat), "now": NOW}
        confirming.confirm(session, seat, later, **about)
        with pytest.raises(WrongState, match="you said so already"):
            confirming.confirm(session, seat, later, **about)
        session.commit()
    later = held(session, project)
    assert told(session, later) == later.headline, "an editor has not published it"
    publishing.publish(session, later, now=NOW, **case.as_editor())
    assert told(session, later).startswith("Taking part probably makes a difference for the worse")
    assert told(session, case.version).startswith("Taking part probably"), "the version that was judged keeps its words"


def test_where_something_that_counts_has_changed_it_is_judged_anew(session, run_due):
    project = an_approach(session, run_due)
    case = published(session, held(session, project), SERIOUS)
    a_trial(session, project, 0.5, 9)
    work_out(session, project, run_due)
    later, person = held(session, project), case.people[0]
    seat = case.seat(person)
    about = {"actor": actor_for(person), "facts": seat_facts(actor_for(person), seat), "now": NOW}
    with pytest.raises(WrongState, match="judged anew: studies were added or taken away"):
        confirming.confirm(session, seat, later, **about)
    session.rollback()
    again = published(session, held(session, project), {}, editor=case.editor)
    assert told(session, again.version).startswith("Taking part makes a difference for the worse")
    assert told(session, case.version).startswith("Taking part probably"), "each version keeps what was judged of it"


def test_what_was_stopped_says_nothing_and_leaves_room_for_another(session, version):
    case = asked(session, version)
    asking.stop(session, case.judgement, now=NOW, links=Links(), **case.as_editor())
    session.commit()
    assert len(mails(session, "certainty.stopped")) == 2
    with pytest.raises(NotAllowed):
        declares(case, case.people[0])
    session.rollback()
    again = published(session, case.version, editor=case.editor)
    assert session.get(Judgement, again.judgement_id).state.is_published
