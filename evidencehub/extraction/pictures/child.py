"""The process that looks at pictures: ``python -m evidencehub.extraction.pictures.child EXTENSION LIMITS < FILE``.

One of its own, so that a picture that takes too long or cannot be unpacked never costs a file its text. It gives up its
means before it looks, and answers with one line of JSON, which is not trusted.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from evidencehub.extraction.child import UNAVAILABLE, encoded, reader_for, restrict, say
from evidencehub.extraction.limits import Limits
from evidencehub.extraction.pictures.looking import Looker
from evidencehub.extraction.reading import Reading
from evidencehub.shared.filetypes import PDF

LOOKED, NOT = "looked", "not-looked"
PAGE_UNKNOWN = ", page not known"

Look = Callable[[BinaryIO, Limits, Looker], None]


def look_for(extension: str) -> Look:
    """Import only what this kind of file needs."""
    if extension == PDF.extension:
        from evidencehub.extraction.pictures.in_pdf import look_at_pdf

        return look_at_pdf
    read = reader_for(extension)
    return lambda stream, limits, looker: _look_at(read(stream, limits), looker)


def _look_at(reading: Reading, looker: Looker) -> None:
    for picture in reading.pictures:
        try:
            content = picture.load()
        except Exception:  # a damaged part of an archive
            looker.unseen += 1
            continue
        looker.look(picture.page or 1, content, "" if picture.page else PAGE_UNKNOWN)


def answer(look: Look, stream: BinaryIO, limits: Limits) -> dict[str, Any]:
    looker = Looker(limits)
    try:
        look(stream, limits, looker)
    except Exception as error:  # a damaged file may fail anywhere in a library, with any exception
        return {"state": NOT, "reason": type(error).__name__}
    seen = [[each.page, each.what.value, each.words] for each in looker.seen()]
    return {"state": LOOKED, "seen": seen, "unseen": looker.unseen}


def main() -> NoReturn:
    extension, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    try:
        look = look_for(extension)
        restrict(limits)
    except (ImportError, OSError, ValueError) as error:
        say(encoded({"state": UNAVAILABLE, "reason": f"{type(error).__name__}: {error}"}))
    try:
        with os.fdopen(0, "rb") as stream:
            said = answer(look, stream, limits)
        say(encoded(said))
    except MemoryError:
        say(encoded({"state": NOT}))


if __name__ == "__main__":
    main()
