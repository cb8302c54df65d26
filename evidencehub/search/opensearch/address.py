"""Where a cluster is and which part of it is a hub's: read from ``EVIDENCEHUB_SEARCH_URL``."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = {"opensearch": "http", "opensearchs": "https"}
PORT = 9200
PREFIX = "evidencehub"
SHARDS = 3
_FORM = "opensearch://host:9200,other-host:9200/prefix"
_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")  # as names of indexes may be


@dataclass(frozen=True)
class Address:
    hosts: tuple[str, ...]  # each with its port
    scheme: str  # "http" or "https"
    prefix: str  # of all names of this hub's indexes
    shards: int  # of an index that is made anew
    authority: str | None = None  # a file with the certificate of who signed those of the hosts
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """For people: without the password."""
        return f"{next(name for name, scheme in SCHEMES.items() if scheme == self.scheme)}://{','.join(self.hosts)}"


def is_cluster(url: str) -> bool:
    return urlsplit(url).scheme in SCHEMES


def parse(url: str) -> Address:
    """``opensearchs://user:password@host:9200,host:9200/prefix?shards=3&ca=/path/to/a/certificate``.

    :raises ValueError: something of it cannot be meant; the message does not have the password.
    """
    parts = urlsplit(url)
    access, _, named = parts.netloc.rpartition("@")
    hosts = tuple(host if re.search(r":\d+$", host) else f"{host}:{PORT}" for host in named.split(",") if host)
    if parts.scheme not in SCHEMES or not hosts:
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL must look like {_FORM}")
    prefix = parts.path.strip("/") or PREFIX
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL has the prefix {prefix!r}: only small letters, digits and hyphens")
    options = dict(parse_qsl(parts.query))
    if unknown := sorted(options.keys() - {"shards", "ca"}):
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL has {unknown[0]!r}, which is none of: shards, ca")
    shards = options.get("shards", str(SHARDS))
    if not shards.isdecimal() or not 1 <= int(shards) <= 100:
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL has shards={shards}: it must be a number from 1 to 100")
    user, _, password = access.partition(":")
    return Address(
        hosts, SCHEMES[parts.scheme], prefix, int(shards), options.get("ca"), unquote(user), unquote(password)
    )
