"""What answers say of the plan of a study: what was to be found out, what changed, and what came of it."""

from marshmallow import Schema

from evidencehub.api import said
from evidencehub.api.body_schemas import Plan


class PlannedOutcome(Schema):
    outcome = said.text("What is measured.")
    outcome_slug = said.text("Its word of the vocabulary outcomes; null: none of those.", null=True)
    outcome_area = said.text("The slug of its outcome area.")
    measure = said.text("With what.", null=True)
    when = said.text("When.", null=True)
    is_main = said.yes("Whether it is what the study is made to find out.")
    unreported_because = said.text("Why it has no result, in the team’s words.", null=True)


class PlanFile(Schema):
    called = said.text("What it is.")
    is_public = said.yes("Whether everybody may read it today. If not, editors have it, and whoever grades the study.")
    was_public = said.yes("Whether it was public, and is not any more.")
    pages = said.whole("How many pages it has.", null=True)
    address = said.address("Its text.", null=True)
    file = said.address("The file, where that is public too.", null=True)


class PlanChange(Schema):
    what = said.text("What changed.")
    before = said.text("What stood there; null: nothing.", null=True)
    after = said.text("What stands there since; null: nothing.", null=True)
    text = said.text("The whole of it in words, where that is plainer.", null=True)


class PlanStep(Schema):
    number = said.whole("The number of the version.")
    sent_at = said.moment("When it was sent.")
    because = said.text("Why, in the team’s words; of the first version null.", null=True)
    changes = said.many(PlanChange, "What differs from the version before.")
    address = said.address("That version, for ever.")
    api = said.address("The same as JSON.")


class PlanWhole(Plan):
    """One version of a plan, with how far the study is today."""

    shown_version = said.whole("The number of the version that this is.")
    sent_at = said.moment("When this version was sent.")
    public_since = said.moment("Since when any version is public.")
    timing = said.text("Whether the plan came before the study, as far as is known, in a sentence.")
    outcomes = said.many(PlannedOutcome, "What is to be measured, main outcomes first.")
    analysis = said.text("How the numbers are to be compared.", null=True)
    participants = said.whole("How many people are to be measured, in all groups.", null=True)
    is_stopped = said.yes("Whether the study will not be done, or not be finished.")
    stopped_because = said.text("Why, in the team’s words.", null=True)
    files = said.many(PlanFile, "The files of this version of which everybody is told.")
    versions = said.many(PlanStep, "Every public version, the first first.")
    api = said.address("This answer’s own address.")
