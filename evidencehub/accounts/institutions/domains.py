"""Whether two mail addresses are at one institution: by the domain that somebody had to register, and sister domains.

Below which names anybody may register ("ac.uk", "gov.uk", "sch.uk") is in the Public Suffix List, which comes with a
package. What everybody can have an address at, and what a whole service shares, is listed here from general knowledge.
"""

import tomllib
from functools import cache, lru_cache
from pathlib import Path

from publicsuffixlist import PublicSuffixList

_INSTITUTIONS = Path(__file__).with_name("institutions.toml")

# Of these the country does not matter: hotmail.com, hotmail.co.uk, hotmail.fr.
_PROVIDERS = """
    aol gmail gmx googlemail hotmail icloud live msn outlook proton protonmail rocketmail tuta tutanota yahoo yandex
    ymail zoho
"""
_PROVIDERS_EXACTLY = """
    bt.com btinternet.com btopenworld.com fastmail.com fastmail.fm fsmail.net hey.com laposte.net mac.com mail.com
    mailbox.org me.com ntlworld.com o2.co.uk orange.fr pm.me posteo.de posteo.net qq.com 163.com sky.com talktalk.net
    t-online.de tiscali.co.uk virginmedia.com web.de free.fr libero.it
"""
# Shared by many organisations of one country or service: sharing it says no more than working in the same field.
_SERVICES = """
    nhs.net nhs.scot cjsm.net glow.sch.uk glowmail.org.uk hwbcymru.net lgflmail.org lgflmail.net c2ken.net
"""
# Below these each name is an organisation of its own, as below "nhs.uk". The last three are for examples (RFC 2606).
_MORE_SUFFIXES = (
    "scot.nhs.uk", "wales.nhs.uk", "cymru.nhs.uk", "hscni.net", "example.com", "example.net", "example.org",
)  # fmt: skip


def at_one_institution(one: str, other: str) -> bool:
    """Whether addresses at these domains are at the same institution; "" and public domains never are.

    >>> at_one_institution("law.durham.ac.uk", "dur.ac.uk"), at_one_institution("nhs.net", "nhs.net")
    (True, False)
    """
    place = institution_of(one)
    return bool(place) and place == institution_of(other)


@lru_cache(maxsize=4096)
def institution_of(domain: str) -> str:
    """What stands for the institution: its ROR number where it is listed, else the registered domain, or ""."""
    own = own_domain(domain)
    return _sisters().get(own, own)


@lru_cache(maxsize=4096)  # a register brings far more than people have
def own_domain(domain: str) -> str:
    """The domain that somebody had to register, or "" where everybody can have an address at it, or a whole service."""
    domain = domain.strip().strip(".").lower()
    registered = _registered(domain)
    if not registered or registered in _words(_PROVIDERS_EXACTLY) or registered in _words(_SERVICES):
        return ""
    if registered.split(".")[0] in _words(_PROVIDERS) and not domain.endswith((".ac.uk", ".edu", ".gov.uk")):
        return ""
    return registered


def _registered(domain: str) -> str:
    for suffix in _MORE_SUFFIXES:
        if domain == suffix:
            return ""
        if domain.endswith(f".{suffix}"):
            return f"{domain.removesuffix(f'.{suffix}').rsplit('.', 1)[-1]}.{suffix}"
    return (_suffixes().privatesuffix(domain) or "") if "." in domain else ""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@cache
def _sisters() -> dict[str, str]:
    """Registered domain -> ROR number."""
    table = tomllib.loads(_INSTITUTIONS.read_text(encoding="utf-8"))
    return {domain: each["ror"] for each in table["institutions"] for domain in each["domains"]}
