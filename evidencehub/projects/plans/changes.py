"""What differs between two versions of a plan, and whether the first was there before the study; for every reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evidencehub.projects import terms
from evidencehub.projects.plans.files import PlanFile, files_of
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import Planned, planned_of
from evidencehub.shared.clock import day_of
from evidencehub.shared.words import counted, day


@dataclass(frozen=True)
class Change:
    what: str
    before: str  # "" for nothing
    after: str
    said: str = ""  # the whole of it in words, where that is plainer than before and after


_ASKED = (
    ("title", "Title"), ("participants", "People to be measured"), ("analysis", "How the numbers will be compared"),
    ("starts_on", "Planned start"), ("ends_on", "Planned last measurement"), ("reports_on", "Planned report"),
    ("started_on", "Started"), ("ended_on", "Last measurement"), ("stopped_because", "Why it was stopped"),
    ("unpublished_because", "Why nothing is published yet"),
)  # fmt: skip


def changes_of(earlier: PlanVersion, later: PlanVersion) -> list[Change]:
    """In the order of the page, outcomes first."""
    return [*_outcomes(earlier, later), *_design(earlier, later), *_others(earlier, later), *_files(earlier, later)]


def in_words(outcome: Planned) -> str:
    parts = [outcome.outcome, outcome.measure, outcome.when]
    return ("Main outcome: " if outcome.is_main else "") + ", ".join(part for part in parts if part)


def timing_of(first: PlanVersion) -> str:
    """Whether the plan came before the study, as far as is known, in one sentence."""
    sent = day_of(first.sent_at)
    began = _began(first)
    if began is None:
        return "It does not say when the study starts."
    if sent <= began:
        return "It was sent before the study began."
    return f"It was sent {counted((sent - began).days, 'day', 'days')} after the study began."


def _began(first: PlanVersion) -> date | None:
    latest = next((each for each in first.plan.versions if each.is_latest), first)
    return latest.started_on or first.starts_on


def _outcomes(earlier: PlanVersion, later: PlanVersion) -> Iterator[Change]:
    before = {each.key: each for each in planned_of(earlier)}
    after = {each.key: each for each in planned_of(later)}
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = (in_words(side[key]) if key in side else "" for side in (before, after))
        if old != new:
            yield Change("Outcome", old, new)
        why = after[key].unreported_because if key in after else ""
        if why and why != (before[key].unreported_because if key in before else ""):
            yield Change(f"Why there is no result for {after[key].outcome}", "", why)


def _design(earlier: PlanVersion, later: PlanVersion) -> Iterator[Change]:
    if earlier.design != later.design:
        old, new = (terms.label("designs", each) if each else "" for each in (earlier.design, later.design))
        yield Change("Design", old, new)


def _others(earlier: PlanVersion, later: PlanVersion) -> Iterator[Change]:
    for name, what in _ASKED:
        old, new = (_words(getattr(each, name)) for each in (earlier, later))
        if old != new:
            yield Change(what, old, new)


def _files(earlier: PlanVersion, later: PlanVersion) -> Iterator[Change]:
    """Those of which everybody is told. One that takes the place of another of the same name was replaced."""
    before, after = ({each.id: each for each in files_of(side) if each.is_named_in_public} for side in (earlier, later))
    gone = {each.sent.told: each for key, each in before.items() if key not in after}
    for key, new in after.items():
        old = before.get(key)
        if old is None:
            yield _file("replaced" if gone.pop(new.sent.told, None) else "added", new)
        elif old.sent.told != new.sent.told:
            yield _file(f"“{old.sent.told}” is called now", new)
        if old is not None and old.is_public != new.is_public:
            yield _file("public now" if new.is_public else "for reviewers and editors alone now", new)
    for old in gone.values():
        yield _file("left out", old, f", which stays with version {earlier.number}" if earlier.number else "")


def _file(what: str, file: PlanFile, beside: str = "") -> Change:
    return Change("File", "", "", f"File {what}: {file.sent.told}{beside}")


def _words(value: object) -> str:
    if isinstance(value, date):
        return day(value)
    return "" if value is None else str(value)
