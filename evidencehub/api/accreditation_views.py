"""Calls for the register of accreditations, and for one of them, made of what their pages are made of."""

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app

from evidencehub.accreditation import queries
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import in_short
from evidencehub.accreditation.views import public_of
from evidencehub.api import accreditation_schemas as schemas
from evidencehub.api.asking import asks, each_only, from_cursor, go_on, in_parts, listing_of, only
from evidencehub.api.blueprint import bp
from evidencehub.api.said import or_none
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.projects.frozen.strictly import written
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Tier

Values = Mapping[str, Any]
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4,8}")


@bp.get("/accreditations")
@public
@same_for_everybody
@bp.arguments(asks(schemas.AccreditationInShort, more=in_parts()), location="query")
@bp.response(200, listing_of(schemas.AccreditationInShort, "Accreditations by their numbers, the latest first. "
                             "Invented ones are left out unless there are no others."))  # fmt: skip
def accreditations(asked: Values) -> Values:
    """The register: every accreditation, those too that do not stand any more."""
    engine, size = engine_of(current_app.config["SETTINGS"]), asked["per_page"]
    demo = counts.scope(engine).is_demonstration
    found = queries.register_part(db.session, before=from_cursor(asked["cursor"], _number), most=size + 1, demo=demo)
    more = go_on("api.accreditations", asked, found[size - 1].number) if len(found) > size else None
    return {"items": each_only(asked, [_in_short(each) for each in found[:size]]), "next": more}


@bp.get("/accreditations/<number>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.AccreditationWhole), location="query")
@bp.response(200, schemas.AccreditationWhole)
def accreditation(asked: Values, number: str) -> Values:
    """The public record of one accreditation: what was found, by whom in what role, how, and what happened since."""
    seen = public_of(number)
    it, letter, record = seen["accreditation"], seen["letter"], seen["record"]
    return only(
        asked,
        {
            **_in_short(it),
            "decided_at": seen["decision"].decided_at,
            "evidence_from": seen["year"],
            "graders": seen["roles"],
            "people": record.people,
            "names": list(record.names),
            "names_on_appeal": list(record.names_on_appeal),
            "conflicts": record.conflicts,
            "typed": or_none(record.typed),
            "agreement": seen["agreement"],
            "third": or_none(seen["third"]),
            "rounds": seen["rounds"],
            "appeal": or_none(seen["appeal"]),
            "replaced_by": seen["replaced_by"].number if seen["replaced_by"] else None,
            "outcomes": [_outcome(each) for each in seen["outcomes"]],
            "steps": {"steps": [written(each) for each in letter.steps]},
            "not_applicable": list(seen["not_applicable"]),
            "harm": list(letter.harm.paragraphs),
            "holds": [_hold(each) for each in it.holds],
            "minutes": [
                {
                    "met_on": each.met_on, "present": seen["present"](each), "conflicts": or_none(each.conflicts),
                    "decided": each.decided,
                }
                for each in seen["minutes"]
            ],
            "renewals": [
                {
                    "answered_at": each.answered_at, "changed": or_none(each.changed),
                    "delivered": seen["delivered"][each.delivered], "results": or_none(each.results_what),
                }
                for each in seen["renewed"]
            ],
            "readers": _readers(seen["peoples"]),
            "reply": or_none(seen["submission"].team_reply),
            "corrected": [{"where": each.where, "text": each.text, "at": each.at} for each in seen["corrected"]],
            "history": [{"at": each.at, "text": each.words, "accreditation": None} for each in record.history],
            "badge": absolute("accreditation.badge_picture", number=it.number),
        },
    )  # fmt: skip


def _in_short(it: Accreditation) -> dict[str, Any]:
    known = load_standard(it.standard_id, it.standard_version).tiers_by_id
    tier, evidence = known.get(it.tier or ""), known.get(it.evidence_tier or "")
    sent, slug = project_sent(it.submission), it.project.slug
    address = absolute("catalogue.project", slug=slug)
    return {
        "number": it.number,
        "project": {"slug": slug, "name": sent.name, "address": address, "api": absolute("api.project", slug=slug)},
        "demonstration": it.demo or it.project.demo,
        "standard": it.standard_id,
        "version": it.standard_version,
        "tier": tier.id if tier else None,
        "tier_label": tier.label if tier else None,
        "evidence_tier": evidence.id if evidence else None,
        "evidence_tier_label": evidence.label if evidence else None,
        "state": it.state.value,
        "stands": it.state.stands,
        "standing": or_none(in_short(it.state, graded_at=it.graded_at, renewed_at=it.renewed_at)),
        "accredited_at": it.accredited_at,
        "valid_until": it.valid_until,
        "address": absolute("accreditation.show", number=it.number),
        "api": absolute("api.accreditation", number=it.number),
    }


def _outcome(row: Any) -> dict[str, Any]:
    return {
        "outcome": row.label,
        "study": or_none(row.study),
        "tier": _id(row.tier),
        "evidence_tier": _id(row.evidence_tier),
        "what_came_out": or_none(row.sentence),
    }


def _id(tier: Tier | None) -> str | None:
    return tier.id if tier else None


def _hold(held: Any) -> dict[str, Any]:
    return {
        "in_words": held.in_words, "because": held.because, "ended_at": held.ended_at,
        "outcome": or_none(held.outcome), "reason": or_none(held.reason),
    }  # fmt: skip


def _readers(peoples: Any) -> dict[str, Any] | None:
    if peoples is None:
        return None
    counts = [{"question": each.question.text, "answers": dict(each.said)} for each in peoples.counts]
    return {"who": peoples.who, "version": peoples.version, "counts": counts}


def _number(raw: str) -> str:
    """:raises ValueError: it is no number of an accreditation."""
    if not _NUMBER.fullmatch(raw):
        raise ValueError
    return raw
