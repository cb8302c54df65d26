"""An invented report as a PDF, a page for each text, marked on every page as invented; and its text, written down."""

import io

from sqlalchemy import delete
from sqlalchemy.orm import Session

from evidencehub.extraction.limits import State
from evidencehub.extraction.messages import message_for
from evidencehub.projects.models import Document, DocumentPage
from evidencehub.projects.states import DocumentState
from evidencehub.shared.due import DueRow
from evidencehub.shared.filetypes import PDF

# The PDF's own fonts know Latin letters only; these are the few other signs that our texts use.
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
    }
)
_MARK = "Invented for a demonstration. No project, person or place in it is real."


def as_pdf(title: str, pages: list[str]) -> io.BytesIO:
    from fpdf import FPDF  # slow to import, and only a demonstration needs it

    pdf = FPDF(format="A4")
    pdf.set_title(title)
    pdf.set_auto_page_break(False)  # page numbers in findings count the texts
    for number, text in enumerate(pages, 1):
        pdf.add_page()
        pdf.set_font("Helvetica", "B", 15)
        if number == 1:
            pdf.multi_cell(0, 8, _latin(title), new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", "", 11)
        pdf.multi_cell(0, 6, _latin(text), new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(-20)
        pdf.set_font("Helvetica", "I", 8)
        pdf.cell(0, 6, _latin(f"{_MARK}  Page {number} of {len(pages)}"))
    return io.BytesIO(bytes(pdf.output()))


def _latin(text: str) -> str:
    return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")


def written_down(session: Session, document: Document, pages: list[str]) -> None:
    """Write down the text at once: we wrote the report, so nobody need wait until the worker has read forty of them."""
    document.pages = [DocumentPage(number=number, text=text) for number, text in enumerate(pages, 1)]
    document.state, document.message = DocumentState.TEXT, message_for(State.TEXT, PDF)
    document.pictures_unseen = 0  # there are none in it
    session.flush()
    session.execute(delete(DueRow).where(DueRow.key == str(document.id)))
