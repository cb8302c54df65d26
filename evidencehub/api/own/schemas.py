"""What calls for one's own records take and answer."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from evidencehub.api import said
from evidencehub.api.own.fields import NO_CHOICE, Sent, answers_of
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS, NewEvaluationForm
from evidencehub.projects.pages.forms import PROJECT_FORMS, NewProjectForm
from evidencehub.projects.pages.result_forms import CHOICES, ResultForm
from evidencehub.projects.pages.study_forms import StudyForm
from evidencehub.standards.files.studies import load_study_form

# Made once, with no application at hand that knows other languages.
BLANK: Mapping[str, Any] = {"formdata": None, "meta": {**UNPROTECTED, "get_translations": lambda _form: None}}
_SOME = " What is left out stays as it is; null takes an answer away."


def _nested(schema: type[Schema], says: str, *, required: bool = True) -> fields.Nested:
    return fields.Nested(schema, required=required, metadata={"description": says})


NewProjectAnswers = answers_of(
    [NewProjectForm(**BLANK)], "NewProjectAnswers", required=("organisation_id", "name", "summary")
)
ProjectAnswers = answers_of([form(**BLANK) for form in PROJECT_FORMS.values()], "ProjectAnswers")
NewEvaluationAnswers = answers_of([NewEvaluationForm(**BLANK)], "NewEvaluationAnswers", required=("title",))
EvaluationAnswers = answers_of([form(**BLANK) for form in EVALUATION_FORMS.values()], "EvaluationAnswers")
StudyAnswers = answers_of(
    [StudyForm.asking(each.questions, **BLANK) for each in load_study_form().sections], "StudyAnswers"
)
ResultAnswers = answers_of([ResultForm(**BLANK)], "ResultAnswers", required=("contrast", "gives"))
for _name in ("contrast", "gives", "effect_metric"):
    ResultAnswers._declared_fields[_name].validators = [validate.OneOf([*CHOICES[_name]], error=NO_CHOICE)]


class NewProject(Sent):
    answers = _nested(NewProjectAnswers, "What a new project is asked.")


class ProjectChange(Sent):
    answers = _nested(ProjectAnswers, f"Answers to change.{_SOME}")


class NewEvaluation(Sent):
    answers = _nested(NewEvaluationAnswers, "What a new evaluation is asked.")


class EvaluationChange(Sent):
    answers = _nested(EvaluationAnswers, f"Answers to change.{_SOME}", required=False)
    study = _nested(StudyAnswers, f"Answers about the study; those that fit its design.{_SOME}", required=False)


class ResultSent(Sent):
    answers = _nested(ResultAnswers, "All answers of the result. What is left out is not answered.")


class OwnProjectInShort(Schema):
    id = said.key("The key of the project.")
    name = said.text("Its name.")
    slug = said.text("Its name in addresses.")
    organisation = said.text("Whose it is.")
    changed_at = said.moment("When anything of it was changed last.")
    state = said.text("Where what was sent last stands, in words; null: nothing was sent.", null=True)


class OwnProject(Schema):
    id = said.key("The key of the project.")
    slug = said.text("Its name in addresses.")
    organisation_id = said.key("The key of the organisation whose it is.")
    page = said.address("The page of the team.")
    answers = _nested(ProjectAnswers, "What the team has answered, as it would be sent now.")


class OwnEvaluationInShort(Schema):
    id = said.key("The key of the evaluation.")
    title = said.text("Its title.")
    results = said.many(
        Schema.from_dict(
            {"id": said.key("Its key."), "outcome": said.text("What was measured.")}, name="ResultInShort"
        ),
        "Its results.",
    )


class OwnEvaluations(Schema):
    items = said.many(OwnEvaluationInShort, "The evaluations of the project, in their order.")


class OwnEvaluation(Schema):
    id = said.key("The key of the evaluation.")
    project_id = said.key("The key of its project.")
    page = said.address("The page of the team.")
    answers = _nested(EvaluationAnswers, "What the team has answered.")
    study = _nested(StudyAnswers, "What it has answered about the study, of the questions that fit the design.")


class OwnResult(Schema):
    id = said.key("The key of the result.")
    evaluation_id = said.key("The key of its evaluation.")
    page = said.address("The page of the team.")
    answers = _nested(ResultAnswers, "What the team has answered.")
