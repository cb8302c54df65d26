"""What calls for the parts of a project take and answer: lines of costs, and the theory of change."""

from marshmallow import Schema, fields, validate

from evidencehub.api import said
from evidencehub.api.own.fields import Sent, answers_of
from evidencehub.api.own.schemas import BLANK
from evidencehub.projects.models import Project
from evidencehub.projects.pages.cost_forms import LineForm, PeopleForm
from evidencehub.projects.pages.theory_forms import AskedOfLink, AskedOfStep, OutcomeForm
from evidencehub.projects.theory.kinds import ORDER

_SOME = "Answers to change. What is left out stays as it is; null takes an answer away."


def _answers(schema: type[Schema], says: str) -> fields.Nested:
    return fields.Nested(schema, required=True, metadata={"description": says})


_LINE = LineForm(Project(), **BLANK)
NewLineAnswers = answers_of([_LINE], "NewLineAnswers", required=("what", "kind", "amount", "per", "price_year"))
LineAnswers = answers_of([_LINE], "LineAnswers")
PeopleAnswers = answers_of([PeopleForm(Project(), **BLANK)], "PeopleAnswers")
NewStepAnswers = answers_of([OutcomeForm(**BLANK)], "NewStepAnswers")
StepAnswers = answers_of([AskedOfStep(**BLANK)], "StepAnswers")
LinkAnswers = answers_of([AskedOfLink(**BLANK)], "LinkAnswers")


class NewLine(Sent):
    answers = _answers(NewLineAnswers, "What a line of costs is asked. Without a currency, it is that of the last.")


class LineChange(Sent):
    answers = _answers(LineAnswers, _SOME)


class PeopleChange(Sent):
    answers = _answers(PeopleAnswers, _SOME)


class OwnLine(Schema):
    id = said.key("The key of the line.")
    answers = _answers(LineAnswers, "What the team has answered.")


class OwnCosts(Schema):
    lines = said.many(OwnLine, "The lines, in the order that the team gave them.")
    answers = _answers(PeopleAnswers, "How many people and groups all lines are for.")
    page = said.address("The page of the team, with what the lines come to.")


class NewStep(Sent):
    kind = fields.String(
        required=True, validate=validate.OneOf(ORDER), metadata={"description": "What the step is."}
    )  # fmt: skip
    answers = _answers(NewStepAnswers, "Its words; of an outcome also which of our outcomes comes nearest.")


class StepChange(Sent):
    answers = _answers(StepAnswers, f"{_SOME} A link that stays keeps its reasons.")


class LinkChange(Sent):
    answers = _answers(LinkAnswers, _SOME)


class OwnStep(Schema):
    id = said.key("The key of the step.")
    kind = said.text("What the step is.", of=ORDER)
    answers = _answers(StepAnswers, "What the team has answered; only outcomes are asked for one of our outcomes.")


class OwnLink(Schema):
    start = said.key("The key of the step that leads to the other.")
    end = said.key("The key of the other.")
    answers = _answers(LinkAnswers, "Why the team thinks so.")


class OwnTheory(Schema):
    steps = said.many(OwnStep, "The steps, kind by kind.")
    links = said.many(OwnLink, "Which step leads to which. A link is made by what its first step leads to.")
    page = said.address("The page of the team, with the drawing.")
