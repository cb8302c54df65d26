"""The JSON of a search, for the console and the API: every field listed by hand."""

from marshmallow import Schema, fields


class HitSchema(Schema):
    """``id`` is the evaluation's (a project's, where it has none); ``others`` counts further matches when collapsed."""

    id = fields.String(required=True)
    external_id = fields.String(required=True)
    title = fields.String(required=True)
    score = fields.Float(required=True)
    project = fields.String(required=True)
    others = fields.Integer(required=True)


class AnswerSchema(Schema):
    """``facets`` maps each facet to its values and their counts; when collapsed, projects are counted."""

    total = fields.Integer(required=True)
    hits = fields.List(fields.Nested(HitSchema), required=True)
    facets = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))
    loosened = fields.Boolean(required=True)
