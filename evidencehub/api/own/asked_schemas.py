"""What calls for what is asked of a team take and answer."""

from marshmallow import Schema, fields

from evidencehub.api import said
from evidencehub.api.own.fields import Sent, answers_of
from evidencehub.api.own.schemas import BLANK
from evidencehub.api.own.sending_schemas import Titled
from evidencehub.projects.pages.asked_views import ReplyForm
from evidencehub.review.pages.question_forms import AnswerForm

ReplyAnswers = answers_of([ReplyForm(**BLANK)], "ReplyAnswers")
QuestionAnswers = answers_of([AnswerForm(**BLANK)], "QuestionAnswers", required=("text",))


class ThingChange(Sent):
    answers = fields.Nested(
        ReplyAnswers, required=True, metadata={"description": "Answers to change. Of “besides” it is the text alone."}
    )


class OwnThing(Schema):
    key = said.text("The key of the thing; “besides”: what you changed besides.")
    asked = said.text("What was asked.", null=True)
    by = said.text("Who asked: an editor before it was graded, or the letter of the decision.", null=True)
    found = said.text("What reviewers had answered.", null=True)
    way = said.whole("Of several ways to the next step, which; one way is enough.", null=True)
    is_answered = said.yes("Whether it is answered.")
    answers = fields.Nested(ReplyAnswers, metadata={"description": "What the team says to it so far."})


class OwnAsked(Schema):
    submission_id = said.key("What was sent, and came back or was graded.")
    items = said.many(OwnThing, "The things that were asked.")
    besides = said.one(OwnThing, "What you changed besides.")
    is_enough = said.yes("Whether enough is answered to send it again.")
    page = said.address("The page of the team.")


class QuestionAnswered(Sent):
    answers = fields.Nested(QuestionAnswers, required=True, metadata={"description": "The answer of the team."})


class OwnQuestion(Schema):
    id = said.key("The key of the question.")
    submission_id = said.key("What is graded.")
    question = said.text("The question. Who wanted to know is not told.")
    due_at = said.moment("Until when it can be answered.", null=True)
    is_open = said.yes("Whether it can be answered now.")
    answer = said.text("The answer.", null=True)
    document = said.key("The file in which the answer stands.", null=True)
    answered_at = said.moment("When it was answered.", null=True)
    files = said.many(Titled, "The files that were sent, to choose from.")
    page = said.address("The page of the team.")


class OwnQuestions(Schema):
    items = said.many(OwnQuestion, "The questions that were sent to the team.")
