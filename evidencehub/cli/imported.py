"""What an import did, in sentences for whoever ran it."""

from collections import Counter
from collections.abc import Iterator

from evidencehub.interchange.jsonl.importing import Summary as RecordsSummary
from evidencehub.interchange.records.storing import Changes
from evidencehub.interchange.wwc.importing import Summary
from evidencehub.projects.sources import day_of
from evidencehub.shared.words import counted

_NAMES = {
    "project": ("project", "projects"),
    "evaluation": ("evaluation", "evaluations"),
    "outcome_result": ("outcome result", "outcome results"),
}  # fmt: skip  by table
MOST_NAMED = 5
NOTHING = "Nothing has changed."
DRY_RUN = "This was a dry run: nothing was written."


def told(summary: Summary) -> Iterator[str]:
    taken = summary.taken
    dated = f", as of {day_of(summary.as_of)}" if summary.as_of else ", which does not say as of when"
    yield (
        f"Read {counted(taken.findings, 'finding', 'findings')} ({taken.subgroups:,} of parts of a group) and "
        f"{counted(taken.reports, 'rating', 'ratings')} on "
        f"{counted(len(taken.interventions), 'intervention', 'interventions')}{dated}; {taken.refused:,} rows refused."
    )
    yield (
        f"They are of {counted(taken.studies, 'study', 'studies')}, read {len(taken.reviews):,} times; "
        f"{taken.pairs:,} pairs of study and intervention."
    )
    if taken.containers:
        names = ", ".join(f"“{name}”" for _, name in sorted(taken.containers.items()))
        yield f"No approaches: {names}. Their studies stand on their own."
    if taken.nameless:
        yield (
            "1 finding gives no number of an intervention. It is in, and its study stands on its own."
            if taken.nameless == 1
            else f"{taken.nameless:,} findings give no number of an intervention. They are in, and their studies stand "
            "on their own."
        )
    if taken.unplaced:
        yield (
            f"{counted(taken.unplaced.total(), 'finding stands', 'findings stand')} in outcome domains that have no "
            f"place here yet, and keep the domain's own name: {_most_common(taken.unplaced)}."
        )
    if taken.unread:
        yield (
            f"{counted(len(taken.unread), 'measure is', 'measures are')} on no list that says which way is better: "
            "results by them get no arrow."
        )
    yield from _changes(summary)
    if summary.is_dry_run:
        yield DRY_RUN


def _changes(summary: Summary) -> Iterator[str]:
    changes = summary.changes
    if summary.held_as_of:
        yield (
            f"The hub holds these records as of {day_of(summary.held_as_of)}, which is newer. Only what the others got "
            f"was taken from here: for {counted(summary.comparisons, 'result', 'results')}."
        )
        return
    written = list(_written(changes))
    yield from written
    if changes.turned:
        which = counted(changes.turned, "result that was known points", "results that were known point")
        yield f"{which} another way now."
    if changes.merged:
        yield (
            f"{counted(changes.merged, 'evaluation is', 'evaluations are')} one with another now; the old "
            "address leads to it."
        )
    if summary.redirected:
        yield (
            f"{counted(summary.redirected, 'project is', 'projects are')} one with another now; the old address leads "
            "to it."
        )
    if summary.kept:
        which = counted(summary.kept, "result that the hub holds is", "results that the hub holds are")
        yield f"{which} not in this export, and {'stays' if summary.kept == 1 else 'stay'} as of the date before."
    if not written:
        yield NOTHING


def _written(changes: Changes) -> Iterator[str]:
    for what, counts in (("New", changes.new), ("Changed", changes.changed)):
        if named := [counted(counts[table], *names) for table, names in _NAMES.items() if counts.get(table)]:
            yield f"{what}: {', '.join(named)}."


def _most_common(names: Counter[str]) -> str:
    named = [f"{name} ({count:,})" for name, count in names.most_common(MOST_NAMED)]
    return ", ".join(named) + (f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else "")


def records_told(summary: RecordsSummary) -> Iterator[str]:
    yield f"Read {counted(summary.records, 'record', 'records')}; {counted(summary.refused, 'line', 'lines')} refused."
    if summary.twice:
        yield (
            "1 entry stands twice, and counts once." if summary.twice == 1
            else f"{summary.twice:,} entries stand twice, and count once."
        )  # fmt: skip
    yield from summary.notes
    if summary.unplaced:
        yield f"On no list of this hub, and kept as words: {_most_common(summary.unplaced)}."
    if summary.unknown:
        yield f"Keys that mean nothing here, and were left out: {_most_common(summary.unknown)}."
    yield from list(_written(summary.changes)) or [NOTHING]
    if summary.is_dry_run:
        yield DRY_RUN
