"""What a backup has of a hub that lies in no table: keys, the operator's own standards, settings that are no secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from evidencehub.accreditation.credentials import keys
from evidencehub.shared.errors import HubError
from evidencehub.shared.paths import own_standards_dir
from evidencehub.shared.settings import PREFIX, Settings

SECRET_KEY, SIGNING = "keys/secret_key", "keys/signing.pem"
MOST_BYTES = 4 * 1024 * 1024  # of one of them
_PLAIN_NAME = re.compile(r"[\w-][\w.-]{0,80}")


@dataclass(frozen=True)
class Besides:
    made_by: str  # the release
    settings: Mapping[str, str]
    parts: Mapping[str, bytes]  # of keys/ and standards/, by name
    with_keys: bool


def besides(settings: Settings, *, with_keys: bool) -> Besides:
    """:raises UnusableKey: there is no key to take along."""
    parts = {f"keys/{path.name}": path.read_bytes() for path in keys.public_files(settings.home)}
    if with_keys:
        parts[SECRET_KEY] = settings.secret_key.encode()
        if (signing := keys.signing_file(settings.home, settings.credential_key)) is not None:
            parts[SIGNING] = signing.read_bytes()
    own = own_standards_dir()
    parts |= _standards(own) if own else {}
    return Besides(version("evidencehub"), told(settings), parts, with_keys)


def _standards(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted((*folder.glob("*.toml"), *folder.glob("*.lock"), *folder.glob("*/*.toml"))):
        names = path.relative_to(folder).parts
        if not all(_PLAIN_NAME.fullmatch(name) for name in names):
            raise HubError(f"{path} cannot be taken along: name it with letters, digits, dots, dashes and underscores.")
        found["/".join(("standards", *names))] = path.read_bytes()
    return found


def told(settings: Settings) -> dict[str, str]:
    """What somebody sets again where the hub moves to."""
    told = {
        "BASE_URL": settings.base_url, "SITE_NAME": settings.site_name, "TIME_ZONE": settings.time_zone,
        "OPERATOR_NAME": settings.operator.name, "OPERATOR_ADDRESS": settings.operator.address,
        "OPERATOR_CONTACT": settings.operator.contact, "HOLIDAYS": settings.holidays,
        "FACTS_CHECK_DAYS": str(settings.facts_check_days), "TAKE_BACK_MINUTES": str(settings.take_back_minutes),
        "LIGHT_RENEWALS": str(settings.light_renewals), "MAIL_FROM": settings.mail_from,
    }  # fmt: skip
    return {PREFIX + name: value for name, value in told.items()}
