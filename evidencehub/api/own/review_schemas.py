"""What calls for the cases that somebody grades take and answer."""

from marshmallow import Schema, fields, validate

from evidencehub.api import said
from evidencehub.api.own.fields import Sent, TrueOrFalse, Whole, answers_of
from evidencehub.api.own.schemas import BLANK
from evidencehub.review.harm import LOOKED_FOR, SEEN
from evidencehub.review.pages.choosing_forms import DeclareForm


class OwnReviewInShort(Schema):
    id = said.key("The key of your seat in the case.")
    name = said.text("The name of the project; null before you have declared that you have no conflict.", null=True)
    standard = said.text("The standard that it is graded by.")
    standard_version = said.text("Its version.")
    state = said.text("Where you stand, as your page says.")
    due_at = said.moment("When it is due.", null=True)
    page = said.address("Your page of it, with the report.")


class OwnReviews(Schema):
    items = said.many(OwnReviewInShort, "What you are or were asked to grade, what is due first on top.")


class AskedNumber(Schema):
    name = said.text("The name of the number.")
    label = said.text("What it is.")
    kind = said.text("What it is written as: a number, a share, a text, or yes or no.")
    unit = said.text("Its unit.", null=True)


class AskedQuestion(Schema):
    criterion = said.text("The id of the criterion.")
    result = said.text("The key of the result that it is asked about; empty: the whole.")
    about = said.text("The result in words.", null=True)
    step = said.text("The step of the standard that it belongs to.")
    question = said.text("The question.")
    guidance = said.text("When to give which answer.", null=True)
    answers = said.texts("The answers that are open.")
    note = said.text("Why another answer is not open.", null=True)
    numbers = said.many(AskedNumber, "The numbers to look up in the report with it.")


class OwnFinding(Schema):
    criterion = said.text("The id of the criterion.")
    result = said.text("The key of the result; empty: the whole.")
    answer = said.text("Your answer.", null=True)
    reason = said.text("Your reason.", null=True)
    page = said.text("The page of the report where it stands.", null=True)


class OwnNumber(Schema):
    name = said.text("The name of the number.")
    result = said.text("The key of the result; empty: the whole.")
    value = said.text("As you found it in the report: “0.12”, “12%”, “yes”.", null=True)
    page = said.text("The page of the report where it stands.", null=True)


class OwnHarm(Schema):
    seen = said.text("Whether anything got worse for people.", null=True)
    looked_for = said.text("Whether harm was looked for.", null=True)
    what = said.text("What got worse, for whom, and on which page that stands.", null=True)


class NumberToLookUp(AskedNumber):
    result = said.text("The key of the result; empty: the whole.")
    about = said.text("The result in words.", null=True)


class OwnReview(Schema):
    id = said.key("The key of your seat in the case.")
    standard = said.text("The standard that it is graded by.")
    standard_version = said.text("Its version.")
    state = said.text("Where you stand, as your page says.")
    due_at = said.moment("When it is due.", null=True)
    questions = said.many(AskedQuestion, "What you are asked.")
    to_look_up = said.many(
        NumberToLookUp, "Numbers to look up by themselves: of a third reviewer, where two read them differently."
    )
    findings = said.many(OwnFinding, "What you have answered so far. Nobody else sees it before both have sent theirs.")
    numbers = said.many(OwnNumber, "The numbers that you have looked up so far; null: the report does not give it.")
    harm = said.one(OwnHarm, "What you said of the whole case; null: that is not asked of you.", null=True)
    asked = said.whole("How many questions you have to answer, up to the first step that your answers do not reach.")
    answered = said.whole("How many of them are finished.")
    is_ready = said.yes("Whether it can be sent.")
    page = said.address("Your page of it, with the report.")


def _may(says: str, *, most: int | None = None) -> fields.String:
    within = validate.Length(max=most, error=f"This must be {most:,} characters or fewer") if most else None
    return fields.String(load_default="", allow_none=True, validate=within, metadata={"description": says})


class FindingSent(Sent):
    criterion = fields.String(required=True, metadata={"description": "The id of the criterion."})
    result = fields.String(load_default="", metadata={"description": "The key of the result; without: the whole."})
    answer = _may("Your answer. With nothing in all three, what you had is taken back.")
    reason = _may("Your reason.")
    page = _may("The page of the report where it stands.")


class NumberSent(Sent):
    name = fields.String(required=True, metadata={"description": "The name of the number."})
    result = fields.String(load_default="", metadata={"description": "The key of the result; without: the whole."})
    value = _may("As it stands in the report. With nothing in both, what you had is taken back.", most=1_000)
    page = _may("The page of the report where it stands.")


class LookedUpSent(NumberSent):
    is_absent = TrueOrFalse(
        load_default=False, metadata={"description": "Whether you looked, and the report does not give it."}
    )


class HarmSent(Sent):
    seen = said.text("Whether anything got worse for people.", of=SEEN)
    looked_for = said.text("Whether harm was looked for.", of=LOOKED_FOR)
    what = _may("What got worse, for whom, and on which page that stands.")


class ReviewChange(Sent):
    findings = said.many(FindingSent, "Findings to keep, finished or not. The others stay as they are.")
    numbers = said.many(NumberSent, "Numbers to keep. The others stay as they are.")
    looked_up = said.many(LookedUpSent, "Numbers that were asked for by themselves. The others stay as they are.")
    harm = said.one(HarmSent, "What you say of the whole case.")


class FindingsSent(Sent):
    half_hours = Whole(
        allow_none=True, load_default=None,
        metadata={"description": "About how long it took you, in half hours. Who is asked next is told it."},
    )  # fmt: skip


DeclareAnswers = answers_of([DeclareForm(**BLANK)], "DeclareAnswers", required=("conflict",))


class Declare(Sent):
    answers = fields.Nested(DeclareAnswers, required=True, metadata={"description": "What you declare."})


class Compared(Schema):
    compared = said.text("What was compared.")
    found = said.yes("Whether something was found: please look.")


class StudyToDeclare(Schema):
    title = said.text("Its title.")
    authors = said.texts("Its authors.")
    funder = said.text("Who paid for it.", null=True)
    evaluator_ties = said.text("Ties to the project.", null=True)
    interests = said.text("Who could gain or lose.", null=True)
    publications = said.texts("What was published about it.")


class OwnDeclaration(Schema):
    checks = said.many(Compared, "What we compared.")
    project = said.text("The name of the project.")
    organisation = said.text("Whose it is.")
    payers = said.texts("Who pays for the project.")
    studies = said.many(StudyToDeclare, "Its studies.")
    has_to_train = said.yes("Whether you have to grade the example first, before you can say that you know of none.")
    page = said.address("Your page of it.")
