"""What every error looks like (RFC 9457)."""

from marshmallow import Schema, fields

from evidencehub.api import said


class Problem(Schema):
    type = said.address("The page that says what this kind of problem means.")
    title = said.text("What is wrong, in a few words: the same for each problem of this kind.")
    status = said.whole("The status of the answer, once more.")
    detail = said.text("What is wrong with this request, and what to do about it.")
    errors = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()),
        metadata={"description": "Of wrong parameters: the name of each, and what is wrong with it."},
    )  # fmt: skip
