"""A synthesis that was judged, or is about to be: an approach from elsewhere with trials, and people who judge."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.catalogue.outcomes import access as synthesis_access
from evidencehub.catalogue.outcomes.certainty import asking, judging, queries, settling
from evidencehub.catalogue.outcomes.certainty.judging import Answer
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.questions import answers, points, questions
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects import public
from tests.factories import NOW, a_project, a_result, a_reviewer, an_editor, an_evaluation

ODDS = {"outcome_area": "school-attendance", "outcome": "Skipping school", "outcome_slug": "truancy", "unit": "",
        "measure_name": "Skipped", "higher_is": "worse", "effect_metric": "or", "ci_low": None, "ci_high": None,
        "se": 0.2, "mean_t": None, "mean_c": None, "source_values": {"clusters": "none"}}  # fmt: skip


class Links:
    """Services know no addresses."""

    def seat(self, seat_id: UUID) -> str:
        return f"seat {seat_id}"

    def desk(self, version_id: UUID) -> str:
        return f"desk {version_id}"

    def page(self, version_id: UUID) -> str:
        return f"page {version_id}"


def an_approach(session, run_due, *effects, name="Visits", **result):
    """An approach from elsewhere with a trial for each effect (above 0: more skipped school), worked out."""
    project = a_project(session, name=name, slug=name.lower(), source="records", external_id=name, published_at=NOW)
    for place, effect in enumerate(effects or (0.5, 0.5, 0.5)):
        a_trial(session, project, effect, place, **result)
    work_out(session, project, run_due)
    return project


def a_trial(session, project, effect, place, **result):
    key = f"{project.name} {place}"
    study = an_evaluation(
        session, project, design="rct", source="records", external_id=key, title=key, participants=100 + place
    )
    return a_result(session, study, **{**ODDS, **result}, effect=effect)


def work_out(session, project, run_due):
    public.changed(session, project.id)
    session.commit()
    run_due()
    session.rollback()


def held(session, project, outcome="truancy"):
    session.rollback()
    query = select(SynthesisVersion).filter_by(project_id=project.id, outcome=outcome, is_current=True)
    return session.scalars(query).one()


@dataclass
class Asked:
    """Ids alone: sessions come and go."""

    session: object
    version_id: UUID
    editor: object
    people: tuple
    judgement_id: UUID

    @property
    def judgement(self) -> Judgement:
        found = queries.judgement(self.session, self.judgement_id)
        assert found is not None
        return found

    @property
    def version(self) -> SynthesisVersion:
        return self.session.get(SynthesisVersion, self.version_id)

    def seat(self, person) -> Seat:
        return next(each for each in self.judgement.seats if each.person_id == person.id)

    def as_editor(self):
        actor = actor_for(self.editor)
        return {"actor": actor, "facts": synthesis_access.synthesis_facts(self.session, actor, self.version)}


def asked(session, version, *, editor=None, people=None):
    """Two reviewers from different places, asked by an editor."""
    editor = editor or an_editor(session)
    people = people or (a_reviewer(session), a_reviewer(session))
    actor = actor_for(editor)
    made = asking.ask(
        session, version, people, actor=actor, facts=synthesis_access.synthesis_facts(session, actor, version),
        now=NOW, links=Links(),
    )  # fmt: skip
    session.commit()
    return Asked(session, version.id, editor, tuple(people), made.id)


def said(moved=None, reason="Because."):
    """An answer to every question: no step but those of ``moved``."""
    found = {}
    for each in questions():
        still = next(answer for answer in answers(each) if points(each, answer) == 0)
        answer = (moved or {}).get(each.id, still)
        found[each.id] = Answer(answer, reason if points(each, answer) else "")
    return found


def declares(case, person):
    judging.declare(case.session, case.seat(person), conflict="", actor=actor_for(person), now=NOW, links=Links())


def judges(case, person, moved=None, reason="Because.", *, is_named=False):
    """Declares no conflict, answers, and sends."""
    declares(case, person)
    writes(case, person, moved, reason, is_named=is_named)
    judging.send(case.session, case.seat(person), actor=actor_for(person), now=NOW, links=Links())
    case.session.commit()


def writes(case, person, moved=None, reason="Because.", *, is_named=False):
    seat = case.seat(person)
    judging.save(
        case.session, seat, {key: one for key, one in said(moved, reason).items() if not seat.only or key in seat.only},
        is_named=is_named, seen=seat.row_version, actor=actor_for(person), now=NOW,
    )  # fmt: skip


def published(session, version, first=None, second=None, **wanted):
    """Judged by two, settled for what the first said, and published."""
    case = asked(session, version, **wanted)
    judges(case, case.people[0], first, "ALPHA reason", is_named=True)
    judges(case, case.people[1], second if second is not None else first, "BETA reason")
    for each in settling.compare(case.judgement):
        if each.differs:
            settling.settle_one(
                session, case.judgement, each.question.id, each.views[0].answer, "The editor's reason.", now=NOW,
                **case.as_editor(),
            )  # fmt: skip
    settling.settle(session, case.judgement, now=NOW, **case.as_editor())
    settling.publish(session, case.judgement, now=NOW, links=Links(), **case.as_editor())
    session.commit()
    return case
