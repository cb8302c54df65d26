"""Text in files that people open in a spreadsheet, which takes some texts for formulas and runs them."""

import re

# The signs that begin a formula, wide ones too, wherever blanks stand before them. Source: OWASP, "CSV Injection".
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\t\r＝＋－＠]")


def plain_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one that looks like it."""
    return f"'{text}" if _FORMULA.match(text) else text
