"""A reference of the evidence repository as a record of a study: what its files say of it, and no grade.

Only what it marks as public is read. Abstracts are somebody's text and are left out, as of lists of references.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from evidencehub.interchange.destiny.schemas import PUBLIC, REFERENCE
from evidencehub.interchange.destiny.terms import METRICS, NOT_CODED, OUR_STUDY, bare
from evidencehub.interchange.jsonl.importing import Read, Row, Summary
from evidencehub.interchange.jsonl.lines import lines_of, object_of
from evidencehub.interchange.jsonl.schemas import Record, record_of
from evidencehub.interchange.records.files import reasons

SOURCE = "destiny"
TITLE, AUTHORS, NAME = 300, 200, 300  # what a record takes: characters, names, characters
_OURS = {bare(term): metric for metric, term in METRICS.items() if metric in {"g", "or", "rr", "md"}}
_DIFFERENCES = frozenset({"g", "md"})


def reader(base: str) -> Read:
    """:param base: where this hub is: what came from here is not taken back as evidence from elsewhere."""

    def read(path: Path, summary: Summary) -> Iterator[Row]:
        own = 0
        for number, line, done in lines_of(path):
            try:
                given = _loaded(line)
                if _is_ours(given, base):
                    own += 1
                    continue
                yield Row(number, _record(given), done)
            except ValidationError as error:
                yield Row(number, reasons(error), done)
        if own:
            summary.notes.append(f"{own:,} of {path.name} came from this hub, and were not taken back.")

    return read


def _loaded(line: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = REFERENCE.load(object_of(line))
    if found["visibility"] != PUBLIC:
        raise ValidationError({"visibility": ["it is not public there, and is not taken"]})
    return found


def _is_ours(given: Mapping[str, Any], base: str) -> bool:
    return any(
        each.get("other_identifier_name") == OUR_STUDY and str(each["identifier"]).startswith(f"{base}/")
        for each in given.get("identifiers") or []
    )


def _record(given: Mapping[str, Any]) -> Record:
    """:raises ValidationError: it has no title, or nothing that it can be known by."""
    named = {each["identifier_type"]: str(each["identifier"]) for each in given.get("identifiers") or []}
    said: dict[str, Any] = {}
    for each in _contents(given, "bibliographic"):
        said |= {name: value for name, value in each.items() if value}
    title = str(said.get("title", "")).strip()
    return record_of(
        {
            "external_id": _key(given, named),
            "title": title if len(title) <= TITLE else f"{title[: TITLE - 1].rstrip()}…",
            "authors": [each["display_name"][:NAME] for each in (said.get("authorship") or [])[:AUTHORS]],
            "year": said.get("publication_year"),
            "doi": named.get("doi", ""),
            "url": "" if "doi" in named else _address(given, named),
            "project": _approach(given),
            "results": [*_results(given)],
        }
    )


def _key(given: Mapping[str, Any], named: Mapping[str, str]) -> str:
    """The repository's own number; in a file for it, the first identifier."""
    if given.get("id"):
        return str(given["id"])
    return next((f"{kind}:{value}"[:100] for kind, value in named.items()), "")


def _address(given: Mapping[str, Any], named: Mapping[str, str]) -> str:
    pages = [place.get("landing_page_url") for each in _contents(given, "location") for place in each["locations"]]
    found = next(filter(None, (named.get("url"), *pages)), "")
    return found if found.startswith(("https://", "http://")) else ""


def _contents(given: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    for _, content in _public(given, kind):
        yield content


def _public(given: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Whose word it is, and what is said."""
    for each in given.get("enhancements") or []:
        content = each["content"]
        if content is not None and content["enhancement_type"] == kind and each["visibility"] == PUBLIC:
            yield each["source"], content


def _found(given: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each finding, with whose word it is."""
    for source, content in _public(given, "linked_data"):
        for investigation in _many(content["data"].get("hasInvestigation")):
            for finding in _many(investigation.get("hasFinding")):
                yield source, finding


def _approach(given: Mapping[str, Any]) -> str:
    """What was tried, where all findings name one thing."""
    names = {_text(_one(finding.get("evaluates")).get("name")) for _, finding in _found(given)}
    return names.pop()[:200] if len(names) == 1 else ""


def _results(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for source, finding in _found(given):
        outcome = _one(finding.get("hasOutcome"))
        name = _text(outcome.get("name")) or _text(outcome.get("description")) or _numbers(outcome)
        if not name:
            continue
        about = {
            "outcome": name[:300],
            "measure": _text(outcome.get("description"))[:300],
            "comparison": _beside(finding)[:2_000],
            "n": _number(_coded(finding.get("sampleSize"))),
            "coded by": source,
        }
        estimates = [*_many(finding.get("hasEffectEstimate"))] or [{}]
        is_change = _one(finding.get("comparedTo")).get("@type") == "TemporalCondition"
        for estimate in estimates:
            said = {**about, **(_change(estimate) if is_change else _estimate(estimate))}
            yield {key: value for key, value in said.items() if value not in (None, "")}


def _numbers(outcome: Mapping[str, Any]) -> str:
    """What its list of outcomes has it under: that list is not ours, and a number is found again there."""
    return ", ".join(filter(None, (bare(_coded(each)) for each in _many(outcome.get("outcome")))))


def _beside(finding: Mapping[str, Any]) -> str:
    other = _one(finding.get("comparedTo"))
    return _text(other.get("name")) or _text(other.get("description"))


def _estimate(estimate: Mapping[str, Any]) -> dict[str, Any]:
    """Of a difference the sign says who did better: that repository turns it. Of a ratio nobody says which way."""
    metric = _OURS.get(bare(estimate.get("effectSizeMetric")), "")
    low, high = _number(estimate.get("confidenceIntervalLower")), _number(estimate.get("confidenceIntervalUpper"))
    level = _number(estimate.get("confidenceLevel"))
    has_ends = low is not None and high is not None and level in (0.95, 95.0, None)
    return {
        "effect": _number(estimate.get("pointEstimate")),
        "metric": metric,
        "ci_low": low if has_ends else None,
        "ci_high": high if has_ends else None,
        "se": _number(estimate.get("standardError")) if metric in _DIFFERENCES else None,
        "better": "higher" if metric in _DIFFERENCES else "",
        "adjusted": _yes_or_no(estimate.get("baselineAdjusted")),
        "effect size there": bare(estimate.get("effectSizeMetric")),
    }


def _change(estimate: Mapping[str, Any]) -> dict[str, Any]:
    """Before and after: a record of ours has no word for it, and it is no difference that anything made."""
    return {"change there": _number(estimate.get("pointEstimate"))}


def _coded(annotation: Any) -> Any:
    found = _one(annotation)
    return None if bare(found.get("status")) in NOT_CODED else found.get("codedValue")


def _number(value: Any) -> float | None:
    """Of a number, a text, or an object that holds one; None for all else."""
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e9 else None


def _yes_or_no(value: Any) -> bool | None:
    if isinstance(value, dict):
        value = value.get("@value")
    return (
        {True: True, False: False, "true": True, "false": False}.get(value) if isinstance(value, bool | str) else None
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() if isinstance(value, str) else ""


def _many(value: Any) -> Sequence[Mapping[str, Any]]:
    """One thing stands in JSON-LD by itself, and several as a list."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _one(value: Any) -> Mapping[str, Any]:
    return next(iter(_many(value)), {})
