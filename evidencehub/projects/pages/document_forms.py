"""Forms of documents: what a file is, choosing files, and why there is none."""

from dataclasses import replace

from wtforms import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from evidencehub.projects.document_kinds import DocumentKind, Said
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.shared.errors import Invalid
from evidencehub.shared.filetypes import TAKEN
from evidencehub.shared.forms import HubForm, LongText, Radios, ShortText, Uploads
from evidencehub.shared.words import capitalize_first


def _kinds(*, of_a_plan: bool) -> list[SelectChoice]:
    fitting = (kind for kind in DocumentKind if kind.fits_a_plan or not of_a_plan)
    return [SelectChoice(kind.value, kind.explained) for kind in fitting]


class DocumentForm(HubForm):
    kind = Radios("What is it?", choices=_kinds(of_a_plan=False), default=DocumentKind.REPORT.value)
    caption = ShortText(
        "What is it called? (optional for a report or an annex)",
        limit=200,
        description="For example, Strengths and Difficulties Questionnaire, for teachers. Reviewers see this, not the "
        "file's name, so do not say whose work it is. For an instrument or a protocol, this name is public after the "
        "decision; the file only if you make it public.",
    )

    def validate_caption(self, field: ShortText) -> None:
        if self.said().kind.is_named_in_public and not (field.data or "").strip():
            raise ValidationError("Say what the instrument or protocol is called")

    def check_caption(self) -> None:
        """:raises Invalid: it is missing, or too long; for what brings its file in another way."""
        if not self.caption.validate(self, [lambda _form, field: self.validate_caption(field)]):
            raise Invalid(str(self.caption.errors[0]))

    def said(self) -> Said:
        """The first kind that is offered where none was sent, or one that is not."""
        offered = [choice.value for choice in self.kind.choices]
        kind = self.kind.data if self.kind.data in offered else offered[0]
        return Said(DocumentKind(kind), (self.caption.data or "").strip())


class PlanDocumentForm(DocumentForm):
    kind = Radios("What is it?", choices=_kinds(of_a_plan=True), default=DocumentKind.INSTRUMENT.value)


class UploadForm(DocumentForm):
    file = Uploads(
        "Choose one file or more", description=f"{capitalize_first(TAKEN)}. Several files of one kind can go at once."
    )


class PlanUploadForm(UploadForm):
    kind = PlanDocumentForm.kind


EVERYBODY, REVIEWERS = "everybody", "reviewers"


class StudyPlanDocumentForm(PlanDocumentForm):
    """Of a file that goes with the plan of a study, and may be public with it."""

    kind = Radios("What is it?", choices=_kinds(of_a_plan=True), default=DocumentKind.PROTOCOL.value)
    caption = ShortText(
        "What is it called? (optional for an annex)",
        limit=200,
        description="For example, Analysis plan for the main outcome. Everybody reads this in place of the file's "
        "name, so do not say whose work it is.",
    )
    who = Radios(
        "Who may read it?", [InputRequired("Choose who may read it")],
        choices=[
            SelectChoice(EVERYBODY, "Everybody, with the plan"),
            SelectChoice(REVIEWERS, "Only the editors, and those who grade the study later"),
        ],
        description="Nothing is public before you send the plan and an editor has looked. Everybody gets a copy "
        "without its author and comments. If its pages name you, everybody learns whose plan it is.",
    )  # fmt: skip

    def said(self) -> Said:
        return replace(super().said(), is_public=self.who.data == EVERYBODY)

    def check_caption(self) -> None:
        super().check_caption()
        if not self.who.validate(self):
            raise Invalid(str(self.who.errors[0]))


class StudyPlanUploadForm(StudyPlanDocumentForm, UploadForm):
    pass


class NoDocumentForm(TeamForm):
    documents_note = LongText(
        "Why is there no report to read?",
        limit=2_000,
        description="For example: its owner does not let you share it. Reviewers can grade little without one.",
    )
