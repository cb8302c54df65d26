"""Commands over syntheses: working them out now, and showing what holds."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.outcomes import queries, versions
from evidencehub.catalogue.outcomes.certainty.queries import Certainty, certainties, told
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.recomputing import BATCH
from evidencehub.catalogue.outcomes.units import Unit
from evidencehub.catalogue.outcomes.wording import outcome_label
from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.projects.models import Evaluation, OutcomeResult, Project
from evidencehub.projects.public import public_ids
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.settings import load_settings
from evidencehub.standards.files.outcomes import load_outcomes


@click.group()
def synthesis() -> None:
    """What several studies of one approach found together, by outcome."""


def _outcome(_context: click.Context, _parameter: click.Parameter, slug: str | None) -> str | None:
    if slug is not None and slug not in load_outcomes().by_slug:
        raise click.BadParameter(f'there is no outcome "{slug}"; standards/vocabularies/outcomes.toml has their names')
    return slug


@contextmanager
def _hub() -> Iterator[None]:
    settings = load_settings()
    schema.require_current(settings)
    with hub(settings) as app, app.app_context():
        yield


@synthesis.command("recompute")
@click.argument("outcome", required=False, callback=_outcome)
@click.option("--json", "as_json", is_flag=True)
def recompute(outcome: str | None, as_json: bool) -> None:
    """Work out now what the worker would: of one OUTCOME (a slug), or of all. What did not change keeps its version."""
    counts = {"projects": 0, "new": 0, "ended": 0, "unchanged": 0}
    screen = Screen()
    with _hub(), screen.step("Putting studies together") as advance:
        with reading_only(), db.sessionmaker() as session:
            ids = _projects(session, outcome)
        left = iter(ids)
        while batch := list(islice(left, BATCH)):
            with reading_only(), db.sessionmaker() as session:
                made = versions.made(session, batch)
            with db.sessionmaker.begin() as session:
                versions.keep(session, made, now=utc_now())
            counts["projects"] += len(batch)
            counts["new"] += len(made.new)
            counts["ended"] += len(made.gone)
            counts["unchanged"] += made.kept
            advance(counts["projects"] / len(ids))
    if as_json:
        click.echo(json.dumps(counts, indent=2))
        return
    click.echo(
        f"{counts['projects']:,} approaches read: {counts['new']:,} new versions, {counts['ended']:,} that hold no "
        f"longer, {counts['unchanged']:,} unchanged."
    )


def _projects(session: Session, outcome: str | None) -> list[UUID]:
    """Of one outcome all that may have a result for it: what a team sent need not be what its draft says today."""
    everything = list(public_ids(session))
    if outcome is None:
        return everything
    area = load_outcomes().area_of(outcome)
    draft = select(Evaluation.project_id).join(OutcomeResult).where(OutcomeResult.outcome_area == area)
    held = select(SynthesisVersion.project_id).where(SynthesisVersion.outcome == outcome)
    wanted = set(
        session.scalars(
            select(Project.id).where(or_(Project.id.in_(draft), Project.id.in_(held), Project.source.is_(None)))
        )
    )
    return [key for key in everything if key in wanted]


@synthesis.command("show")
@click.argument("outcome", callback=_outcome)
@click.option("--demo", is_flag=True, help="Invented examples instead of real records.")
@click.option("--json", "as_json", is_flag=True)
def show(outcome: str, demo: bool, as_json: bool) -> None:
    """Print what holds for OUTCOME (a slug), with figures; above 0 is better, a ratio is its natural log."""
    with _hub(), reading_only():
        held = [each for each in queries.current(db.session, [outcome], demo=demo) if each.result is not None]
        judged = certainties(db.session, held)
        rows = [_row(each, judged.get(each.id)) for each in held]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['approach']}: {row['headline']}")
        ends = f"[{row['ci_low']:.3f}, {row['ci_high']:.3f}]"
        click.echo(f"  {row['scale']} {row['estimate']:.3f} {ends}, {row['how']}; I² {row['i2']:.0f} %")
    click.echo(f"{len(rows)} for {outcome_label(outcome)}.")


def _row(version: SynthesisVersion, certainty: Certainty | None) -> dict[str, Any]:
    gathered, pooled = versions.gathered_of(version), versions.pooled_of(version)
    assert pooled is not None  # noqa: S101  only those with a result are shown
    expected = pooled.expected
    return {
        "id": str(version.id), "approach": version.project.name, "outcome": version.outcome,
        "how": Unit(version.outcome, version.designs, version.comparator).in_words, "number": version.number,
        "made_at": version.made_at.isoformat(), "published": version.published_at is not None,
        "headline": told(version, certainty), "certainty": certainty.name if certainty and certainty.holds else None,
        "direction": version.direction, "scale": gathered.scale,
        "studies": pooled.studies, "people": pooled.people, "estimate": pooled.mean.estimate,
        "ci_low": pooled.mean.low, "ci_high": pooled.mean.high, "pi_low": expected and expected.low,
        "pi_high": expected and expected.high, "tau2": pooled.tau2, "i2": pooled.i2, "results": version.results,
        "left_out": gathered.reasons,
    }  # fmt: skip


COMMANDS: Sequence[click.Command] = (synthesis,)
