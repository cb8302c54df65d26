"""The Cranfield collection (1,400 abstracts, 225 questions) as its three files give it."""

import re
from collections.abc import Iterator
from pathlib import Path

from evidencehub.search.contract import Document, Row


def records(folder: Path) -> list[Document]:
    return [
        Document(number, number, "", part["T"], part["W"], (Row(),))
        for number, part in _parts((folder / "cran.all.1400").read_text())
    ]


def questions(folder: Path) -> dict[str, str]:
    """By their place in the file, which is what the judgements name them by."""
    parts = _parts((folder / "cran.qry").read_text())
    return {str(place): part["W"] for place, (_, part) in enumerate(parts, 1)}


def judgements(folder: Path) -> dict[str, set[str]]:
    """The relevant records of each question: grades above 0."""
    found: dict[str, set[str]] = {}
    for line in (folder / "cranqrel").read_text().splitlines():
        question, record, grade = line.split()
        if int(grade) > 0:
            found.setdefault(question, set()).add(record)
    return found


def _parts(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for entry in re.split(r"^\.I ", text, flags=re.MULTILINE)[1:]:
        number, *parts = re.split(r"^\.([A-Z])\n", entry, flags=re.MULTILINE)
        yield number.strip(), {name: " ".join(body.split()) for name, body in zip(parts[::2], parts[1::2], strict=True)}
