"""The text of a scan, by ocrmypdf where it is installed (Debian has it as a package of that name).

It is started as reading is: without the hub's means, watched by the clock, and what comes of it goes through the reader
of PDF files like any other file.
"""

import logging
import math
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from evidencehub.extraction.limits import State
from evidencehub.extraction.process import PACKAGES
from evidencehub.extraction.runner import extract
from evidencehub.shared.filetypes import PDF

log = logging.getLogger(__name__)

SECONDS = 900.0  # of a file; a page takes one to five
_ARGUMENTS = (
    "--skip-text", "--output-type", "pdf", "--optimize", "0", "--jobs", "1", "--quiet", "--language", "eng",
    "--tesseract-timeout", "120", "--max-image-mpixels", "100", "-",
)  # fmt: skip


def recognised(path: str | os.PathLike[str], program: str, *, seconds: float = SECONDS) -> tuple[str, ...]:
    """The text of each page, "" where none was found; no page at all where nothing came of it.

    :param program: ocrmypdf, or what takes the same arguments.
    :raises OSError: ``path`` cannot be opened.
    """
    with tempfile.TemporaryDirectory(prefix="evidencehub-") as folder:
        target = Path(folder) / "recognised.pdf"
        if not _run(path, program, target, seconds):
            return ()
        read = extract(target, PDF)
    return read.pages if read.state is State.TEXT else ()


def _run(path: str | os.PathLike[str], program: str, target: Path, seconds: float) -> bool:
    folder = str(target.parent)
    child = [sys.executable, "-P", "-s", "-B", "-m", "evidencehub.extraction.scans.child", str(math.ceil(seconds))]
    # The hub's own environment holds its secret key and passwords.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(PACKAGES), "LANG": "C.UTF-8", "HOME": folder,
        "TMPDIR": folder,
    }  # fmt: skip
    with (
        open(path, "rb") as source,
        subprocess.Popen(  # noqa: S603  (a fixed command; the file is passed as an open handle)
            [*child, program, *_ARGUMENTS, str(target)], stdin=source, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            log.warning("scans: stopped after %d seconds", seconds)
            return False
        finally:
            with suppress(ProcessLookupError):  # what it started may outlive it
                os.killpg(process.pid, signal.SIGKILL)
    if code or not target.is_file():
        log.info("scans: the program ended with %d", code)
        return False
    return True
