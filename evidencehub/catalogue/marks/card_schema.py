"""The JSON in which a card is kept, and back."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, post_load

from evidencehub.catalogue.fit.studied import Part, Studied
from evidencehub.catalogue.marks.cards import Card, CardLine
from evidencehub.catalogue.marks.finer import Finer
from evidencehub.catalogue.marks.marks import Cost, Difference, Sure
from evidencehub.projects.public import Stage


class _Values(Schema):
    """Writes a value of the class ``makes``, and reads one back."""

    makes: type[Any]

    @post_load
    def _make(self, data: Mapping[str, Any], **_: Any) -> Any:
        return self.makes(**data)


class _Sure(_Values):
    makes = Sure
    words = fields.String(required=True)
    name = fields.String(required=True)
    note = fields.String(required=True)
    filled = fields.Integer(required=True)
    steps = fields.Integer(required=True)


class _Difference(_Values):
    makes = Difference
    shape = fields.String(required=True)
    words = fields.String(required=True)
    is_change = fields.Boolean(required=True)
    colour = fields.String(required=True)


class _Cost(_Values):
    makes = Cost
    band = fields.Integer(required=True)
    words = fields.String(required=True)
    note = fields.String(required=True)
    more = fields.String(required=True)


class _Line(_Values):
    makes = CardLine
    outcome = fields.String(required=True)
    area = fields.String(required=True)
    sure = fields.Nested(_Sure, required=True)
    difference = fields.Nested(_Difference, required=True)
    detail = fields.String(required=True)


class _Finer(_Values):
    makes = Finer
    slug = fields.String(required=True)
    outcome = fields.String(required=True)
    line = fields.Integer(required=True)
    direction = fields.String(required=True)
    detail = fields.String(required=True)


class _Part(_Values):
    makes = Part
    group = fields.String(required=True)
    said = fields.String(required=True)
    least = fields.Float(required=True)
    most = fields.Float(required=True)
    studies = fields.Integer(required=True)


class _Studied(_Values):
    makes = Studied
    studies = fields.Integer(required=True)
    ages = fields.List(fields.Tuple((fields.Integer(), fields.Integer())), required=True)
    ages_unsaid = fields.Integer(required=True)
    ages_open = fields.Integer(required=True)
    groups = fields.List(fields.String(), required=True)
    groups_unsaid = fields.Integer(required=True)
    parts = fields.List(fields.Nested(_Part), required=True)
    settings = fields.List(fields.String(), required=True)
    settings_unsaid = fields.Integer(required=True)
    places = fields.List(fields.String(), required=True)
    places_known = fields.List(fields.String(), required=True)
    places_unsaid = fields.Integer(required=True)
    cost = fields.Integer(required=True, allow_none=True)
    price = fields.Integer(required=True, allow_none=True)
    hours = fields.Float(required=True, allow_none=True)
    offered = fields.Boolean(required=True, allow_none=True)

    @post_load
    def _make(self, data: Mapping[str, Any], **_: Any) -> Studied:
        several = ("ages", "groups", "parts", "settings", "places", "places_known")
        return Studied(**{**data, **{name: tuple(data[name]) for name in several}})


class CardSchema(_Values):
    makes = Card
    slug = fields.String(required=True)
    name = fields.String(required=True)
    stage = fields.Enum(Stage, by_value=True, required=True)
    demo = fields.Boolean(required=True)
    organisation = fields.String(required=True)
    summary = fields.String(required=True)
    who_for = fields.String(required=True)
    where = fields.String(required=True)
    studies = fields.Integer(required=True)
    size = fields.String(required=True)
    lines = fields.List(fields.Nested(_Line), required=True)
    finer = fields.List(fields.Nested(_Finer), required=True)
    sure = fields.Nested(_Sure, required=True)
    cost = fields.Nested(_Cost, required=True)
    source = fields.String(required=True)
    rating = fields.String(required=True)
    reviewed_at = fields.AwareDateTime(required=True, allow_none=True)
    award = fields.String(required=True)
    evaluations = fields.List(fields.Tuple((fields.String(), fields.String())), required=True)

    studied = fields.Nested(_Studied, required=True)

    @post_load
    def _make(self, data: Mapping[str, Any], **_: Any) -> Card:
        return Card(**{**data, **{name: tuple(data[name]) for name in ("lines", "finer", "evaluations")}})
