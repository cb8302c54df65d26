"""What people are told about a file: a sentence on what happened, one on what to do. The file itself is always kept."""

import re
from collections.abc import Sequence

from evidencehub.extraction.limits import State
from evidencehub.shared.filetypes import FileKind

KEPT = "Your file is kept."
NO_FIXED_PAGES = "has no fixed pages, like every Word file: we number its parts"
NO_FIXED_PAGES_OF_TEXT = "has no fixed pages, like every file of its kind: we number its parts"
PLAIN_TEXT_PARTS = "has no pages, like all plain text: we number its parts"
TABLE_PARTS = "has no pages, like every table: we number its parts"
WHITE = "has words in white letters: we read them, but on white paper nobody sees them"
HIDDEN_CELLS = "has hidden sheets, rows or columns: we left them out, but whoever downloads the file can make them show"
AUTHOR = "names an author in its properties: reviewers do not get that, but whoever downloads the file can see it"
ATTACHMENT = "has an attachment: not read"
FORM = "has form fields: what is typed into them was not read"
RUNNING_LINES = "has headers or footers: each stands once, after the text"
RUNNING_LINES_IN_PLACE = "has headers or footers: each stands where the file keeps it, with a mark"
HIDDEN = "has hidden text: we left it out, but whoever downloads the file can make it show"
TRACKED_CHANGES = "has tracked changes: read as if all were accepted; the file still holds the deleted words"
RECOGNISING = (
    "This file has no text of its own: it looks like a scan. We are recognising its text now. That can take some "
    "minutes, and you need not wait here."
)
RECOGNISED = "We have recognised the text of this scan. Look through it: a machine may read letters and numbers wrong."
NOT_RECOGNISED = (
    "This file looks like a scan, and we could not recognise its text. Reviewers can still open it. If you have the "
    "original document, upload that too."
)
SCAN = "is a scan: a machine recognised its text, so words, numbers and names can be wrong or missing"

_COMMENTS = re.compile(r"has [\d,]+ comments?:")
_LISTED = 10  # page numbers named before "and others"


def message_for(state: State, kind: FileKind, *, is_picture: bool = True) -> str:
    """Return the message for the uploader. ``is_picture``: a file without text has something drawn on its pages."""
    match state:
        case State.TEXT:
            return "We have read the text of this file."
        case State.NO_TEXT if is_picture:
            return (
                "We could not find any text in this file: it looks like a scan. Reviewers can still open it. "
                "If you have the original document, upload that too. If not, many scanners and PDF programs can "
                "recognise text (OCR): do that, and upload what comes of it."
            )
        case State.NO_TEXT:
            return (
                "We could not find any text in this file: its pages are empty. Check that it is the file you meant. "
                + KEPT
            )
        case State.ENCRYPTED:
            return f"This file is locked with a password. Save a copy without the password and upload that. {KEPT}"
        case State.BROKEN:
            return (
                "We could not read this file: it is damaged or incomplete. "
                f"Open it in {kind.program}, save a new copy and upload that. {KEPT}"
            )
        case State.TOO_LARGE:
            return (
                "This file is too large for us to read when unpacked. "
                f"Save it with smaller pictures, or as several files, and upload those. {KEPT}"
            )
        case State.TIMED_OUT:
            return (
                "This file took too long to read, so we stopped. Reviewers may not be able to open it. "
                f"Save it as a new PDF, or as several smaller files, and upload those. {KEPT}"
            )


def is_taken_out(note: str) -> bool:
    """It tells of what the copy for reviewers does not hold (``cleaning``)."""
    return note in {AUTHOR, ATTACHMENT, TRACKED_CHANGES} or bool(_COMMENTS.match(note))


def comments(count: int) -> str:
    them = "1 comment: we did not read it" if count == 1 else f"{count:,} comments: we did not read them"
    return f"has {them}, but whoever downloads the file can"


def unknown_signs(count: int) -> str:
    signs = "1 sign that we cannot tell: it is" if count == 1 else f"{count:,} signs that we cannot tell: they are"
    return f"has {signs} marked \N{REPLACEMENT CHARACTER} in the text"


def unread_equations(count: int) -> str:
    them = "1 equation that is a picture" if count == 1 else f"{count:,} equations that are pictures"
    return f"has {them} to us: we marked the place. In Word, make it anew with “Insert”, “Equation”"


def unread_figures(count: int) -> str:
    them = "1 figure whose words" if count == 1 else f"{count:,} figures whose words"
    return f"has {them} we could not read: we marked the place. Say in the text what it shows"


def pages_without_text(numbers: Sequence[int], total: int) -> str:
    """``numbers`` count from 1."""
    return f"has no text that we found on {_pages(numbers)} of {total:,}: scans or pictures cannot be searched"


def pages_partly_hidden(numbers: Sequence[int], total: int) -> str:
    where = _pages(numbers)
    return f"has words that nobody can see on {where} of {total:,}: we left them out, but they are in the file"


def pages_unmapped(numbers: Sequence[int], total: int) -> str:
    letters = f"has letters that cannot be told on {_pages(numbers)} of {total:,}"
    return f"{letters}: its fonts do not say what they are, and each is marked \N{REPLACEMENT CHARACTER}"


def pages_guessed(numbers: Sequence[int], total: int) -> str:
    letters = f"has letters that cannot be told for certain on {_pages(numbers)} of {total:,}"
    return f"{letters}: its fonts do not say what they are, and we read them as what they seem"


def pages_unreadable(numbers: Sequence[int], total: int) -> str:
    return f"is damaged on {_pages(numbers)} of {total:,}: we could not read that"


def pages_beyond(read: int, total: int) -> str:
    return f"is very long: we read the first {read:,} of {total:,} pages. Reviewers can open the whole file"


def text_beyond(characters: int) -> str:
    return f"is very long: we read the first {characters:,} characters. Reviewers can open the whole file"


def _pages(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]:,}"
    listed = ", ".join(f"{number:,}" for number in numbers[:_LISTED])
    return f"pages {listed}" + (" and others" if len(numbers) > _LISTED else "")
