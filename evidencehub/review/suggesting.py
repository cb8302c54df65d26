"""Which reviewers to propose for a case, as a sum of points that an editor can follow. Values in, values out.

The weights are ours: what somebody knows counts for more than how busy they are, and nobody is proposed who is away or
of whom something was found, as long as there are others. What was asked of somebody in the last year counts too, or
the few who know most would be asked for everything: one area more is worth six reviews more a year.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from evidencehub.review.panels import Wanted
from evidencehub.shared.words import counted, day, listed

KNOWS, BOTH_KNOW, OPEN_CASE, WEEK_TO_ANSWER, HELD_UP, OFF_PANEL = 3.0, 2.0, 2.0, 1.0, 40.0, 100.0
ASKED_LATELY = 0.5
MOST_AREAS = 3  # that count: who names every area knows none of them better
USUAL_DAYS = 5.0  # to answer, of somebody who never had to


@dataclass(frozen=True)
class Option:
    """Somebody who can be asked, as far as a proposal goes by it."""

    id: UUID | str
    name: str
    kind: str = ""  # of ReviewerKind
    knows: tuple[str, ...] = ()  # outcome areas of the case
    open_cases: int = 0
    asked_lately: int = 0  # other cases, in the last twelve months
    answer_days: float | None = None  # from invitation to answer, on average; None: never answered one
    away: tuple[date, date] | None = None  # first and last day, if that is now or soon
    has_doubt: bool = False  # the machine found something that an editor has to rule on
    places: frozenset[str] = frozenset()  # where they work, by organisation and mail

    @property
    def reasons(self) -> str:
        said = [self.kind] if self.kind else []
        said.append(f"knows {listed(self.knows)}" if self.knows else "has named none of these outcome areas")
        has = counted(self.open_cases, "open case", "open cases") if self.open_cases else "no open cases"
        said.append(f"has {has}")
        if self.asked_lately:
            times = counted(self.asked_lately, "other", "others")
            said.append(f"was asked to grade {times} in the last twelve months")
        if self.answer_days is not None:
            days = max(1, round(self.answer_days))
            said.append(f"answers within {counted(days, 'day', 'days')} on average")
        if self.away:
            said.append(f"away from {day(self.away[0])} to {day(self.away[1])}")
        return "; ".join(said)


def burden(option: Option) -> float:
    """What speaks against somebody, less what speaks for them; less is better."""
    answer = USUAL_DAYS if option.answer_days is None else min(option.answer_days, 21.0)
    return (
        OPEN_CASE * option.open_cases
        + ASKED_LATELY * option.asked_lately
        + WEEK_TO_ANSWER * answer / 7
        + HELD_UP * (option.away is not None)
        + HELD_UP * option.has_doubt
        - KNOWS * min(len(option.knows), MOST_AREAS)
    )


def ranked(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda one: (burden(one), one.name, str(one.id)))


def best(options: Sequence[Option], panel: Wanted | None, *, taken: Sequence[Option] = ()) -> tuple[Option, ...]:
    """Whom to propose: two people, or one beside whoever has a seat; fewer where nobody is left.

    Never two from one place; of the kinds that the standard wants, if there are such; who together know most.
    """
    sets = itertools.combinations(ranked(options), 2 - len(taken))
    possible = [chosen for chosen in sets if not share_a_place([*taken, *chosen])]
    if not possible:
        return ()
    return min(possible, key=lambda chosen: burden_of([*taken, *chosen], panel))


def burden_of(people: Sequence[Option], panel: Wanted | None) -> float:
    missing = len(panel.missing([one.kind for one in people])) if panel else 0
    together = {area for one in people for area in one.knows}
    return sum(map(burden, people)) + OFF_PANEL * missing - BOTH_KNOW * len(together)


def share_a_place(people: Sequence[Option]) -> bool:
    return any(one.places & other.places for one, other in itertools.combinations(people, 2))
