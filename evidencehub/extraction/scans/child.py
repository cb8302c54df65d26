"""The process that becomes the program: ``python -m evidencehub.extraction.scans.child SECONDS PROGRAM ARGUMENT…``.

It gives up memory and time first; what it becomes, and whatever that starts, has no more than that.
"""

import os
import resource
import sys
from typing import NoReturn

from evidencehub.extraction.limits import MIB

_MEMORY_BYTES = 2048 * MIB  # address space of each process; a page of A3 at 600 dpi takes some 200 MB
_WRITTEN_BYTES = 400 * MIB


def main() -> NoReturn:
    seconds, *command = sys.argv[1:]
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _WRITTEN_BYTES),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_CORE, 0),  # a core dump would leave the document's text on the disk
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    os.execvpe(command[0], command, environment)  # noqa: S606  (a fixed program; the file is its standard input)


if __name__ == "__main__":
    main()
