"""One line of a file of the evidence repository: a reference, and what is said of it. Written and read by these.

As ``ReferenceFileInput`` and ``Reference`` of its SDK; a test holds them against the SDK's own description.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_dump, validate

PUBLIC = "public"
_VISIBILITY = validate.OneOf((PUBLIC, "restricted", "hidden"))
_NOTHING: tuple[Any, ...] = (None, "", [], {})


class _Lean(Schema):
    """Writes nothing for what is not known, and reads past what means nothing here."""

    class Meta:
        unknown = EXCLUDE

    @post_dump
    def without_nothing(self, made: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in made.items() if value not in _NOTHING}


class IdentifierSchema(_Lean):
    identifier_type = fields.String(required=True)
    identifier = fields.Raw(required=True)  # a number of PubMed's, else a text
    other_identifier_name = fields.String(allow_none=True)


class AuthorshipSchema(_Lean):
    display_name = fields.String(required=True)  # given names first
    orcid = fields.String(allow_none=True)
    position = fields.String(required=True, validate=validate.OneOf(("first", "middle", "last")))


class BibliographicSchema(_Lean):
    enhancement_type = fields.Constant("bibliographic")
    authorship = fields.List(fields.Nested(AuthorshipSchema), allow_none=True)
    publication_year = fields.Integer(allow_none=True)
    publication_date = fields.String(allow_none=True)
    publisher = fields.String(allow_none=True)
    title = fields.String(allow_none=True)


class AbstractSchema(_Lean):
    enhancement_type = fields.Constant("abstract")
    process = fields.String(required=True, validate=validate.OneOf(("uninverted", "closed_api", "other")))
    abstract = fields.String(required=True)


class AnnotationSchema(_Lean):
    annotation_type = fields.String(required=True, validate=validate.OneOf(("boolean", "score")))
    scheme = fields.String(required=True, validate=validate.Regexp(r"[^/]+\Z"))
    label = fields.String(required=True)
    value = fields.Boolean(allow_none=True)
    score = fields.Float(allow_none=True)
    data = fields.Dict(keys=fields.String())


class AnnotationsSchema(_Lean):
    enhancement_type = fields.Constant("annotation")
    annotations = fields.List(fields.Nested(AnnotationSchema), required=True, validate=validate.Length(1))


class LocationSchema(_Lean):
    landing_page_url = fields.String(allow_none=True)
    pdf_url = fields.String(allow_none=True)


class LocationsSchema(_Lean):
    enhancement_type = fields.Constant("location")
    locations = fields.List(fields.Nested(LocationSchema), required=True, validate=validate.Length(1))


class LinkedDataSchema(_Lean):
    enhancement_type = fields.Constant("linked_data")
    vocabulary_uri = fields.String(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


CONTENTS: Mapping[str, Schema] = {
    "bibliographic": BibliographicSchema(), "abstract": AbstractSchema(), "annotation": AnnotationsSchema(),
    "location": LocationsSchema(), "linked_data": LinkedDataSchema(),
}  # fmt: skip


class Content(fields.Field[Any]):
    """One of ``CONTENTS``, by its ``enhancement_type``; None for a kind that means nothing here."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **_: Any) -> Any:
        return CONTENTS[value["enhancement_type"]].dump(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("enhancement_type"), str):
            raise ValidationError("it does not say what kind it is")
        schema = CONTENTS.get(value["enhancement_type"])
        return None if schema is None else schema.load(value)


class EnhancementSchema(_Lean):
    source = fields.String(required=True)
    visibility = fields.String(required=True, validate=_VISIBILITY)
    content = Content(required=True)


class ReferenceSchema(_Lean):
    id = fields.String(allow_none=True)  # in files that the repository gives
    visibility = fields.String(load_default=PUBLIC, validate=_VISIBILITY)
    identifiers = fields.List(fields.Nested(IdentifierSchema), allow_none=True)
    enhancements = fields.List(fields.Nested(EnhancementSchema), allow_none=True)


REFERENCE = ReferenceSchema()
