"""What a measure may say of itself in ``measures.toml``."""

from collections.abc import Mapping

from evidencehub.standards.files.toml_source import Key

MEASURES = "measures"
HIGHER_IS = ("better", "worse")
INSTRUMENT, PLAIN = "instrument", "plain"  # published, and known by others; or a count, a share or one plain question
NOT_RECORDED = "not recorded"
FACTS = ("scale", "ages", "reliability", "licence", "cost")  # of an instrument: each with its page, or not recorded

MEASURE: Mapping[str, Key] = {
    "kind": Key(str, choices=(INSTRUMENT, PLAIN)),
    "outcome_area": Key(str),
    "outcome": Key(str),
    "higher_is": Key(str, choices=HIGHER_IS),
    "higher_is_source": Key(str, required=False),
    "scale": Key(str),
    "lowest": Key(float, required=False),
    "highest": Key(float, required=False),
    **{name: Key(str, required=False) for name in FACTS if name != "scale"},
    **{f"{name}_source": Key(str, required=False) for name in FACTS},
    "smallest_worthwhile": Key(float, required=False),
    "smallest_worthwhile_unit": Key(str, required=False),
    "smallest_worthwhile_said_by": Key(str, required=False),
    "smallest_worthwhile_source": Key(str, required=False),
    "smallest_worthwhile_for_one": Key(bool, required=False),
}
