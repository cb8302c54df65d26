"""The settings: what can be read but is likely not what somebody wanted."""

import difflib
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from evidencehub.operations.checking.finding import Finding, ok, warning
from evidencehub.shared.settings import PREFIX, Settings
from evidencehub.shared.web import OWN_MACHINE

_OTHER = frozenset({"STANDARDS"})  # read elsewhere
_NOT_OURS = ("TEST_", "REQUIRE")


class Noting(dict[str, str]):
    """An environment that remembers which names were asked for: those are the settings that there are."""

    def __init__(self, env: Mapping[str, str]) -> None:
        super().__init__(env)
        self.asked = {f"{PREFIX}{name}" for name in _OTHER}

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)


def names(env: Noting) -> Iterator[Finding]:
    """Settings that nothing reads: most likely slips of the hand."""
    for name in sorted(each for each in env if each.startswith(PREFIX) and each not in env.asked):
        if name.removeprefix(PREFIX).startswith(_NOT_OURS):
            continue
        near = difflib.get_close_matches(name, env.asked, n=1)
        do = f"Did you mean {near[0]}?" if near else "Take it away; docs/settings.md has all that there are."
        yield warning("Settings", f"{name} is set, and there is no such setting.", do)


def settings(of: Settings) -> Iterator[Finding]:
    told = [*_reached_by_others(of)] if urlsplit(of.base_url).hostname not in OWN_MACHINE else []
    if of.backup_dir is None:
        told.append(
            warning("Settings", "No nightly backup is made.", f"Name a folder on another disk in {PREFIX}BACKUP_DIR.")
        )
    yield from told or [ok("Settings", "All can be used.")]


def _reached_by_others(of: Settings) -> Iterator[Finding]:
    about = "Settings"
    if not of.base_url.startswith("https://"):
        do = f"Put the hub behind https, and let {PREFIX}BASE_URL say so."
        yield warning(about, f"People reach the hub at {of.base_url}, where passwords can be read on the way.", do)
    if of.development:
        do = f"Take {PREFIX}DEVELOPMENT away."
        yield warning(about, "The hub is set up for trying out on one's own machine.", do)
    if of.base_url.startswith("https://") and of.proxies == 0:
        do = f"Set {PREFIX}PROXIES to the number of proxies before the hub: see docs/behind-nginx.md."
        yield warning(about, "All readers look like one to the hub, so failed sign-ins of one stop the others.", do)
    if of.mail_url.startswith("folder:"):
        do = f"Name a mail server in {PREFIX}MAIL_URL."
        yield warning(about, "Mails are put in a folder, so nobody gets them.", do)
    if not (of.operator.name and of.operator.contact):
        do = f"Set {PREFIX}OPERATOR_NAME, {PREFIX}OPERATOR_ADDRESS and {PREFIX}OPERATOR_CONTACT."
        yield warning(about, "The legal pages do not say who runs the hub.", do)
    if not of.second_factor:
        do = f"Set {PREFIX}SECOND_FACTOR to 1."
        yield warning(about, "Editors and admins sign in with a password alone.", do)
