"""The second step of signing in: a code from an app on one's phone (TOTP, RFC 6238), or a recovery code on paper.

The app's secret is kept sealed by the hub's key. A code works once. Recovery codes are random and long, so a keyed hash
of each is enough; a used one is removed.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from evidencehub.accounts.attempts import keyed
from evidencehub.accounts.models import Authenticator, Passkey, Person, RecoveryCode
from evidencehub.shared import audit, mail
from evidencehub.shared.errors import Invalid

CODES = 10
_SECONDS = 30  # of one step of an app
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
WRONG = "The code is not right, or it was used already. Wait for the next one"


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, email: str, site: str) -> str:
    """What the picture says to an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)


def sealed(secret_key: str, secret: str) -> str:
    return _seal(secret_key).encrypt(secret.encode()).decode()


def opened(secret_key: str, token: str) -> str | None:
    """None where the hub has another key by now."""
    try:
        return _seal(secret_key).decrypt(token.encode()).decode()
    except InvalidToken:
        return None


def _seal(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.digest(secret_key.encode(), b"authenticator", hashlib.sha256)))


def turn_on(session: Session, person: Person, secret: str, code: str, *, secret_key: str, now: datetime) -> list[str]:
    """Ask for a second step from now on, and return the recovery codes, which are shown once.

    :raises Invalid: the app does not make this code, so it would let nobody in.
    """
    step = _step_of(secret, code, now)
    if step is None:
        raise Invalid(WRONG, {"code": WRONG})
    session.execute(delete(Authenticator).where(Authenticator.person_id == person.id))
    session.add(
        Authenticator(person_id=person.id, sealed_secret=sealed(secret_key, secret), last_step=step, created_at=now)
    )
    _tell(session, person, "on", "Signing in to your account asks for a code from your phone from now on.", now)
    _record(session, person, "person.second-step-on", person.id, now)
    return new_codes(session, person, secret_key=secret_key)


def new_codes(session: Session, person: Person, *, secret_key: str) -> list[str]:
    """Ten recovery codes in place of those before."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]
    session.add_all(RecoveryCode(person_id=person.id, code_hash=_hashed(secret_key, code)) for code in codes)
    session.flush()
    return codes


def is_on(person: Person) -> bool:
    return person.authenticator is not None or bool(person.passkeys)


def remove_passkey(session: Session, person: Person, passkey_id: UUID, *, must: bool, now: datetime) -> None:
    """Remove one; with the last of all second steps the recovery codes go too.

    :param must: whether this person has to have a second step.
    :raises Invalid: they would have none.
    """
    left = [each for each in person.passkeys if each.id != passkey_id]
    is_last = person.authenticator is None and not left
    if must and is_last:
        raise Invalid("Editors and admins need a second step. Add another one first.")
    session.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person.id))
    session.expire(person, ["passkeys"])
    if is_last:
        turn_off(session, person, actor_id=person.id, now=now)


def turn_off(session: Session, person: Person, *, actor_id: UUID, now: datetime) -> None:
    session.execute(delete(Authenticator).where(Authenticator.person_id == person.id))
    session.execute(delete(Passkey).where(Passkey.person_id == person.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.expire(person, ["authenticator", "passkeys"])
    _tell(session, person, "off", "Signing in to your account asks for the password alone now.", now)
    _record(session, person, "person.second-step-off", actor_id, now)


def is_right(session: Session, person: Person, typed: str, *, secret_key: str, now: datetime) -> bool:
    """Whether this is a code of the person's app or on their list; it is used up then."""
    code = "".join(typed.split()).replace("-", "").lower()
    if len(code) == 6 and code.isdigit():
        held = person.authenticator
        secret = held and opened(secret_key, held.sealed_secret)
        step = _step_of(secret, code, now) if secret else None
        if step is None:
            return False
        once = update(Authenticator).where(Authenticator.person_id == person.id, Authenticator.last_step < step)
        return session.execute(once.values(last_step=step).returning(Authenticator.person_id)).first() is not None
    mine = (RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hashed(secret_key, code))
    if session.execute(delete(RecoveryCode).where(*mine).returning(RecoveryCode.id)).first() is None:
        return False
    left = codes_left(session, person)
    text = f"Somebody signed in to your account with a recovery code. {left} of them are left."
    _tell(session, person, "used", text, now)
    _record(session, person, "person.recovery-code-used", person.id, now)
    return True


def codes_left(session: Session, person: Person) -> int:
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person.id)
    return session.scalar(query) or 0


def unreadable(session: Session, *, secret_key: str) -> int:
    """How many people have an app whose secret was sealed with another key: no code of theirs is right any more."""
    held = session.scalars(select(Authenticator.sealed_secret))
    return sum(opened(secret_key, each) is None for each in held)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that this code is of: now, or one before or after, since clocks differ."""
    here, app = int(now.timestamp()) // _SECONDS, pyotp.TOTP(secret)
    typed = "".join(code.split()).encode()  # as text, only ASCII can be compared so
    steps = (here, here - 1, here + 1)
    return next((step for step in steps if secrets.compare_digest(app.generate_otp(step).encode(), typed)), None)


def _hashed(secret_key: str, code: str) -> str:
    return keyed(secret_key, f"recovery:{code.replace('-', '')}")


_SUBJECTS = {
    "on": "The second step of signing in is on",
    "off": "The second step of signing in is off",
    "used": "A recovery code was used",
}


def _tell(session: Session, person: Person, what: str, text: str, now: datetime) -> None:
    mail.queue(
        session, to=person.email, subject=_SUBJECTS[what], about=f"person.second-step-{what}", at=now,
        body=f"Hello {person.name},\n\n{text}\n\nIf it was not you, choose a new password and tell the people who run "
        "this hub.",
    )  # fmt: skip


def tell_on(session: Session, person: Person, text: str, now: datetime) -> None:
    """A way to sign in was added."""
    _tell(session, person, "on", text, now)
    _record(session, person, "person.passkey-added", person.id, now)


def _record(session: Session, person: Person, action: str, actor_id: UUID, now: datetime) -> None:
    audit.record(session, action, subject_type="person", subject_id=person.id, actor_id=actor_id, at=now)
