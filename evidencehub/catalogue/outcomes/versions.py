"""Keeping syntheses: a new dated version where what goes in, or how it is put together, has changed; none otherwise."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, load_only

from evidencehub.catalogue.outcomes.gathering import Gathered, gather
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import METHOD, Pooled, pool
from evidencehub.catalogue.outcomes.units import Unit
from evidencehub.catalogue.outcomes.wording import headline
from evidencehub.projects.frozen.strictly import read, written
from evidencehub.projects.public import public_views
from evidencehub.standards.files.outcomes import load_outcomes

_HEX = 6  # significant figures by which inputs are compared: the last digits of a float are not news


@dataclass(frozen=True)
class Made:
    """What has to be written so that the versions of these projects are true; ``kept`` had not changed."""

    new: tuple[dict[str, Any], ...]  # columns
    gone: tuple[UUID, ...]  # versions that hold no longer and have no successor
    kept: int


def gathered_of(version: SynthesisVersion) -> Gathered:
    """What went in. Rows of method 2026-1 do not say which studies are of the same people, and those up to 2026-4 not
    which difference is worth having: nobody looked."""
    entered = [{"also": [], **each} for each in version.inputs["entered"]]
    return read(Gathered, {"worthwhile": None, **version.inputs, "entered": entered})


def pooled_of(version: SynthesisVersion) -> Pooled | None:
    return None if version.result is None else read(Pooled, {"worthwhile": None, **version.result})


def narrowest(held: Sequence[SynthesisVersion]) -> list[SynthesisVersion]:
    """Without those of a broader outcome that the same results entered: told twice they look like two findings."""
    tree = load_outcomes()
    found: dict[tuple[UUID, str, str, frozenset[str]], SynthesisVersion] = {}
    for each in held:
        results = frozenset(result for one in each.inputs["entered"] for result in one["results"])
        key = (each.project_id, each.designs, each.comparator, results)
        if key not in found or len(tree.path(each.outcome)) > len(tree.path(found[key].outcome)):
            found[key] = each
    kept = {each.id for each in found.values()}
    return [each for each in held if each.id in kept]


def made(session: Session, project_ids: Sequence[UUID]) -> Made:
    """Work out what has changed for these projects, whatever became of them. Only reads."""
    views = public_views(session, project_ids)
    stored = _current(session, project_ids)
    new, kept, gone = list[dict[str, Any]](), 0, set[UUID]()
    for project_id in dict.fromkeys(project_ids):
        view, before = views.get(project_id), stored.get(project_id, {})
        units = {each.unit: each for each in gather(view)} if view and not view.removed else {}
        gone |= {each.id for unit, each in before.items() if unit not in units}
        for unit, gathered in units.items():
            inputs = written(gathered)
            sha256 = _hash(inputs)
            last = before.get(unit)
            if last and (last.inputs_sha256, last.method, last.demo) == (sha256, METHOD, view.demo if view else False):
                kept += 1
                continue
            new.append(_columns(project_id, gathered, inputs, sha256, demo=bool(view and view.demo)))
    return Made(tuple(new), tuple(sorted(gone)), kept)


def keep(session: Session, of: Made, *, now: datetime) -> None:
    """Write the new versions, at ``now`` (UTC); those that they follow stay, and hold no longer."""
    if of.gone:
        session.execute(update(SynthesisVersion).where(SynthesisVersion.id.in_(of.gone)).values(is_current=False))
    for columns in of.new:
        same = [getattr(SynthesisVersion, name) == columns[name] for name in _UNIT]
        last = session.scalar(select(func.max(SynthesisVersion.number)).where(*same)) or 0
        if last:
            session.execute(
                update(SynthesisVersion).where(*same, SynthesisVersion.is_current).values(is_current=False)
            )  # fmt: skip
        session.add(SynthesisVersion(**columns, id=uuid4(), number=last + 1, made_at=now, is_current=True))
    session.flush()


_UNIT = ("project_id", "outcome", "designs", "comparator")


def _current(session: Session, project_ids: Sequence[UUID]) -> dict[UUID, dict[Unit, SynthesisVersion]]:
    query = select(SynthesisVersion).where(SynthesisVersion.project_id.in_(project_ids), SynthesisVersion.is_current)
    only = load_only(
        *(getattr(SynthesisVersion, name) for name in (*_UNIT, "inputs_sha256", "method", "demo"))
    )  # fmt: skip
    found: dict[UUID, dict[Unit, SynthesisVersion]] = {}
    for each in session.scalars(query.options(only)):
        found.setdefault(each.project_id, {})[Unit(each.outcome, each.designs, each.comparator)] = each
    return found


def _columns(
    project_id: UUID, gathered: Gathered, inputs: dict[str, Any], sha256: str, *, demo: bool
) -> dict[str, Any]:
    pooled = pool(gathered.entered, gathered.worthwhile)
    return {
        "project_id": project_id,
        "outcome": gathered.unit.outcome,
        "designs": gathered.unit.designs,
        "comparator": gathered.unit.comparator,
        "method": METHOD,
        "inputs": inputs,
        "inputs_sha256": sha256,
        "result": written(pooled) if pooled else None,
        "headline": headline(gathered, pooled) if pooled else "",
        "studies": len(gathered.entered),
        "results": gathered.results,
        "direction": pooled.direction if pooled else "",
        "demo": demo,
    }


def _hash(inputs: dict[str, Any]) -> str:
    """The same for the same inputs, whatever order they were read in."""

    def plain(value: Any) -> Any:
        if isinstance(value, float):
            return f"{value:.{_HEX}g}"
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return sorted((plain(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
        return value

    return hashlib.sha256(json.dumps(plain(inputs), sort_keys=True).encode()).hexdigest()
