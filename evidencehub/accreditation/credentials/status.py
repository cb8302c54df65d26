"""Lists by which a credential that was given before is refused: withdrawn or replaced for good, on hold for a while.

A list holds a bit for each number of a year, and follows from the register whenever it is asked for (W3C Bitstring
Status List v1.0; general knowledge, and held by the verifiers in the tests).
"""

import gzip
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.credentials.issuer import Issuer
from evidencehub.accreditation.credentials.keys import base64url
from evidencehub.accreditation.credentials.numbers import LENGTH, place
from evidencehub.accreditation.credentials.signing import CREDENTIALS, at
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState as S

LASTS = timedelta(days=2)  # who keeps an old list for longer is refused by those who check
PURPOSES: Mapping[str, frozenset[S]] = {
    "revocation": frozenset({S.WITHDRAWN, S.SUPERSEDED}),
    "suspension": frozenset({S.ON_HOLD}),
}


def entry(number: str, purpose: str, list_address: str) -> dict[str, str]:
    _, index = place(number)
    return {
        "id": f"{list_address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_address,
    }


def status_list(
    session: Session, year: int, purpose: str, *, issuer: Issuer, address: str, today: datetime
) -> dict[str, Any]:
    """The list of a year as a credential that waits to be signed.

    :param today: the moment at which this day of the hub began.
    """
    query = select(Accreditation.number).where(
        Accreditation.number.like(f"{year}-%"), Accreditation.state.in_(PURPOSES[purpose])
    )
    bits = bytearray(LENGTH // 8)
    for number in session.scalars(query):
        _, index = place(number)
        bits[index // 8] |= 128 >> index % 8  # the first bit is the leftmost
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": at(today),
        "validUntil": at(today + LASTS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": f"u{base64url(gzip.compress(bytes(bits), mtime=0))}",
        },
    }
