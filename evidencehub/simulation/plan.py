"""How large a simulated year is, and how often what happens in it. Counts are of cases or people; chances 0 to 1.

The chances are ours, not measured anywhere: high enough that each of them meets a small year too.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

STARTS = datetime(2025, 1, 6, 8, tzinfo=UTC)  # a Monday; any other day would do
YEAR = timedelta(days=365)
RUN_OUT = timedelta(days=300)  # after the last submission: time enough for every case to end
RUN_ON = timedelta(days=365 * 17)  # awards of three years, renewed once, of a project that was sent in full again, too


@dataclass(frozen=True)
class Chances:
    """Of one act by one person, unless it says otherwise."""

    rejected: float = 0.03
    returned: float = 0.10
    sent_again: float = 0.85  # of what was returned
    withdrawn_early: float = 0.06
    given_back: float = 0.04
    replied: float = 0.3
    published_at_once: float = 0.15  # by the team, before its days are over
    declined: float = 0.15
    silent: float = 0.08
    declared: float = 0.05  # a conflict of interest, by the reviewer
    late: float = 0.12
    never_done: float = 0.04  # accepted, and nothing comes
    more_time: float = 0.08
    leaves: float = 0.03  # after having begun
    asks_team: float = 0.12
    team_silent: float = 0.25
    set_aside: float = 0.2  # of the questions of reviewers
    stops_early: float = 0.3  # after the first step that they find unmet; others go on for one more
    better: float = 0.0  # how much more often than usual a question is met
    agrees: float = 0.86  # with what the report says, question by question
    third: float = 0.15  # of cases with something open
    discussed: float = 0.15
    taken_back: float = 0.06  # of decisions
    held: float = 0.05  # of awards
    appealed: float = 0.12  # of letters
    appeal_refused: float = 0.15
    appeal_taken_back: float = 0.1
    facts_wrong: float = 0.15  # of letters that are not public yet
    fact_taken_back: float = 0.1
    renewal_asked: float = 0.5  # at each mail that an award is due for another look, or was
    renewal_accepted: float = 0.8
    sent_in_full: float = 0.15  # where an award is not renewed on its team's word
    left_lying: float = 0.15  # at the editors' desks, until they are reminded
    killed: float = 0.01  # whoever acts, in the middle of the transaction
    known_author: float = 0.04  # an author has the name of a reviewer


@dataclass(frozen=True)
class Plan:
    """One year. The seed decides everything that people do."""

    seed: int = 1
    submissions: int = 300
    reviewers: int = 60
    starts: datetime = STARTS
    worker_every: timedelta = timedelta(hours=3)
    chances: Chances = field(default_factory=Chances)

    @property
    def organisations(self) -> int:
        return max(4, self.submissions // 3)

    @property
    def editors(self) -> int:
        return max(3, self.submissions // 50)

    @property
    def mishaps(self) -> int:
        """Of each kind that befalls people: a role lost, an account switched off, a reviewer who joins a team."""
        return max(1, self.submissions // 60)

    @property
    def reports(self) -> int:
        """Of mistakes on public pages, by readers."""
        return max(3, self.submissions // 15)

    @property
    def kills(self) -> int:
        """Of the worker."""
        return max(2, self.submissions // 20)

    @property
    def ends(self) -> datetime:
        return self.starts + YEAR
