"""From tables that were found right to a standard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidencehub.standards.files.schema import REWORDABLE
from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.files.version_file import VersionFile
from evidencehub.standards.files.vocabulary import design_slugs, fact_tables
from evidencehub.standards.model.nodes import AtLeast, facts_in, routed, without
from evidencehub.standards.model.rule_parts import (
    Bands,
    CostBand,
    Group,
    Penalty,
    PenaltyRow,
    Rating,
    Route,
    Score,
    Step,
    Summary,
)
from evidencehub.standards.model.rule_parts import Table as LimitTable
from evidencehub.standards.model.standard import (
    ANSWERS,
    NO_FINDING,
    NOT_APPLICABLE,
    Criterion,
    DocumentKind,
    FactKind,
    HistoryNote,
    Panel,
    Source,
    Standard,
    Tier,
    Validation,
    is_number,
)


def build(common: Table, version: VersionFile, root: Path) -> Standard:
    """Return the standard that the files describe. They must have been read without problems."""
    data = version.source.data
    maker = _Maker(data, version)
    criteria = tuple(maker.criterion(values) for values in data["criteria"])
    routes = tuple(Route(**_frozen(values)) for values in data.get("routes", []))
    title = common["title"]
    known = {values["name"]: FactKind(**_frozen(values)) for values in [*fact_tables(root), *data.get("facts", [])]}
    own = [values["name"] for values in data.get("facts", [])]
    used = dict.fromkeys([*own, *(name for criterion in criteria for name in _facts_of(criterion))])
    return Standard(
        id=data["standard"],
        version=data["version"],
        title=title,
        short_title=common.get("short_title", title),
        owner=common["owner"],
        summary=common["summary"],
        note=" ".join(common.get("note", "").split()),
        use=common.get("use", "accreditation"),
        version_note=" ".join(data.get("note", "").split()),
        facts_note=data.get("facts_note", ""),
        rule=data["rule"],
        direction=data.get("direction", "rising"),
        unit=data.get("unit", "project"),
        answers=maker.answers,
        reviewers=data.get("reviewers", 2),
        blinding=data.get("blinding", "Each reviewer works alone."),
        valid_for_months=data.get("valid_for_months"),
        valid_for_months_note=data.get("valid_for_months_note", ""),
        status=data.get("status", "published"),
        supersedes=data.get("supersedes", ""),
        comments_until=data.get("comments_until", ""),
        display=data.get("display", "steps"),
        runs_on_whole=data.get("runs_on") == "whole",
        is_current=common.get("current", data["version"]) == data["version"],
        tiers=maker.tiers(routes, criteria),
        order=tuple(data.get("order", ())),
        groups=tuple(Group(**values) for values in data.get("groups", [])),
        criteria=criteria,
        routes=routes,
        wordings=maker.wordings(criteria),
        start=data.get("start", ""),
        steps=tuple(maker.step(values) for values in data.get("steps", [])),
        score=_score(data),
        summary_rule=maker.summary(),
        tables={values["id"]: maker.table(values) for values in data.get("tables", [])},
        cost_bands=tuple(CostBand(**maker.with_source(values)) for values in data.get("cost_bands", [])),
        facts=tuple(known[name] for name in used),
        known_facts=known,
        documents=tuple(DocumentKind(**values) for values in data.get("documents", [])),
        panels=tuple(Panel(**maker.with_source(values)) for values in data.get("panels", [])),
        validations=tuple(Validation(**values) for values in data.get("validations", [])),
        history=tuple(HistoryNote(**values) for values in _both(common, data, "history")),
        sources=tuple(Source(**values) for values in _both(common, data, "sources")),
        designs=design_slugs(root),
    )


class _Maker:
    """Makes the parts of one version; what they leave out is as the version says for all."""

    def __init__(self, data: Table, version: VersionFile) -> None:
        self.data, self.version = data, version
        self.answers: tuple[str, ...] = tuple(data.get("answers", ANSWERS))
        self.defaults = {"provenance": data.get("provenance", "unverified"), "source": data.get("source", "")}
        self.judge = data.get("penalty", {}).get("judge")

    def with_source(self, values: Table) -> dict[str, Any]:
        return {**self.defaults, **_frozen(values)}

    def criterion(self, values: Table) -> Criterion:
        given = self.with_source(values)
        bands = given.pop("bands", None)
        given.pop("test", None)
        question = given["question"]
        made = {
            "tier": "",
            "about": "evidence",
            "unit": self.data.get("unit", "project"),
            "short": question.rstrip("?"),
            "team": question,
            "public": given.get("short", question),
            "guidance": "",
            "counts_as_evidence": (),
            "effort": "",
            "what_not_to_do": "",
            "document": "",
            "answers": self.answers,
            **given,
        }
        if "accept" not in given:
            made["accept"] = self._accepted(values["id"], made["answers"], given.get("points", {}))
        return Criterion(
            **made,
            test=self.version.tests.get(values["id"]),
            bands=None if bands is None else _bands(bands),
        )

    def _accepted(self, criterion_id: str, answers: Sequence[str], points: Mapping[str, float]) -> tuple[str, ...]:
        """The answers that are good enough where a file does not say: met, else what is worth most, else the first."""
        if "met" in answers:
            return ("met",)
        own = [answer for answer in answers if answer not in (NO_FINDING, NOT_APPLICABLE)]
        if criterion_id == self.judge:
            return tuple(own)
        if all(answer in points or is_number(answer) for answer in own):
            worth = {answer: points[answer] if answer in points else float(answer) for answer in own}
            return tuple(answer for answer in own if worth[answer] == max(worth.values()))
        return (own[0],)

    def tiers(self, routes: Sequence[Route], criteria: Sequence[Criterion]) -> tuple[Tier, ...]:
        """Weakest first, labels outside the scale last. A tier without a rank takes its place, when none has one."""
        found = self.data["tiers"]
        unranked = not any("rank" in values for values in found)
        effect = {criterion.id for criterion in criteria if criterion.about == "effect"}
        left_out = {
            route.id: {each.id for each in criteria if each.routes and route.id not in each.routes} for route in routes
        }
        made = []
        for place, values in enumerate(found, start=1):
            given = self.with_source(values)
            given.pop("requires", None)
            rank = place if unranked else values.get("rank")
            tree = self.version.requirements.get(values["id"], AtLeast(0, ()))
            requirement = routed(tree, left_out) if routes else tree
            both = requirement, without(requirement, effect)
            by_route = {
                route: (_on_route(both[0], names), _on_route(both[1], names)) for route, names in left_out.items()
            }
            score = given.pop("score", rank)
            limits = {"lowest_total": given.pop("from", None), "highest_total": given.pop("to", None)}
            given.pop("rank", None)
            made.append(
                Tier(
                    **{"motto_provenance": given["provenance"], **given, **limits},
                    rank=rank,
                    score=score,
                    requirement=both[0],
                    evidence_requirement=both[1],
                    by_route=by_route,
                )
            )
        return tuple(sorted(made, key=lambda tier: (tier.rank is None, tier.rank or 0)))

    def wordings(self, criteria: Sequence[Criterion]) -> dict[tuple[str, str], Criterion]:
        by_id = {criterion.id: criterion for criterion in criteria}
        return {
            (values["criterion"], values["route"]): replace(
                by_id[values["criterion"]], **_frozen({key: values[key] for key in REWORDABLE if key in values})
            )
            for values in self.data.get("wordings", [])
        }

    def step(self, values: Table) -> Step:
        return Step(**{**values, "ask": self.version.asks[values["id"]]})

    def table(self, values: Table) -> LimitTable:
        rows = tuple((float(start), float(limit)) for start, limit in values["rows"])
        return LimitTable(**{**self.with_source(values), "rows": rows, "step": float(values["step"])})

    def summary(self) -> Summary | None:
        data = self.data.get("synthesis")
        if data is None:
            return None
        ratings = {
            values["id"]: Rating(
                **{**self.with_source(_but(values, "requires")), "requirement": self.version.ratings[values["id"]]}
            )
            for values in self.data["ratings"]
        }
        return Summary(data["title"], data["plain"], tuple(ratings[name] for name in data["order"]))


def _on_route(requirement: AtLeast, left_out: set[str]) -> AtLeast:
    """The requirement on one route; counts of studies look at the route of each study, and so stay whole."""
    return without(requirement, left_out, outside_counts_only=True)


def _both(common: Table, data: Table, name: str) -> list[Table]:
    """What stays the same and what this version adds; for a standard of one file they are one."""
    return [*common.get(name, []), *([] if common is data else data.get(name, []))]


def _facts_of(criterion: Criterion) -> list[str]:
    decided = facts_in(criterion.test) if criterion.test else []
    return [*criterion.facts, *decided, *([criterion.bands.fact] if criterion.bands else [])]


def _bands(values: Table) -> Bands:
    steps = tuple((str(answer), float(limit)) for answer, limit in values["steps"])
    return Bands(values["fact"], steps, values["otherwise"], values.get("round"))


def _score(data: Table) -> Score | None:
    if "score" not in data:
        return None
    penalty = data.get("penalty")
    return Score(
        columns=tuple(data["score"]["columns"]),
        moves=tuple(data["score"].get("moves", ())),
        up_only_without_down=data["score"].get("up_only_without_down", False),
        penalty=None if penalty is None else _penalty(penalty),
        not_scored=data["score"].get("not_scored", ""),
        not_scored_from=data["score"].get("not_scored_from"),
    )


def _penalty(values: Table) -> Penalty:
    rows = tuple(
        PenaltyRow(tuple(row["high"]), tuple(row["moderate"]), row["drop"], row.get("same")) for row in values["rows"]
    )
    return Penalty(**{**values, "criteria": tuple(values["criteria"]), "rows": rows})


def _but(table: Table, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def _frozen(table: Table) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
