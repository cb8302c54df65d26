"""Where the clearinghouse's outcome domains stand among the outcome areas of this hub."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def area_of(domain: str) -> str | None:
    """The outcome area of a domain; None for a name that nobody has placed yet."""
    return _areas().get(plain(domain))


def plain(domain: str) -> str:
    return domain.strip().casefold()  # strip also takes the no-break spaces that the export carries


@cache
def read() -> Mapping[str, list[str]]:
    """Outcome area -> the domains that belong to it, as the file has them."""
    return tomllib.loads(Path(__file__).with_name("domains.toml").read_text(encoding="utf-8"))


@cache
def _areas() -> Mapping[str, str]:
    return {plain(domain): area for area, domains in read().items() for domain in domains}
