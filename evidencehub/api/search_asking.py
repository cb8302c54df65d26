"""The parameters of a search: those of the site's own list, refused where the site would leave them out."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from evidencehub.api.asking import MOST_PER_PAGE, PER_PAGE, Whole, YesNo
from evidencehub.catalogue.index import facets, searching
from evidencehub.shared.errors import Invalid
from evidencehub.standards.model.errors import UnknownTerm

_YEAR = validate.Range(searching.EARLIEST, searching.LATEST)


def parameters() -> dict[str, Any]:
    return {
        "q": fields.String(
            load_default="", validate=validate.Length(max=searching.LONGEST_TEXT),
            metadata={"description": "Words to look for. Without any, everything that the filters leave."},
        ),
        **{kind.name: _filter(kind) for kind in facets.KINDS},
        "since": _year("from", "Only studies of this year and later."),
        "until": _year("to", "Only studies of this year and before."),
        "sort": fields.String(
            load_default="", validate=validate.OneOf(["", *searching.SORTS]),
            metadata={"description": "The order. Without it: best match for words, surest evidence without words."},
        ),
        "as_typed": YesNo(
            data_key="as-typed", load_default=False,
            metadata={"description": "Look for the words themselves, not for what else they are called."},
        ),
        "by": fields.String(
            load_default="", validate=validate.OneOf(["", "words"]),
            metadata={"description": "“words”: order by words alone, where the hub could order by meaning too."},
        ),
        "collapse": fields.String(
            load_default="none", validate=validate.OneOf(["none", "project"]),
            metadata={"description": "What a hit is: “none” a study, “project” a project with its studies."},
        ),
        "page": Whole(
            load_default=1, validate=validate.Range(1, searching.DEEPEST_PAGE), metadata={"description": "Which page."}
        ),
        "per_page": Whole(
            load_default=PER_PAGE, validate=validate.Range(1, MOST_PER_PAGE),
            metadata={"description": "How many hits on a page."},
        ),
    }  # fmt: skip


def request_of(asked: Mapping[str, Any]) -> searching.Request:
    """The same request of the site's own search.

    :raises Invalid: a filter has no such value; for each, the nearest that it has.
    """
    if asked.get(facets.AGE):
        asked = {**asked, facets.AGE: [_in_order(each) for each in asked[facets.AGE]]}
    if wrong := {kind.name: said for kind in facets.KINDS if (said := _wrong(kind.name, asked.get(kind.name, ())))}:
        raise Invalid("Some filters have no such value. /api/v1/facets has them all.", wrong)
    one = {
        "q": asked["q"], "sort": asked["sort"], "page": str(asked["page"]), "by": asked["by"],
        "from": _text(asked.get("since")), "to": _text(asked.get("until")),
        "as-typed": "1" if asked["as_typed"] else "",
    }  # fmt: skip
    return searching.parse(one.get, lambda name: asked.get(name, ()))


def _in_order(ages: str) -> str:
    """Who gives two ages the wrong way round means what lies between, as with years."""
    first, _, last = ages.partition("-")
    turned = first.isdigit() and last.isdigit() and int(first) > int(last)
    return f"{last}-{first}" if turned else ages


def allowed(facet: str) -> dict[str, Any]:
    """What a value of a filter may be, in the words of JSON Schema."""
    if facet == facets.AGE:
        return {"pattern": "^(100|[0-9]{1,2})(-(100|[0-9]{1,2}))?$"}
    return {"minLength": 1, "maxLength": 40} if facet == "source" else {"enum": list(facets.in_words(facet))}


def _text(year: int | None) -> str | None:
    return str(year) if year is not None else None


def _wrong(facet: str, values: list[str]) -> str:
    try:
        facets.check(facet, values)
    except UnknownTerm as error:
        return f"There is {error}."
    unknown = [value for value in values if not facets.is_known(facet, value)]
    return f"There is no “{unknown[0]}” to choose." if unknown else ""


def _filter(kind: facets.FacetKind) -> fields.List[Any]:
    return fields.List(
        fields.String(), validate=validate.Length(max=searching.MOST_VALUES),
        metadata={"description": f"{kind.title}: given several times, any of the values will do."},
    )  # fmt: skip


def _year(name: str, says: str) -> Whole:
    return Whole(data_key=name, validate=_YEAR, metadata={"description": says})
