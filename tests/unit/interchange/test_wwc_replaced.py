"""A study that was read again: what of the earlier reading is replaced, and what nobody looked at a second time."""

import pytest

from evidencehub.interchange.wwc.replaced import mark


def row(slug, measure, reading):
    return {"outcome_slug": slug, "measure_name": measure, "source_values": {"ReviewID": reading}}


def replaced(earlier, *later):
    rows = [row(*earlier, "earlier"), *(row(*each, "later") for each in later)]
    mark(rows, ["later", "earlier"])
    assert not any(each["is_superseded"] for each in rows[1:]), "the latest reading is never replaced"
    return rows[0]["is_superseded"]


@pytest.mark.parametrize(
    ("earlier", "later", "is_replaced"),
    [
        (("violent-offending", "Violence rates"), ("reading", "Florida Test"), False),
        (("reading", "Woodcock"), ("reading", "Florida Test"), True),
        (("reading-comprehension", "Woodcock"), ("reading", "Florida Test"), True),  # it is part of what was read again
        (("reading", "Woodcock"), ("reading-comprehension", "Florida Test"), True),  # it holds that
        (("reading-comprehension", "Woodcock"), ("phonics", "Florida Test"), False),  # beside it
        (
            ("maths", "Early Childhood Longitudinal Study: Maths"),
            ("early-language", "Early childhood longitudinal"),
            True,
        ),
        (("", "No place"), ("reading", "Florida Test"), True),
    ],
)
def test_an_earlier_result_is_replaced_where_the_later_reading_has_its_outcome_or_its_measure(
    earlier, later, is_replaced
):
    assert replaced(earlier, later) == is_replaced


def test_of_three_readings_each_replaces_those_before_it():
    told = [("reading", "A", "1"), ("maths", "B", "2"), ("maths", "C", "1"), ("violent-offending", "D", "0")]
    rows = [row(*each) for each in [*told, ("attendance", "E", "unknown")]]
    mark(rows, ["2", "1", "0"])
    assert [each["is_superseded"] for each in rows] == [False, False, True, False, True]
