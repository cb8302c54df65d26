"""The process that reads one table: ``python -m evidencehub.extraction.tables.child EXTENSION LIMITS < FILE``.

It gives up its means before it looks at the file, as the one that reads documents does. What it says is not trusted.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from evidencehub.extraction.child import UNAVAILABLE, encoded, restrict, say
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Unreadable
from evidencehub.extraction.tables.table import FILE_BYTES
from evidencehub.extraction.tables.text import decoded, lines_of
from evidencehub.shared.filetypes import XLSX


def reader_for(extension: str) -> Callable[[BinaryIO, Limits], dict[str, Any]]:
    """Import only what this kind of file needs."""
    if extension == XLSX.extension:
        from evidencehub.extraction.tables.xlsx import read_xlsx

        return read_xlsx
    return _read_text


def _read_text(stream: BinaryIO, _limits: Limits) -> dict[str, Any]:
    text, is_guessed = decoded(stream.read(FILE_BYTES))
    rows = [[line.number, list(line.cells)] for line in lines_of(text)]
    return {"sheets": [{"name": "", "rows": rows}], "is_guessed": is_guessed}


def main() -> NoReturn:
    extension, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    try:
        read = reader_for(extension)
        restrict(limits)
    except (ImportError, OSError, ValueError) as error:
        say(encoded({"state": UNAVAILABLE, "reason": f"{type(error).__name__}: {error}"}))
    try:
        with os.fdopen(0, "rb") as stream:
            said = {"state": State.TEXT, **read(stream, limits)}
    except Unreadable as error:
        said = {"state": error.state}
    except MemoryError:
        said = {"state": State.TOO_LARGE}
    except Exception:  # a damaged file may fail anywhere in a library, with any exception
        said = {"state": State.BROKEN}
    say(encoded(said))


if __name__ == "__main__":
    main()
