"""What is said of a third reviewer stays true when an appeal takes the place of what they settled."""

from dataclasses import replace

import pytest

from evidencehub.accreditation.letter.composing import third_sentence
from evidencehub.accreditation.queries import AgreedFinding, Third
from tests.factories_review import LATER

BY_TWO = AgreedFinding("po1.1", "", "met", "It is.", "1", at_first=False, by_majority=True, at=LATER)
SETTLED = replace(BY_TWO, criterion_id="po1.2", by_majority=False)
ANEW = replace(SETTLED, criterion_id="po1.3", on_appeal=True)
ELSEWHERE = replace(ANEW, criterion_id="po2.1")  # the two agreed on it, and the team contested that


ASKED = ("po1.1 ", "po1.2 ", "po1.3 ")


@pytest.mark.parametrize(
    ("asked", "findings", "end"),
    [
        (2, [BY_TWO, BY_TWO], "2 were settled by two of three."),
        (2, [BY_TWO, SETTLED], "1 was settled by two of three; an editor settled the rest, with a reason."),
        (2, [BY_TWO, ANEW], "1 was settled by two of three; 1 was graded anew on appeal."),
        (3, [BY_TWO, SETTLED, ANEW], "; an editor settled the rest, with a reason; 1 was graded anew on appeal."),
        (2, [BY_TWO, SETTLED, ELSEWHERE], "; an editor settled the rest, with a reason."),
    ],
)
def test_what_was_graded_anew_is_not_put_down_to_an_editor_nor_what_an_editor_settled_to_an_appeal(
    asked, findings, end
):
    assert third_sentence(Third("practitioner", asked, only=ASKED), findings).endswith(end)
