"""What answers say of practice notes and learning logs: nobody has graded either."""

from marshmallow import Schema

from evidencehub.api import said
from evidencehub.consultation.models import CommentRole


class Note(Schema):
    id = said.key("Its key.")
    role = said.text("What its writer is, as they say.", of=[each.value for each in CommentRole])
    setting = said.text("Where they did it: of the vocabulary settings.", null=True)
    did = said.text("What they did. Null: its text was removed.", null=True)
    helped = said.text("What helped.", null=True)
    hindered = said.text("What got in the way.", null=True)
    sent_at = said.moment("When it was sent.")
    address = said.address("Where it stands on the page of notes.")


class Learned(Schema):
    learned_on = said.day("The day that it is about.")
    learned = said.text("What the team learned. Null: its text was removed.", null=True)
    changed = said.text("What it changed.", null=True)
    because = said.text("Why.", null=True)
    public_at = said.moment("Since when it is public so.")


class LogEntry(Learned):
    id = said.key("Its key.")
    study = said.text("The title of the study that it is about; null: the whole project.", null=True)
    before = said.many(Learned, "What it said before, the latest first.")
    address = said.address("Its page, for ever.")
