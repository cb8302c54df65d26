"""What answers say of accreditations."""

from typing import Any

from marshmallow import Schema

from evidencehub.accreditation.states import AccreditationState
from evidencehub.api import said
from evidencehub.api.record_schemas import Event, ProjectOfStudy

_SHORT: dict[str, Any] = {
    "number": said.text("Its number; it does not change."),
    "project": said.one(ProjectOfStudy, "What was graded, by the name that it had then."),
    "demonstration": said.yes("Whether it was invented for a demonstration."),
    "standard": said.text("The id of the standard."),
    "version": said.text("Its version."),
    "tier": said.text("The tier by the rule as published; null: none.", null=True),
    "tier_label": said.text("What it is called.", null=True),
    "evidence_tier": said.text(
        "The tier by the same rule without the criteria on the effect: how sure we are. Null: none.", null=True
    ),
    "evidence_tier_label": said.text("What it is called.", null=True),
    "state": said.text("How it stands today.", of=[each.value for each in AccreditationState]),
    "stands": said.yes("Whether it stands: an award that was not rechecked does."),
    "standing": said.text("What is to be known of it today; null: it is in date, as it was graded.", null=True),
    "accredited_at": said.moment("When it became public."),
    "valid_until": said.moment("Until when it is in date; null: no end.", null=True),
    "address": said.address("Its page, for ever."),
    "api": said.address("All of it as JSON."),
}
AccreditationInShort: type[Schema] = Schema.from_dict(_SHORT, name="AccreditationInShort")


class ForResult(Schema):
    outcome = said.text("The outcome that the tier beside it holds for; for no other.")
    study = said.text("The title of the study.", null=True)
    tier = said.text("The tier by the published rule; null: none.", null=True)
    evidence_tier = said.text("How sure we are; null: no step yet.", null=True)
    what_came_out = said.text("What came out, in a sentence.", null=True)


class Hold(Schema):
    in_words = said.text("Since when, and on which ground.")
    because = said.text("Why.")
    ended_at = said.moment("When it ended.", null=True)
    outcome = said.text("What became of it.", null=True)
    reason = said.text("Why it ended so.", null=True)


class Meeting(Schema):
    met_on = said.day("When a panel met.")
    present = said.text("Who was there, in kinds.")
    conflicts = said.text("Conflicts of interest that were declared.", null=True)
    decided = said.text("What was decided.")


class Renewal(Schema):
    answered_at = said.moment("When.", null=True)
    changed = said.text("What changed, as the team says.", null=True)
    delivered = said.text("Whether it is still done as described.")
    results = said.text("New results that there are.", null=True)


class Said(Schema):
    question = said.text("What readers were asked.")
    answers = said.anything("How many gave each answer.")


class CorrectedFact(Schema):
    where = said.text("The finding in which it stood.")
    text = said.text("What was put right.")
    at = said.moment("When.")


class Readers(Schema):
    who = said.text("Who read it, in kinds.")
    version = said.text("What they read.")
    counts = said.many(Said, "What they said; fewer than five of a kind are not told.")


_WHOLE: dict[str, Any] = {
    **_SHORT,
    "decided_at": said.moment("When it was decided."),
    "evidence_from": said.whole("The year of the latest study; null: a theory of change and a plan.", null=True),
    "graders": said.text("Who graded, by role."),
    "people": said.text("How many graded."),
    "names": said.texts("Their names, where all agreed to be named."),
    "names_on_appeal": said.texts("Likewise of those who graded anew on appeal."),
    "conflicts": said.text("What was declared of conflicts of interest, in kinds."),
    "typed": said.text("Whether an editor typed for a reviewer.", null=True),
    "agreement": said.text("How far the reviewers agreed before they talked."),
    "third": said.text("What a third reviewer settled.", null=True),
    "rounds": said.whole("How many times it was graded."),
    "appeal": said.text("Whether it was appealed, and what came of it.", null=True),
    "replaced_by": said.text("The number of the accreditation that took its place.", null=True),
    "outcomes": said.many(ForResult, "For each outcome the tier that it reached."),
    "steps": said.anything("Step by step what was asked and found: steps, each with its questions and answers."),
    "not_applicable": said.texts("Ids of criteria that do not apply to this kind of study."),
    "harm": said.texts("Whether anything got worse."),
    "holds": said.many(Hold, "When it was on hold."),
    "minutes": said.many(Meeting, "What a panel decided."),
    "renewals": said.many(Renewal, "When it was renewed on the team’s word. Nothing was graded again."),
    "readers": said.one(Readers, "What people like those it is for say. It is no part of the grading.", null=True),
    "reply": said.text("What the team replies.", null=True),
    "corrected": said.many(CorrectedFact, "Facts that were put right since. Findings stay as they were agreed."),
    "history": said.many(Event, "What happened, the earliest first."),
    "badge": said.address("The badge as a picture: it says how the award stands today."),
}
AccreditationWhole: type[Schema] = Schema.from_dict(_WHOLE, name="AccreditationWhole")
