"""What lies in a backup, in words and as numbers, for the commands and the page of admins."""

from evidencehub.preservation.backup.manifest import Manifest
from evidencehub.shared.words import counted


def in_words(made: Manifest) -> str:
    files = made.files.count - made.files.missing
    return f"{counted(made.rows, 'row', 'rows')} of {len(made.tables)} tables and {counted(files, 'file', 'files')}"


def counts(made: Manifest) -> dict[str, object]:
    return {
        "taken_at": made.taken_at.isoformat(), "migration": made.migration, "made_by": made.made_by,
        "rows": {table.name: table.rows for table in made.tables}, "files": vars(made.files),
        "with_keys": made.with_keys, "audit": vars(made.audit),
    }  # fmt: skip


def lacking(made: Manifest) -> list[str]:
    """What the store did not have when the backup was made, a sentence each."""
    missing, damaged = made.files.missing, made.files.damaged
    said = []
    if missing:
        what = counted(missing, "file that a record names was", "files that records name were")
        said.append(f"{what} missing in the store, and so in the backup: see files.jsonl in it.")
    if damaged:
        what = counted(damaged, "file was damaged in the store, and lies", "files were damaged in the store, and lie")
        said.append(f"{what} in the backup as found: see files.jsonl in it.")
    return said
