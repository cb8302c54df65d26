"""What follows from who started and who is in the results: losses, as the standards define them, and never typed twice.

Overall attrition is the share of those assigned who are missing from the analysis, all groups together; differential
attrition the absolute gap between the groups' shares. Source: glossary of the standards' facts (WWC handbook 5.0).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ARMS = ("t", "c")  # the project's group, and the one that it is compared with
FLOW_COUNTS = frozenset(
    {"eligible", "allocated_t", "allocated_c", "analysed_t", "analysed_c", "started", "n_both_points_per_group"}
    | {"n_reached"}
)
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Lost:
    """People who were in a group at the start, and are not in the results."""

    started: int
    analysed: int

    @property
    def people(self) -> int:
        return self.started - self.analysed

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.people / self.started

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.started, self.analysed, self.people


@dataclass(frozen=True)
class Flow:
    """None where the counts are not all there, or do not fit one another."""

    groups: tuple[Lost, ...] = ()  # the project's group and the other; none with one group
    whole: Lost | None = None

    @property
    def attrition_overall(self) -> float | None:
        return self.whole.share if self.whole else None

    @property
    def attrition_differential(self) -> float | None:
        if not self.groups:
            return None
        first, second = self.groups
        return abs(first.share - second.share)


def flow_of(study: Answers, participants: int | None) -> Flow:
    """:param study: answers that fit the design.
    :param participants: people measured at the end, all groups."""
    arms = [_lost(study.get(f"allocated_{arm}"), study.get(f"analysed_{arm}")) for arm in ARMS]
    groups = tuple(each for each in arms if each is not None)
    if len(groups) == len(ARMS):
        return Flow(groups, Lost(sum(each.started for each in groups), sum(each.analysed for each in groups)))
    return Flow((), _lost(study.get("started"), participants))


def _lost(started: int | None, analysed: int | None) -> Lost | None:
    if not started or analysed is None or analysed > started:
        return None
    return Lost(started, analysed)


def in_results(study: Answers) -> int | None:
    """People in the results of both groups; None where one of the two is not given."""
    counts = [study.get(f"analysed_{arm}") for arm in ARMS]
    return sum(counts) if all(count is not None for count in counts) else None  # type: ignore[arg-type]


def problems(study: Answers, participants: int | None) -> dict[str, str]:
    """What cannot be, by the name of the answer to look at again."""
    return dict(_problems(study, participants))


def _problems(study: Answers, participants: int | None) -> Iterator[tuple[str, str]]:
    for arm, group in zip(ARMS, ("project group", "other group"), strict=True):
        started, analysed = study.get(f"allocated_{arm}"), study.get(f"analysed_{arm}")
        if started is not None and analysed is not None and analysed > started:
            told = f"{analysed:,} people of the {group} are in the results, and {started:,} were there at the start"
            yield f"analysed_{arm}", f"{told}. Look at both numbers again"
    in_groups = [count for arm in ARMS if (count := study.get(f"allocated_{arm}")) is not None]
    eligible = study.get("eligible")
    started = study.get("started")
    at_start = sum(in_groups) if in_groups else started
    if eligible is not None and at_start is not None and at_start > eligible:
        yield (
            "eligible",
            f"{at_start:,} people were there at the start, which is more than the {eligible:,} here",
        )
    analysed = in_results(study)
    if analysed is not None and participants is not None and participants != analysed:
        yield "participants", f"The two groups add up to {analysed:,}. Leave this empty, or look at those numbers again"
    if started is not None and participants is not None and participants > started and analysed is None:
        yield "participants", f"That is more than the {started:,} people who were there at the start"
    both, measured = study.get("n_both_points_per_group"), participants if analysed is None else analysed
    if both is not None and measured is not None and both > measured:
        yield "n_both_points_per_group", f"That is more than the {measured:,} people who were measured at the end"
    whole = [count for arm in ARMS if (count := study.get(f"groups_{arm}")) is not None]
    if len(whole) == len(ARMS) and (study.get("groups_lost") or 0) > sum(whole):
        yield "groups_lost", f"That is more than the {sum(whole):,} that there were at the start"
