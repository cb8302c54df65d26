"""Records in the shape of the Research Organization Registry's schema 2.1; the institutions are invented."""

from evidencehub.shared.ror import check_figures


def number(stem):
    """A number with the right last two figures: ``stem`` is six letters or figures."""
    return f"0{stem}{check_figures(f'0{stem}')}"


def a_record(stem, name, *, domains=(), website="", related=(), **more):
    """:param related: pairs of kind and stem."""
    links = [{"type": "website", "value": website}] if website else []
    links.append({"type": "wikipedia", "value": "https://en.wikipedia.org/wiki/Invented"})
    return {
        "id": f"https://ror.org/{number(stem)}",
        "names": [
            {"value": "INV", "types": ["acronym"], "lang": None},
            {"value": name, "types": ["label", "ror_display"], "lang": "en"},
        ],
        "status": "active", "types": ["education"], "established": 1868, "domains": list(domains), "links": links,
        "external_ids": [{"type": "isni", "all": ["0000 0000 0000 0000"], "preferred": None}],
        "locations": [{
            "geonames_id": 1,
            "geonames_details": {
                "continent_code": "EU", "continent_name": "Europe", "country_code": "GB", "lat": 51.5, "lng": -0.1,
                "country_name": "United Kingdom", "country_subdivision_code": "ENG",
                "country_subdivision_name": "England", "name": "Riverton",
            },
        }],
        "relationships": [
            {"type": kind, "id": f"https://ror.org/{number(other)}", "label": "Another"} for kind, other in related
        ],
        "admin": {
            "created": {"date": "2018-11-14", "schema_version": "1.0"},
            "last_modified": {"date": "2026-02-21", "schema_version": "2.1"},
        },
        **more,
    }  # fmt: skip
