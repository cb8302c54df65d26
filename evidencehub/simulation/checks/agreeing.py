"""Agreement over the hub, worked out anew by the plainest formula, beside what the worker keeps for everybody."""

from collections import Counter
from math import isclose

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.projects.models import Submission
from evidencehub.review.agreeing.models import HubAgreement
from evidencehub.review.agreeing.working_out import LEAST_CASES, figures_of
from evidencehub.review.models import Assignment
from evidencehub.shared.db import reading_only
from evidencehub.simulation.world import World
from evidencehub.standards.files.loading import load_standard


def problems(world: World) -> list[str]:
    found = []
    with reading_only(), world.sessions() as session:
        kept = {row.standard_id: figures_of(row.figures).rows[0] for row in session.scalars(select(HubAgreement))}
        plain = {name: each for name, each in plainly(session).items() if each[0] >= LEAST_CASES}
    for name in sorted(kept.keys() | plain.keys()):
        if name not in kept or name not in plain:
            found.append(f"agreement by {name} is {'missing' if name in plain else 'of too few cases'}")
            continue
        row, (cases, questions, percent, ac1) = kept[name], plain[name]
        if (row.cases, row.questions) != (cases, questions):
            found.append(f"agreement by {name} is of {row.questions} questions, and there are {questions}")
        if not isclose(row.percent, percent) or row.ac1 is None or not isclose(row.ac1, ac1):
            found.append(f"agreement by {name} is {row.percent} and {row.ac1}, and not {percent} and {ac1}")
    return found


def plainly(session: Session) -> dict[str, tuple[int, int, float, float]]:
    """By standard: cases, questions, how many of 100 were alike, and Gwet's AC1.

    AC1 = (p_a - p_e) / (1 - p_e) with p_e = sum of pi (1 - pi) over all q answers, divided by q - 1.
    """
    pairs: dict[str, list[tuple[str, str]]] = {}
    cases: Counter[str] = Counter()
    for case in session.scalars(select(Submission).where(Submission.demo.is_(False))):
        if not case.state.is_over:
            continue
        query = select(Assignment).where(Assignment.submission_id == case.id, Assignment.frozen_at.is_not(None))
        seats = session.scalars(query.options(selectinload(Assignment.findings))).all()
        said = [
            {(one.criterion_id, one.result_key): one.answer for one in seat.findings if one.answer and one.reason}
            for seat in seats if not seat.is_third and not seat.is_on_appeal
        ]  # fmt: skip
        both = [(said[0][key], said[1][key]) for key in said[0] if key in said[1]] if len(said) == 2 else []
        if both:
            cases[case.standard_id] += 1
            pairs.setdefault(case.standard_id, []).extend(both)
    return {name: (cases[name], len(each), *_of(name, each)) for name, each in pairs.items()}


def _of(standard_id: str, pairs: list[tuple[str, str]]) -> tuple[float, float]:
    scale = {answer for criterion in load_standard(standard_id).criteria for answer in criterion.answers}
    alike = sum(one == other for one, other in pairs) / len(pairs)
    given = Counter(answer for pair in pairs for answer in pair)
    shares = [count / (2 * len(pairs)) for count in given.values()]
    chance = sum(share * (1 - share) for share in shares) / (len(scale | given.keys()) - 1)
    return 100 * alike, (alike - chance) / (1 - chance)
