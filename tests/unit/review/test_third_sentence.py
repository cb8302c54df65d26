"""What is said of a third reviewer stays true when an appeal takes the place of what they settled."""

from dataclasses import replace

from evidencehub.accreditation.letter.composing import third_sentence
from evidencehub.accreditation.queries import AgreedFinding, Third
from tests.factories_review import LATER

BY_TWO = AgreedFinding("po1.1", "", "met", "It is.", "1", at_first=False, by_majority=True, at=LATER)
SETTLED = replace(BY_TWO, criterion_id="po1.2", by_majority=False)
ANEW = replace(SETTLED, criterion_id="po1.3", on_appeal=True)


def test_what_was_graded_anew_is_not_put_down_to_an_editor():
    third = Third("practitioner", 2)
    assert third_sentence(third, [BY_TWO, BY_TWO]).endswith("2 were settled by two of three.")
    assert third_sentence(third, [BY_TWO, SETTLED]).endswith("an editor settled the rest, with a reason.")
    told = third_sentence(third, [BY_TWO, ANEW])
    assert told.endswith("an editor settled the rest, with a reason, or they were graded anew on appeal.")
