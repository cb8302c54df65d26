"""A short name of a record in a list of references: the same for ever, and no other record of the hub has it."""

from evidencehub.catalogue.cited.record import Record


def key_of(record: Record) -> str:
    """ "study-0f3a1b2c4d5e", "accreditation-2026-0001", "standard-nesta-2012-reading".

    It is made of what never changes: a name and a year may be put right, and texts that cite the key would break.
    """
    _, _, own = record.identifier.partition("/")
    plain = own.replace("-", "")
    is_uuid = len(plain) == 32 and all(letter in "0123456789abcdef" for letter in plain)
    return f"{record.kind.value}-{plain if is_uuid else own.replace('/', '-')}"
