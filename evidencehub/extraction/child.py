"""The process that reads one file: ``python -m evidencehub.extraction.child EXTENSION LIMITS < FILE``.

It gives up its means before it looks at the file, and answers with one JSON object on standard output. What it says is
not trusted: see ``runner``.
"""

import json
import math
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Reading, Unreadable
from evidencehub.shared.filetypes import CSV, DOCX, DOTX, ODT, PDF, RTF, XLSX

UNAVAILABLE = "unavailable"  # the fault is ours (a library is missing), so nothing is said about the file

_XML_ERR_NO_MEMORY = 2  # libxml2 (xmlerror.h) tells of refused memory as of a syntax error


def reader_for(extension: str) -> Callable[[BinaryIO, Limits], Reading]:
    """Import only what this kind of file needs."""
    if extension == PDF.extension:
        from evidencehub.extraction.pdf.reader import read_pdf

        return read_pdf
    if extension in {DOCX.extension, DOTX.extension}:
        from evidencehub.extraction.word.reader import read_docx

        return read_docx
    if extension == ODT.extension:
        from evidencehub.extraction.read_odt import read_odt

        return read_odt
    if extension == RTF.extension:
        from evidencehub.extraction.read_rtf import read_rtf

        return read_rtf
    if extension == XLSX.extension:
        from evidencehub.extraction.read_xlsx import read_xlsx

        return read_xlsx
    if extension == CSV.extension:
        from evidencehub.extraction.read_csv import read_csv

        return read_csv
    from evidencehub.extraction.read_text import read_text

    return read_text


def restrict(limits: Limits) -> None:
    """No more memory or time than allowed, no file written, no process started; the kernel sees to it from here on."""
    seconds = math.ceil(limits.seconds)
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),  # a core dump would leave the document's text on the disk
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    # One second between the two, so that the process dies of SIGXCPU, which tells the parent why.
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or hard > seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def answer(read: Callable[[BinaryIO, Limits], Reading], stream: BinaryIO, limits: Limits) -> dict[str, Any]:
    try:
        reading = read(stream, limits)
    except Unreadable as error:
        return {"state": error.state}
    except MemoryError:
        return {"state": State.TOO_LARGE}
    except Exception as error:  # a damaged file may fail anywhere in a library, with any exception
        is_memory = isinstance(error, SyntaxError) and getattr(error, "code", None) == _XML_ERR_NO_MEMORY
        return {"state": State.TOO_LARGE if is_memory else State.BROKEN, "reason": type(error).__name__}
    return {
        "state": reading.state,
        "pages": reading.pages if reading.state is State.TEXT else [],
        "notes": reading.notes,
        "is_picture": reading.is_picture,
        "is_complete": reading.is_complete,
    }


def encoded(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", errors="replace")


def say(message: bytes) -> NoReturn:
    with memoryview(message) as rest:
        sent = 0
        while sent < len(rest):
            sent += os.write(1, rest[sent : sent + 65_536])
    os._exit(0)  # no clean-up: closing a damaged document is one more chance to crash


def main() -> NoReturn:
    extension, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    try:
        read = reader_for(extension)
        restrict(limits)
    except (ImportError, OSError, ValueError) as error:
        said: dict[str, Any] = {"state": UNAVAILABLE, "reason": f"{type(error).__name__}: {error}"}
        say(encoded(said))
    try:
        with os.fdopen(0, "rb") as stream:
            said = answer(read, stream, limits)
        say(encoded(said))
    except MemoryError:
        say(b'{"state": "too-large"}')


if __name__ == "__main__":
    main()
