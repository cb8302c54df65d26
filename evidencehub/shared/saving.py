"""Pages of answers that save by themselves while somebody types: `static/saving.js` sends the form with a header.

The page stays where it is, so it is told what became of its answers and gets the new mark of what is saved.
"""

from typing import Literal

from flask import jsonify, request
from flask.typing import ResponseReturnValue

HEADER = "X-Saves-Itself"
State = Literal["saved", "part", "overtaken", "problem", "ended"]


def is_by_itself() -> bool:
    """Whether nobody pressed anything: the page must not move on, and no word about it waits for the next page."""
    return HEADER in request.headers


def told(state: State, seen: str = "", tally: str = "") -> ResponseReturnValue:
    """``{"state", "seen"}``: all of it is saved, or what could be; nothing, for another tab or person was faster,
    something on the page is not right, or the session has ended. ``seen`` is for the hidden field of that name;
    ``tally`` comes with it where a line of the page says how much is done.
    """
    return jsonify({"state": state, "seen": seen, **({"tally": tally} if tally else {})})
