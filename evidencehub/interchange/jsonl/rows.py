"""What a record becomes in the hub. Pure functions; words that are on no list stay as words."""

import hashlib
import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from evidencehub.interchange.jsonl.schemas import RATIOS, Record, kept_of
from evidencehub.interchange.records.storing import Columns
from evidencehub.projects.figures.working_out import worked_out
from evidencehub.projects.reported import RECORD
from evidencehub.standards.files.checks.words import same_word
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary

SOURCE = "records"  # where the command names no other
NO_REPORT = "The file that this record came from holds no report."
_DOI = "https://doi.org/"


def project_key(record: Record) -> str:
    """Records that name one approach stand under it together; one that names none stands on its own."""
    if not record.project:
        return f"record:{record.external_id}"
    return f"approach:{hashlib.blake2b(same_word(record.project).encode(), digest_size=16).hexdigest()}"


@cache
def _called(vocabulary: str) -> Mapping[str, str]:
    """Slugs by everything that a term is called."""
    terms = load_vocabulary(vocabulary).terms
    names = [(name, term.slug) for term in terms for name in (*term.synonyms, term.label, term.slug)]
    return {same_word(name): slug for name, slug in names}


def found(vocabulary: str, words: Iterable[str]) -> tuple[list[str], list[str]]:
    """Slugs of what the vocabulary has, and the words that it has not."""
    known = _called(vocabulary)
    slugs = {word: known.get(same_word(word), "") for word in words}
    return sorted({slug for slug in slugs.values() if slug}), [word for word, slug in slugs.items() if not slug]


def outcome_of(words: str) -> str:
    """The slug of the outcome or outcome area that is called so; "" where there is none."""
    tree = load_outcomes()
    if words in tree.by_slug:
        return words
    named = tree.called(words)
    return named.slug if named else _called("outcome-areas").get(same_word(words), "")


def unplaced(record: Record) -> list[str]:
    """The words of a record that stand on no list."""
    outcomes = [*record.outcomes, *(result["outcome"] for result in record.results)]
    return [
        *(word for word in dict.fromkeys(outcomes) if not outcome_of(word)),
        *found("populations", record.populations)[1],
        *found("settings", record.settings)[1],
        *found("designs", filter(None, [record.design]))[1],
    ]


def evaluation_columns(record: Record) -> Columns:
    placed = [outcome_of(word) for word in [*record.outcomes, *(result["outcome"] for result in record.results)]]
    areas = {load_outcomes().area_of(slug) for slug in placed if slug}
    design = found("designs", filter(None, [record.design]))[0]
    return {
        "external_id": record.external_id,
        "title": record.title,
        "authors": record.authors,
        "year": record.year,
        "design": design[0] if design else "",
        "participants": max(
            (n for result in record.results if (n := result["n"] or _together(result["n_t"], result["n_c"]))),
            default=None,
        ),
        "participants_note": "",
        "populations": found("populations", record.populations)[0],
        "settings": found("settings", record.settings)[0],
        "outcome_areas": sorted(areas),
        "place": record.place,
        "summary": _summary(record),
        "source_url": record.url or (_DOI + record.doi.removeprefix(_DOI) if record.doi else ""),
        "source_note": "",
        "documents_note": NO_REPORT,
        "reported": {RECORD: kept_of(record)},
    }


def _summary(record: Record) -> str:
    """All that the record says in words, so that all of it is found and shown."""
    left = unplaced(record)
    also = f"Its source also says: {', '.join(left)}." if left else ""
    return "\n\n".join(dict.fromkeys(filter(None, [record.summary, record.text, also])))


def result_columns(record: Record, position: int) -> Columns:
    """An arrow only where the file says which way is better and gives a margin of error, or the numbers for one.

    Where it does not, nobody here has read which way the measure points.
    """
    result, given = record.results[position], record.given[position]
    slug = outcome_of(result["outcome"])
    values = _values(result)
    found = worked_out(values)
    has_figure = found["effect"] is not None
    is_pointed = has_figure and values["higher_is"] is not None
    return {
        **values,
        **found,
        "external_id": f"{record.external_id}#{position + 1}",
        "position": position,
        "outcome_area": load_outcomes().area_of(slug),
        "outcome": result["outcome"],
        "outcome_slug": slug,
        "measure_name": result["measure"] or result["outcome"],
        "comparison_note": result["comparison"],
        "timepoint": result["timepoint"],
        "followup_months": result["followup_months"],
        "sample_note": "",
        "is_subgroup": result["subgroup"] is True,
        "is_superseded": False,
        "is_primary": result["primary"],
        "is_adjusted": result["adjusted"],
        "n_total": result["n"] or _together(result["n_t"], result["n_c"]),
        "flag": "",
        "source_values": {
            **_as_text(given), **({} if is_pointed else {"direction": "undecided" if has_figure else "not-given"}),
        },
    }  # fmt: skip


def _values(result: Mapping[str, Any]) -> dict[str, Any]:
    """As the columns have them; a ratio and its ends as logs. An effect without a metric says nothing."""
    metric = result["metric"]
    typed = {name: result[name] if metric else None for name in ("effect", "ci_low", "ci_high", "se")}
    if metric in RATIOS:
        typed |= {
            name: value and math.log(value) for name, value in typed.items() if name != "se"
        }  # the schema takes no ratio of 0
    numbers = {name: result[name] for name in ("mean_t", "mean_c", "sd_t", "sd_c")}
    sizes = {name: None if result[name] is None else float(result[name]) for name in ("n_t", "n_c")}
    if None not in (result["events_t"], result["events_c"], result["n_t"], result["n_c"]):
        gives = "counts"
    else:
        gives = "means" if None not in (numbers["mean_t"], numbers["mean_c"]) else ""
    return {
        **typed, **numbers, **sizes,
        "effect_metric": metric if typed["effect"] is not None else "",
        "gives": gives, "unit": result["unit"], "contrast": "between", "p_value": result["p"],
        "events_t": result["events_t"], "events_c": result["events_c"],
        "higher_is": {"higher": "better", "lower": "worse"}.get(result["better"]),
    }  # fmt: skip


def _together(n_t: int | None, n_c: int | None) -> int | None:
    return None if n_t is None or n_c is None else n_t + n_c


def _as_text(given: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in given.items() if value not in (None, "")}


def project_columns(external_id: str, records: list[Record], made: list[Columns], as_of: str) -> Columns:
    """Of an approach with all its records, or of a study that stands on its own."""
    first = records[0]
    return {
        "external_id": external_id,
        "name": first.project or first.title[:200],
        "summary": made[0]["summary"] if len(made) == 1 else "",
        "delivery": "",
        "populations": sorted({slug for row in made for slug in row["populations"]}),
        "settings": sorted({slug for row in made for slug in row["settings"]}),
        "outcome_areas": sorted({slug for row in made for slug in row["outcome_areas"]}),
        "source_url": made[0]["source_url"] if len(made) == 1 else "",
        "source_ratings": [],
        "source_as_of": max(record.as_of or as_of for record in records),
    }
