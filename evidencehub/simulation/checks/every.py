"""Everything that has to hold of a year, by what is said of it."""

from collections.abc import Callable, Mapping

from evidencehub.simulation.checks import (
    agreeing,
    apart,
    appeals,
    copies,
    covered,
    daily,
    ending,
    notices,
    publishing,
    renewing,
)
from evidencehub.simulation.world import World

Check = Callable[[World], list[str]]

CHECKS: Mapping[str, Check] = {
    "every case ended": ending.problems,
    "nobody graded their own or conflicted work": apart.problems,
    "no seat is held by somebody without the role": daily.problems,
    "what was found became public on its day": publishing.problems,
    "appeals were judged by others, in their time": appeals.problems,
    "awards run out on their day, and a renewal moves nothing else": renewing.problems,
    "every act, mail and row has a rule": covered.problems,
    "no notice is missing or doubled": notices.problems,
    "every mail went out once": copies.mails,
    "the audit chain is whole": copies.chain,
    "agreement over the hub is what the findings say": agreeing.problems,
    "the public index agrees with the records": copies.index,
}


def problems(world: World) -> dict[str, list[str]]:
    """What was found, by check; also on the way."""
    found = {name: check(world) for name, check in CHECKS.items()}
    return {"nothing went wrong on the way": world.problems, **found}
