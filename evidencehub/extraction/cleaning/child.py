"""The process that makes a copy: ``python -m evidencehub.extraction.cleaning.child EXTENSION LIMITS < FILE``.

Like the one that reads (``evidencehub.extraction.child``) it gives up its means before it looks at the file. It answers
with one line of JSON and, where there is a copy, its bytes behind it. What it says is not trusted.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from evidencehub.extraction.child import UNAVAILABLE, encoded, restrict, say
from evidencehub.extraction.cleaning.taken import Cleaned
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Unreadable
from evidencehub.shared.filetypes import CSV, DOCX, DOTX, ODT, PDF, RTF, TEXT, XLSX


def cleaner_for(extension: str) -> Callable[[BinaryIO, Limits], Cleaned]:
    """Import only what this kind of file needs. :raises ValueError: a kind that nobody said how to copy."""
    if extension == PDF.extension:
        from evidencehub.extraction.cleaning.pdf import clean_pdf

        return clean_pdf
    if extension in {DOCX.extension, DOTX.extension, XLSX.extension}:
        from evidencehub.extraction.cleaning.office import clean_office

        return clean_office
    if extension == ODT.extension:
        from evidencehub.extraction.cleaning.opendocument import clean_odt

        return clean_odt
    if extension == RTF.extension:
        from evidencehub.extraction.cleaning.rich_text import clean_rtf

        return clean_rtf
    if extension in {CSV.extension, TEXT.extension}:
        return lambda stream, limits: Cleaned(stream.read())  # every letter of it is read, and there is nothing else
    raise ValueError(f"nobody said how to copy a {extension} file")


def answer(
    clean: Callable[[BinaryIO, Limits], Cleaned], stream: BinaryIO, limits: Limits
) -> tuple[dict[str, Any], bytes]:
    try:
        cleaned = clean(stream, limits)
    except Unreadable as error:
        return {"state": error.state}, b""
    except MemoryError:
        return {"state": State.TOO_LARGE}, b""
    except Exception as error:  # a damaged file may fail anywhere in a library, with any exception
        return {"state": State.BROKEN, "reason": type(error).__name__}, b""
    return {"state": "copied", "taken": {thing.value: n for thing, n in cleaned.taken.items() if n}}, cleaned.content


def main() -> NoReturn:
    extension, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    try:
        clean = cleaner_for(extension)
        restrict(limits)
    except (ImportError, OSError, ValueError) as error:
        say(encoded({"state": UNAVAILABLE, "reason": f"{type(error).__name__}: {error}"}))
    try:
        with os.fdopen(0, "rb") as stream:
            said, content = answer(clean, stream, limits)
        say(encoded(said) + b"\n" + content)
    except MemoryError:
        say(b'{"state": "too-large"}\n')


if __name__ == "__main__":
    main()
