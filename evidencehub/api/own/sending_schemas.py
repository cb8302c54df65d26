"""What calls for documents and for sending take and answer."""

from marshmallow import Schema, fields, validate

from evidencehub.api import said
from evidencehub.api.own.fields import Sent, answers_of
from evidencehub.api.own.schemas import BLANK
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.pages.document_forms import EVERYBODY, REVIEWERS, NoDocumentForm
from evidencehub.projects.pages.evaluation_forms import SendForm

NoDocumentAnswers = answers_of([NoDocumentForm(**BLANK)], "NoDocumentAnswers")
SendAnswers = answers_of([SendForm(**BLANK)], "SendAnswers", required=("evaluations", "standard", "agreed", "no_names"))


class Upload(Sent):
    file = fields.Raw(
        required=True, metadata={"type": "string", "format": "binary", "description": "The file itself, one at a time."}
    )
    kind = said.text("What the file is.", of=[each.value for each in DocumentKind])
    caption = said.text(
        "What it is called. Reviewers see this and not the file’s name. An instrument or a protocol needs it, and it "
        "is public after the decision."
    )


class PlanUpload(Upload):
    who = fields.String(
        required=True, validate=validate.OneOf((EVERYBODY, REVIEWERS)),
        metadata={"description": "Who may read it: everybody, with the plan; or only editors and reviewers."},
    )  # fmt: skip


class DocumentsChange(Sent):
    answers = fields.Nested(NoDocumentAnswers, required=True, metadata={"description": "What is asked of no report."})


class OwnDocument(Schema):
    id = said.key("The key of the document.")
    file_name = said.text("The name of the file.")
    kind = said.text("What it is.", of=[each.value for each in DocumentKind])
    caption = said.text("What it is called.", null=True)
    size_bytes = said.whole("How large it is.")
    state = said.text("What became of it: whether its text can be read.")
    who = said.text("Of a file of a study's plan: who may read it.", null=True)


class OwnDocuments(Schema):
    items = said.many(OwnDocument, "The documents that go along.")
    answers = fields.Nested(NoDocumentAnswers, metadata={"description": "Why there is no report."})


class OwnPlanFiles(Schema):
    items = said.many(OwnDocument, "The files of the plan.")


class Gap(Schema):
    text = said.text("What is missing, in words.")
    task = said.text("The page where it is answered.")
    evaluation_id = said.key("The evaluation that lacks it; null: the project does.", null=True)
    result_id = said.key("The result that lacks it.", null=True)


class Titled(Schema):
    id = said.text("Its key.")
    title = said.text("Its title.")


class OwnSending(Schema):
    missing = said.many(Gap, "What is missing before it can be sent, the quickest to mend first.")
    evaluations = said.many(Titled, "The evaluations that lack nothing, and can be sent.")
    standards = said.many(Titled, "The standards that it can be graded by.")
    proposed_standard = said.text("The standard that we propose; null: none.", null=True)
    asks_about_people = said.yes("Whether you have to say if a story, a quote or a photograph of one person is in it.")
    is_answered = said.yes("Whether what an editor asked for is answered. It is answered on the page of the team.")
    may_send = said.yes("Whether you may send it: only owners of a team do.")
    submission_id = said.key("What was sent and is still on its way: until then nothing more is sent.", null=True)
    page = said.address("The page where all of it can be read as it would be sent.")


class Send(Sent):
    answers = fields.Nested(SendAnswers, required=True, metadata={"description": "What whoever sends it states."})


class OwnSubmission(Schema):
    id = said.key("The key of the submission.")
    project_id = said.key("The key of the project.")
    number = said.whole("1 for the first, then one more each time.")
    standard = said.text("The standard that it is graded by.")
    standard_version = said.text("Its version.")
    state = said.text("Where it stands, as its page says.")
    sent_at = said.moment("When it was sent.", null=True)
    page = said.address("The page where it can be followed.")
