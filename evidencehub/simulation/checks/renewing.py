"""Awards and time: each ends or runs out on its day, and a light renewal moves nothing but that day, once in a row."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evidencehub.accreditation.models import Accreditation
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.db import reading_only
from evidencehub.simulation.checks.awards import Awards
from evidencehub.simulation.checks.history import History
from evidencehub.simulation.world import World

LATE = timedelta(minutes=30)  # at most, beside the time until the worker comes by


def problems(world: World) -> list[str]:
    with reading_only(), world.sessions() as session:
        history = History.read(session, world.readers)
        awards, now = Awards(history), world.clock()
        made = {entry.details["accreditation"]: entry for entry in history.entries
                if entry.action == "accreditation.made"}  # fmt: skip
        found = []
        for award in history.awards.values():
            if made[str(award.id)].details["tier"] != award.tier:
                found.append(f"{award.number} has another tier than when it was made")
            if awards.state(award, now) != award.state.value:
                found.append(f"{award.number} is {award.state.value}, and by its steps {awards.state(award, now)}")
            found += _of_renewals(world, history, awards, award)
            found += _of_time(world, awards, award, now)
        return found


def _of_renewals(world: World, history: History, awards: Awards, award: Accreditation) -> Iterator[str]:
    every = awards.renewals(award)
    if sum(one.state.is_accepted for one in every) > world.settings.light_renewals:
        yield f"{award.number} was renewed on its team's word too often"
    for number, one in enumerate(every):
        if any(before.state.needs_the_whole for before in every[:number]):
            yield f"{award.number} was to be sent in full, and its team asked for a light renewal again"
        if awards.state(award, one.sent_at) not in {"expiring", "expired"}:
            yield f"a renewal of {award.number} was asked for while it was {awards.state(award, one.sent_at)}"
        if one.answered_by is None or one.answered_at is None:
            if one.state.is_accepted or one.state.needs_the_whole:
                yield f"a renewal of {award.number} was answered by nobody"
            continue
        email = history.emails[one.answered_by]
        asked = {seat.reviewer_id for seat in history.by_case.get(award.submission_id, [])}
        if not history.is_editor(one.answered_by, one.answered_at):
            yield f"a renewal of {award.number} was answered by {email}, who is no editor"
        if one.answered_by in asked or email in history.team(award.submission, one.answered_at):
            yield f"a renewal of {award.number} was answered by somebody with a conflict"


def _of_time(world: World, awards: Awards, award: Accreditation, now: datetime) -> Iterator[str]:
    """That it came due and ran out on its days, neither sooner nor later."""
    until = awards.periods(award)[-1][1]
    if award.valid_until != until:
        yield f"{award.number} is valid until {award.valid_until}, and should be until {until}"
    over, early = end_of(day_of(until)), end_of(day_of(until)) - timedelta(days=90)
    late = world.plan.worker_every + LATE
    if award.state.is_in_date and now > over + late:
        yield f"{award.number} is {award.state.value} still, and was due by {until:%d %B %Y}"
    last = awards.steps.get(str(award.id), [])
    came = [one.at for one in last if one.action == "accreditation.come-due" and one.at > awards.periods(award)[-1][0]]
    ran_out = [one.at for one in last if one.action == "accreditation.expire" and one.at > awards.periods(award)[-1][0]]
    for at, due, what in [*((one, early, "came due") for one in came), *((one, over, "ran out") for one in ran_out)]:
        if not due <= at <= due + late:
            yield f"{award.number} {what} on {at:%d %B %Y}, and not on {due:%d %B %Y}"
