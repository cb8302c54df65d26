"""Where a page of a public document is: addresses, and how many pages are shown at once."""

from typing import Any
from uuid import UUID

from flask import url_for

AT_ONCE = 50


def first_of(number: int) -> int:
    """The first of the pages that are shown together with this one; all count from 1."""
    return (number - 1) // AT_ONCE * AT_ONCE + 1


def address(evaluation_id: UUID | str, document_id: UUID | str, number: int) -> str:
    first = first_of(number)
    more: dict[str, Any] = {"from": first} if first > 1 else {}
    return url_for(
        "catalogue.document", evaluation_id=evaluation_id, document_id=document_id, _anchor=f"page-{number}", **more
    )
