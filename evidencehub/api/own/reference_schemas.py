"""What calls for the references of a study take and answer."""

from marshmallow import Schema, fields, validate

from evidencehub.api import said
from evidencehub.api.own.fields import NO_CHOICE, Sent, Whole, answers_of
from evidencehub.api.own.schemas import BLANK
from evidencehub.extraction.references.entry import Kind
from evidencehub.projects.pages.reference_forms import BringListForm
from evidencehub.projects.references.shape import MOST, TITLES

_BROUGHT = BringListForm(**BLANK)
del _BROUGHT.file  # a program sends its text
BroughtAnswers = answers_of([_BROUGHT], "BroughtAnswers", required=("pasted", "where"))
_WHERE = "In which list: published about this study, or research by others that it builds on."


def _places(says: str) -> fields.List[int]:
    within = validate.Length(max=MOST)
    return fields.List(Whole(), load_default=(), validate=within, metadata={"description": says})


class ReferencesSent(Sent):
    answers = fields.Nested(BroughtAnswers, required=True, metadata={"description": "The list, and what it is."})
    same = _places("Entries, counted from 0, that you know to be there already: they are left out.")
    different = _places("Entries, counted from 0, that only look as if they were there already: they are added.")


class ReferenceChange(Sent):
    where = fields.String(
        required=True, validate=validate.OneOf([*TITLES], error=NO_CHOICE), metadata={"description": _WHERE}
    )


class OwnReference(Schema):
    id = said.key("The key of the reference.")
    where = said.text(_WHERE, of=TITLES)
    kind = said.text("What was published.", of=[each.value for each in Kind])
    title = said.text("Its title.")
    authors = said.texts("Who wrote it: “Family, Given”; a group as it calls itself.")
    year = said.whole("The year of publication.", null=True)
    within = said.text("The journal, or the book that it is a chapter of.", null=True)
    volume = said.text("The volume.", null=True)
    issue = said.text("The issue.", null=True)
    pages = said.text("The pages.", null=True)
    publisher = said.text("The publisher.", null=True)
    doi = said.text("Its DOI, without an address before it.", null=True)
    pmid = said.text("Its number in PubMed.", null=True)
    url = said.text("Its address.", null=True)
    issn = said.texts("The ISSN of the journal.")
    isbn = said.texts("The ISBN of the book.")


class OwnReferences(Schema):
    publications = said.many(OwnReference, "What was published about the study.")
    literature = said.many(OwnReference, "Research by others that it builds on.")
    page = said.address("The page of the team.")


class NotRead(Schema):
    line = said.whole("The line of what you sent.")
    says = said.text("What is wrong there.")


class AddedReferences(Schema):
    added = said.many(OwnReference, "What was added.")
    were_there = said.whole("How many were there already, and were left out.")
    problems = said.many(NotRead, "What could not be read.")
