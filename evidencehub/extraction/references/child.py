"""The process that reads one list: ``python -m evidencehub.extraction.references.child EXTENSION LIMITS < FILE``.

It gives up its means before it looks at the file, as the one that reads documents does. What it says is not trusted.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO, NoReturn

from evidencehub.extraction.child import UNAVAILABLE, encoded, restrict, say
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Unreadable
from evidencehub.extraction.references.bibtex import read_bibtex
from evidencehub.extraction.references.csl import read_csl
from evidencehub.extraction.references.endnote_xml import read_endnote_xml
from evidencehub.extraction.references.entry import ENTRIES, FILE_BYTES, PROBLEMS, Entry, Format
from evidencehub.extraction.references.formats import format_of
from evidencehub.extraction.references.from_tags import read_tagged
from evidencehub.extraction.tables.text import decoded

_READERS = {Format.BIBTEX: read_bibtex, Format.CSL: read_csl, Format.ENDNOTE_XML: read_endnote_xml}


def read_list(stream: BinaryIO) -> dict[str, Any]:
    text, is_guessed = decoded(stream.read(FILE_BYTES))
    found = format_of(text)
    if isinstance(found, str) and not isinstance(found, Format):
        return {"other": found}
    entries, problems, failed = list[dict[str, Any]](), list[list[Any]](), 0
    read = _READERS.get(found)
    for each in read(text) if read else read_tagged(text, found):
        if isinstance(each, Entry):
            entries.append(asdict(each))
        else:
            failed += 1
            if failed <= PROBLEMS:
                problems.append([each.line, each.words])
        if len(entries) > ENTRIES:
            break
    return {
        "format": found, "entries": entries, "problems": problems, "failed": failed,
        "is_guessed": is_guessed and any(not entry_is_ascii(each) for each in entries),
    }  # fmt: skip


def entry_is_ascii(entry: dict[str, Any]) -> bool:
    return all(str(value).isascii() for value in entry.values())


def main() -> NoReturn:
    limits = Limits(**json.loads(sys.argv[2]))
    try:
        restrict(limits)
    except (OSError, ValueError) as error:
        say(encoded({"state": UNAVAILABLE, "reason": f"{type(error).__name__}: {error}"}))
    try:
        with os.fdopen(0, "rb") as stream:
            said = {"state": State.TEXT, **read_list(stream)}
    except Unreadable as error:
        said = {"state": error.state}
    except MemoryError:
        said = {"state": State.TOO_LARGE}
    except Exception:  # a damaged file may fail anywhere in a library, with any exception
        said = {"state": State.BROKEN}
    say(encoded(said))


if __name__ == "__main__":
    main()
