"""Which words of a reason stand in a text, eight in a row at least."""

from evidencehub.projects.disclosure.quotes import Quote, quotes

REPORT = "Attendance rose from 81 to 84 in every hundred, said the head teacher of the school, and nobody left early."


def test_eight_words_in_a_row_are_a_quote_and_seven_are_none():
    eight = "It says: “attendance rose FROM 81 to 84 in every”, which is true."
    assert quotes([("Data", eight)], [REPORT]) == [Quote("Data", "attendance rose FROM 81 to 84 in every")]
    assert quotes([("Data", "It says: attendance rose from 81 to 84 in all.")], [REPORT]) == []


def test_the_longest_piece_is_told_across_lines_and_signs():
    reason = "attendance rose from 81 to 84 in every class; said the head\nteacher of the school and nobody left early!"
    (found,) = quotes([("Data", reason)], [REPORT])
    assert found.words == "said the head\nteacher of the school and nobody left early"


def test_nothing_is_quoted_of_what_is_not_there():
    assert quotes([("Data", REPORT)], []) == [] == quotes([("Data", "")], [REPORT])
