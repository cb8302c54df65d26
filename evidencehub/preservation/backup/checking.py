"""Whether a backup is whole: every part is read, and every row is one."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from evidencehub.preservation.backup.opening import Archive

Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]


def check(archive: Archive, step: Step) -> None:
    """:raises NotABackup: it is not; the message names the first part that is wrong."""
    archive.check_members()
    made = archive.manifest
    with step("Checking the records") as advance:
        done, total = 0, sum(table.bytes for table in made.tables) or 1
        for table in made.tables:
            for _ in archive.rows(table):
                pass
            done += table.bytes
            advance(done / total)
        for part in made.parts:
            for _ in archive.chunks(part):
                pass
    with step("Checking the files") as advance:
        done, total = 0, made.files.bytes or 1
        for each in archive.files():
            if not each.is_missing:
                for _ in archive.content(each):
                    pass
            done += each.size_bytes or 0
            advance(done / total)
