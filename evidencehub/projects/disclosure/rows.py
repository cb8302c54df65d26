"""Tables that seem to have a row for each person: told by their heading, and by the rows below it."""

import re
from collections.abc import Iterator

BETWEEN = " | "  # as tables are read (extraction.read_csv)
ROWS = 2  # below the heading, at least
_NAME = re.compile(r"(?:(?:first|last|given|family|full|pupil|student|child|participant)[ _]?)?name|sur ?name", re.I)
_KEY = re.compile(
    r"(?:(?:pupil|student|child|participant|person|client|respondent|case|nhs)[ _]?)?(?:id|no\.?|number|ref)|upn",
    re.I,
)
_BORN = re.compile(r"d\.?o\.?b\.?|(?:date|day)[ _]of[ _]birth|birth[ _]?da(?:te|y)|born", re.I)
_REACHED = re.compile(r"e-?mail(?:[ _]address)?|(?:tele|mobile )?phone(?:[ _]number)?|mobile|post ?code|address", re.I)
_ABOUT = re.compile(r"age|sex|gender|ethnicity|school|class|year[ _]group|pre|post|score|baseline|follow-?up", re.I)


def headings_of_people(text: str) -> Iterator[str]:
    """The headings of such tables: two kinds of what a person is known by, or one beside what was measured of them."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split(BETWEEN)]
        if len(cells) < 2 or not _is_of_people(cells):
            continue
        below = lines[at + 1 : at + 1 + ROWS]
        if len(below) == ROWS and all(len(row.split(BETWEEN)) >= 2 for row in below):
            yield line


def _is_of_people(cells: list[str]) -> bool:
    def has(kind: re.Pattern[str]) -> bool:
        return any(kind.fullmatch(cell) for cell in cells)

    known_by = sum(map(has, (_NAME, _KEY, _BORN, _REACHED)))
    return known_by >= 2 or (known_by == 1 and has(_ABOUT))
