"""Settings of a running hub, read once from the environment (``EVIDENCEHUB_…``; the table is docs/settings.md)."""

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evidencehub.shared.clock import DEFAULT_ZONE
from evidencehub.shared.errors import HubError
from evidencehub.shared.paths import OWN_STANDARDS, default_home
from evidencehub.shared.working_days import DEFAULT_HOLIDAYS, are_known

PREFIX = "EVIDENCEHUB_"
LOG_FORMATS = ("json", "plain")
_TRUE = frozenset({"1", "true", "yes", "on"})
_ORCID_GROUP = re.compile(r"[a-z-]+:\S+")  # such as "orcid-generated:evidencehub"
ORCID = "https://orcid.org"
DATACITE = "https://api.datacite.org"
_DOI_PREFIX = re.compile(r"10\.\d{4,9}")
_HERE = {"127.0.0.1", "localhost"}
_COUNTRY = re.compile(r"[A-Z]{2}")
KEY_LENGTH = 32  # characters at least, of a key that lies in a file
_FALSE = frozenset({"0", "false", "no", "off", ""})


class BadSetting(HubError):
    """A setting has a value that cannot be used; the message names the setting."""


@dataclass(frozen=True)
class Operator:
    """Who runs this hub: shown on the legal pages."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True)
class OrcidClient:
    """What this hub is known by to ORCID, so that people can sign in with their iD."""

    id: str
    secret: "Secret" = field(repr=False)
    issuer: str  # without a slash at its end


@dataclass(frozen=True)
class DataCite:
    """The account by which this hub gives its records DOIs."""

    repository: str
    password: "Secret" = field(repr=False)
    prefix: str  # "10.12345"
    address: str  # of the API, without a slash at its end


@dataclass(frozen=True)
class Adviser:
    """Whom teams may ask."""

    name: str
    times: str  # in words, such as "Tuesdays, 2 to 4 pm"
    contact: str = ""


class Secret(str):
    """A text that does not show itself where only its representation is asked for."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


@dataclass(frozen=True)
class Settings:
    """What may hold a password is not shown by the representation."""

    home: Path
    database_url: str = field(repr=False)
    search_url: str
    files_url: str = field(repr=False)
    mail_url: str = field(repr=False)  # folder:///path, or as shared/mail_server.py has it
    mail_from: str
    secret_key: str = field(repr=False)
    demo: bool  # load the demonstration into an empty database, and show its sign-ins
    development: bool  # mails and the demonstration's sign-ins are shown in the browser, to this machine
    host: str
    port: int
    base_url: str
    site_name: str
    operator: Operator
    max_upload_bytes: int  # of one request
    max_file_bytes: int = 200 * 1024 * 1024  # of a file that comes in parts
    redis_url: str = field(default="", repr=False)
    team_max_bytes: int = 1000 * 1024 * 1024  # of all files of a team
    team_max_files: int = 400
    light_renewals: int = 1  # how often in a row an award is renewed on its team's word, before it is graded again
    take_back_minutes: int = 15  # between a decision and its letter; 0: at once
    facts_check_days: int = 10  # working days that a team has from the letter until all is public; 0: public with it
    orcid: tuple[str, str, str, str, str] | None = None  # for whom reviews are done, as review/thanking/orcid.py has it
    orcid_client: OrcidClient | None = None  # None: nobody signs in with ORCID
    datacite: DataCite | None = None  # None: no record gets a DOI
    adviser: Adviser | None = None  # shown to teams beside their coach
    holidays: str = DEFAULT_HOLIDAYS  # whose public holidays are no working days, such as "GB/ENG"
    mail_certificate: str = ""  # a file; trusted in place of this machine's list
    log_format: str = ""  # "" is plain on a terminal and JSON elsewhere
    session_idle_hours: int = 8  # without a request
    session_days: int = 7  # at all
    second_factor: bool = False  # editors and admins have to have one
    credential_key: Path | None = None  # a file with the key that signs credentials; None: one of the hub's own
    time_zone: str = DEFAULT_ZONE  # in which days begin and end
    meaning: bool = False  # the first results of a search are ordered by meaning too
    meaning_model: Path | None = None  # a folder with a model of one's own for it
    retractions: Path | None = None  # a file that may not be there yet: interchange/retractions reads it
    ocr: str = ""  # the program that recognises the text of scans; "" where there is none
    backup_dir: Path | None = None  # a folder for a backup each night; that it is there is looked at then
    backup_keep: int = 7  # backups in it
    metrics_token: Secret | None = None  # who knows it may read metrics; None: nobody
    mails_kept_days: int = 730  # from the day on which a mail was written
    proxies: int = 0  # how many stand before the hub, each of which says where a request comes from

    @property
    def origin(self) -> str:
        """The base address without a path: addresses that the application makes begin with the path."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))

    @property
    def path(self) -> str:
        """Where on its host the hub lies: "" at the root, else without a slash at the end."""
        return urlsplit(self.base_url).path.rstrip("/")


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(PREFIX + name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise BadSetting(f"{PREFIX}{name} must be 1 or 0, not {value!r}")


def _number(
    env: Mapping[str, str], name: str, default: int, *, least: int | None = None, most: int | None = None
) -> int:
    value = env.get(PREFIX + name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(f"{PREFIX}{name} must be a whole number, not {value!r}") from None
    if least is not None and number < least:
        raise BadSetting(f"{PREFIX}{name} must be {least} or more, not {value!r}")
    if most is not None and number > most:
        raise BadSetting(f"{PREFIX}{name} must be {most} or less, not {value!r}")
    return number


def _base_url(env: Mapping[str, str], host: str, port: int) -> str:
    """Without the slash at its end. Links in mails begin with it, and cookies are for https alone where it says so."""
    given = env.get(PREFIX + "BASE_URL") or f"http://{host}:{port}"
    try:
        parts = urlsplit(given)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSetting(f"{PREFIX}BASE_URL must be an address like https://evidence.example.org, not {given!r}")
    return given.rstrip("/")


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    """:raises BadSetting: there is no such folder."""
    if not (given := env.get(PREFIX + name)):
        return None
    folder = Path(given).expanduser().resolve()
    if not folder.is_dir():
        raise BadSetting(f"{PREFIX}{name} names {given}, and there is no such folder")
    return folder


def _file(env: Mapping[str, str], name: str) -> Path | None:
    """:raises BadSetting: there is no such file."""
    if not (given := env.get(PREFIX + name)):
        return None
    file = Path(given).expanduser().resolve()
    if not file.is_file():
        raise BadSetting(f"{PREFIX}{name} names {given}, and there is no such file")
    return file


def _path(env: Mapping[str, str], name: str) -> Path | None:
    """Of a file that somebody puts there from time to time, or a folder on another disk: it may be missing."""
    given = env.get(PREFIX + name, "").strip()
    return Path(given).expanduser().resolve() if given else None


def _program(env: Mapping[str, str], name: str, default: str) -> str:
    """Where the program is; "" where the setting says 0, or the default is not installed.

    :raises BadSetting: there is no program of the name that was given.
    """
    given = env.get(PREFIX + name, "").strip()
    if given == "0":
        return ""
    found = shutil.which(given or default)
    if given and found is None:
        raise BadSetting(f"{PREFIX}{name} names {given}, and there is no such program")
    return found or ""


def log_format(env: Mapping[str, str]) -> str:
    value = env.get(PREFIX + "LOG", "").strip().lower()
    if value not in {"", *LOG_FORMATS}:
        raise BadSetting(f"{PREFIX}LOG must be {' or '.join(LOG_FORMATS)}, not {value!r}")
    return value


def _time_zone(env: Mapping[str, str]) -> str:
    value = env.get(PREFIX + "TIME_ZONE") or DEFAULT_ZONE
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such zone, a name that leads outside, a folder
        raise BadSetting(f"{PREFIX}TIME_ZONE must be a name like Europe/London, not {value!r}") from None
    return value


def _holidays(env: Mapping[str, str]) -> str:
    value = env.get(PREFIX + "HOLIDAYS") or DEFAULT_HOLIDAYS
    if value != DEFAULT_HOLIDAYS and not are_known(value):
        raise BadSetting(
            f"{PREFIX}HOLIDAYS must be a country or a part of one that has holidays of its own, such as "
            f"{DEFAULT_HOLIDAYS}, not {value!r}"
        )
    return value


def _orcid(env: Mapping[str, str]) -> tuple[str, str, str, str, str] | None:
    """Group, name, city, country and ROR. :raises BadSetting: one is missing, or is not what it should be."""
    if not (given := env.get(PREFIX + "ORCID", "").strip()):
        return None
    parts = [part.strip() for part in given.split(";")]
    if len(parts) != 5 or not all(parts) or not _ORCID_GROUP.fullmatch(parts[0]) or not _COUNTRY.fullmatch(parts[3]):
        raise BadSetting(
            f"{PREFIX}ORCID must be five parts with semicolons between them: the group that is registered with ORCID, "
            "the name, the city, the country by its two letters, and the ROR of whoever has reviews done"
        )
    return parts[0], parts[1], parts[2], parts[3], parts[4]


def _orcid_client(env: Mapping[str, str]) -> OrcidClient | None:
    """:raises BadSetting: one of the two is missing, or the issuer is no address with https."""
    client, secret = (env.get(f"{PREFIX}ORCID_CLIENT_{name}", "").strip() for name in ("ID", "SECRET"))
    if bool(client) is not bool(secret):
        raise BadSetting(f"{PREFIX}ORCID_CLIENT_ID and {PREFIX}ORCID_CLIENT_SECRET must be given together")
    issuer = env.get(PREFIX + "ORCID_ISSUER", "").strip().rstrip("/") or ORCID
    if not _is_safe(issuer):
        raise BadSetting(f"{PREFIX}ORCID_ISSUER must be an address like {ORCID}, not {issuer!r}")
    return OrcidClient(client, Secret(secret), issuer) if client else None


def _is_safe(address: str) -> bool:
    """What is sent there is read by nobody on the way."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))


def _datacite(env: Mapping[str, str], base_url: str) -> DataCite | None:
    """:raises BadSetting: one of the three is missing, or a DOI would lead to an address that only we can reach."""
    names = ("REPOSITORY", "PASSWORD", "PREFIX")
    given = [env.get(f"{PREFIX}DATACITE_{name}", "").strip() for name in names]
    address = env.get(PREFIX + "DATACITE_URL", "").strip().rstrip("/") or DATACITE
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if not value:
            raise BadSetting(f"{PREFIX}DATACITE_{name} must be given with the other settings of DataCite")
    repository, password, prefix = given
    if not _DOI_PREFIX.fullmatch(prefix):
        raise BadSetting(f"{PREFIX}DATACITE_PREFIX must be like 10.12345, not {prefix!r}")
    if not _is_safe(address):
        raise BadSetting(f"{PREFIX}DATACITE_URL must be an address like {DATACITE}, not {address!r}")
    if address == DATACITE and urlsplit(base_url).hostname in _HERE:
        raise BadSetting(f"{PREFIX}BASE_URL must be the address that everybody uses before records get DOIs")
    return DataCite(repository, Secret(password), prefix, address)


def _adviser(env: Mapping[str, str]) -> Adviser | None:
    """Name, times and how to get in touch. :raises BadSetting: one is missing."""
    if not (given := env.get(PREFIX + "ADVISER", "").strip()):
        return None
    parts = [part.strip() for part in given.split(";")]
    if len(parts) not in (2, 3) or not all(parts):
        raise BadSetting(
            f"{PREFIX}ADVISER must be a name and times, and how to get in touch if you like, with semicolons between "
            f"them, not {given!r}"
        )
    return Adviser(*parts)


def _secret(home: Path) -> Secret:
    """A key made once and kept readable by its owner only; two processes starting together agree on one."""
    path = home / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    key = Secret(path.read_text())
    if len(key) < KEY_LENGTH:
        raise BadSetting(f"{path} holds no usable key: delete it and start again")
    return key


def _token(env: Mapping[str, str], name: str) -> Secret | None:
    """:raises BadSetting: it is short enough to be guessed, or cannot be sent."""
    if not (given := env.get(PREFIX + name, "").strip()):
        return None
    if len(given) < KEY_LENGTH or not given.isascii() or len(given.split()) > 1:
        raise BadSetting(
            f"{PREFIX}{name} must be {KEY_LENGTH} letters and digits or more, such as `openssl rand -hex 32` makes"
        )
    return Secret(given)


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings and make the home folder.

    :raises BadSetting: a value cannot be used.
    """
    env = os.environ if env is None else env
    if (own := env.get(OWN_STANDARDS)) and not Path(own).expanduser().is_dir():
        raise BadSetting(f"{OWN_STANDARDS} names {own}, and there is no such folder")
    home = Path(env.get(PREFIX + "HOME") or default_home()).expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    development, proxies = _flag(env, "DEVELOPMENT", False), _number(env, "PROXIES", 0, least=0)
    if development and proxies:
        raise BadSetting(f"{PREFIX}DEVELOPMENT must be 0 where {PREFIX}PROXIES says that others reach the hub")
    host = env.get(PREFIX + "HOST", "127.0.0.1")
    port = _number(env, "PORT", 8000, least=0, most=65535)
    base_url = _base_url(env, host, port)
    return Settings(
        home=home,
        database_url=env.get(PREFIX + "DATABASE_URL") or f"sqlite:///{home / 'evidencehub.sqlite3'}",
        search_url=env.get(PREFIX + "SEARCH_URL") or f"whoosh://{home / 'index'}",
        files_url=env.get(PREFIX + "FILES_URL") or f"file://{home / 'files'}",
        mail_url=env.get(PREFIX + "MAIL_URL") or f"folder://{home / 'mails'}",
        mail_from=env.get(PREFIX + "MAIL_FROM", "evidencehub@localhost"),
        redis_url=env.get(PREFIX + "REDIS_URL", ""),
        secret_key=Secret(env.get(PREFIX + "SECRET_KEY", "")) or _secret(home),
        demo=_flag(env, "DEMO", True),
        development=development,
        proxies=proxies,
        host=host,
        port=port,
        base_url=base_url,
        site_name=env.get(PREFIX + "SITE_NAME", "EvidenceHub"),
        operator=Operator(
            name=env.get(PREFIX + "OPERATOR_NAME", ""),
            address=env.get(PREFIX + "OPERATOR_ADDRESS", ""),
            contact=env.get(PREFIX + "OPERATOR_CONTACT", ""),
        ),
        max_upload_bytes=_number(env, "MAX_UPLOAD_MB", 25) * 1024 * 1024,
        max_file_bytes=_number(env, "MAX_FILE_MB", 200) * 1024 * 1024,
        team_max_bytes=_number(env, "TEAM_MAX_MB", 1000) * 1024 * 1024,
        team_max_files=_number(env, "TEAM_MAX_FILES", 400),
        take_back_minutes=_number(env, "TAKE_BACK_MINUTES", 15, least=0, most=24 * 60),
        facts_check_days=_number(env, "FACTS_CHECK_DAYS", 10, least=0, most=60),
        holidays=_holidays(env),
        orcid=_orcid(env),
        orcid_client=_orcid_client(env),
        datacite=_datacite(env, base_url),
        adviser=_adviser(env),
        light_renewals=_number(env, "LIGHT_RENEWALS", 1, least=0, most=10),
        mail_certificate=env.get(PREFIX + "MAIL_CERTIFICATE", ""),
        log_format=log_format(env),
        session_idle_hours=_number(env, "SESSION_IDLE_HOURS", 8, least=1),
        session_days=_number(env, "SESSION_DAYS", 7, least=1),
        credential_key=_file(env, "CREDENTIAL_KEY"),
        time_zone=_time_zone(env),
        second_factor=_flag(env, "SECOND_FACTOR", not development),
        meaning=_flag(env, "MEANING", False),
        ocr=_program(env, "OCR", "ocrmypdf"),
        retractions=_path(env, "RETRACTIONS"),
        backup_dir=_path(env, "BACKUP_DIR"),
        backup_keep=_number(env, "BACKUP_KEEP", 7, least=1, most=1000),
        metrics_token=_token(env, "METRICS_TOKEN"),
        mails_kept_days=_number(env, "MAILS_KEPT_DAYS", 730, least=90, most=3650),
        meaning_model=_folder(env, "MEANING_MODEL"),
    )
