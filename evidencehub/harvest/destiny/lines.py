"""Studies that were graded here, a line each, as the evidence repository takes them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.record import Author, Record
from evidencehub.catalogue.cited.studies import study_record
from evidencehub.catalogue.marks.gradings import Grading, Step
from evidencehub.catalogue.marks.read import read
from evidencehub.harvest.destiny.effects import findings_of
from evidencehub.interchange.destiny.schemas import PUBLIC, REFERENCE
from evidencehub.interchange.destiny.terms import CALLED_ELSEWHERE, CONTEXT, OUR_STUDY, VOCABULARY
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicProject, Stage, real_public_ids

AT_ONCE = 50  # projects in memory
OUTCOMES = "evidencehub:about"  # the scheme of annotations; no scheme may hold a "/"


def lines(session: Session, hub: Hub) -> Iterator[bytes]:
    """In a fixed order. What was taken down or removed, is not decided yet, or was invented is in none of them."""
    ids = real_public_ids(session)
    for start in range(0, len(ids), AT_ONCE):
        held = read(session, ids[start : start + AT_ONCE])
        for key, view in held.views.items():
            grading = held.gradings.get(key)
            if view.stage is Stage.GRADED and not view.removed and grading is not None:
                for study in view.evaluations:
                    made = REFERENCE.dump(reference_of(view, grading, study, hub))
                    yield json.dumps(made, separators=(",", ":")).encode() + b"\n"
        session.rollback()
        session.expunge_all()


def reference_of(view: PublicProject, grading: Grading, study: FrozenEvaluation, hub: Hub) -> dict[str, Any]:
    record = study_record(view, study, hub, None)
    return {
        "visibility": PUBLIC,
        "identifiers": [*_identifiers(record)],
        "enhancements": [
            {"source": hub.name, "visibility": PUBLIC, "content": each}
            for each in _contents(view, grading, study, record, hub)
        ],
    }


def _contents(
    view: PublicProject, grading: Grading, study: FrozenEvaluation, record: Record, hub: Hub
) -> Iterator[dict[str, Any]]:
    yield _bibliographic(record)
    yield {"enhancement_type": "location", "locations": [{"landing_page_url": record.address}]}
    if record.abstract:
        yield {"enhancement_type": "abstract", "process": "other", "abstract": record.abstract}
    if said := [*_steps(grading, study, hub), *_outcomes(record)]:
        yield {"enhancement_type": "annotation", "annotations": said}
    if found := findings_of(study, view.name, hub.name):
        yield _linked(found)


def _identifiers(record: Record) -> Iterator[dict[str, Any]]:
    if record.doi:
        yield {"identifier_type": "doi", "identifier": record.doi.lower()}
    yield {
        "identifier_type": CALLED_ELSEWHERE, "identifier": record.address, "other_identifier_name": OUR_STUDY
    }  # fmt: skip


def _bibliographic(record: Record) -> dict[str, Any]:
    last = len(record.authors) - 1
    return {
        "enhancement_type": "bibliographic",
        "title": record.title,
        "publication_year": record.issued.parts[0] if record.issued else None,
        "authorship": [
            {
                "display_name": _name(each), "orcid": each.orcid,
                "position": "first" if place == 0 else "last" if place == last else "middle",
            }
            for place, each in enumerate(record.authors)
        ],
    }  # fmt: skip


def _name(author: Author) -> str:
    """Given names first, as that repository's search wants it."""
    return f"{author.given} {author.family}" if author.given and author.family else author.name


def _outcomes(record: Record) -> Iterator[dict[str, Any]]:
    for each in record.subjects:
        yield {
            "annotation_type": "boolean", "scheme": OUTCOMES, "label": each.label, "value": True,
            "data": {"address": each.address},
        }  # fmt: skip


def _steps(grading: Grading, study: FrozenEvaluation, hub: Hub) -> Iterator[dict[str, Any]]:
    """What each outcome reached; none of an award that does not stand. Outcomes that reached the same go together."""
    reached: dict[Step, list[dict[str, str]]] = {}
    for result in study.results:
        step = grading.of_result(str(result.id))
        named = {"result": str(result.id), "outcome": result.outcome, "measure": result.measure_name}
        reached.setdefault(_bare(step), []).append(named)
    if not study.results:
        reached[_bare(grading.of_study(str(study.id)))] = []
    for step, outcomes in reached.items():
        if step.evidence_tier is not None:
            yield _step(step, outcomes, grading, hub)


def _bare(step: Step) -> Step:
    """Without its sentence, which differs from outcome to outcome."""
    return Step(step.tier, step.evidence_tier)


def _step(step: Step, outcomes: list[dict[str, str]], grading: Grading, hub: Hub) -> dict[str, Any]:
    standard, award = grading.standard, grading.accreditation
    assert step.evidence_tier is not None  # noqa: S101  chosen so above
    data: Mapping[str, Any] = {
        "standard": standard.title,
        "version": standard.version,
        "standard_address": hub.where.standard(standard.id, standard.version),
        "about": "how sure we are, whatever the effect; not how large the effect is",
        "step_by_the_published_rule": step.tier.label if step.tier else None,
        "outcomes": outcomes,
        "accreditation": award.number if award else None,
        "accreditation_address": hub.where.accreditation(award.number) if award else None,
        "standing": grading.award_note or None,
    }
    return {
        "annotation_type": "boolean",
        "scheme": f"evidencehub:{standard.id}:{standard.version}",
        "label": step.evidence_tier.label,
        "value": True,
        "data": {name: value for name, value in data.items() if value not in (None, [])},
    }


def _linked(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "enhancement_type": "linked_data",
        "vocabulary_uri": VOCABULARY,
        "data": {
            "@context": CONTEXT,
            "@type": "LinkedDataEnhancement",
            "hasInvestigation": {"@type": "Investigation", "hasFinding": found},
        },
    }
