"""Speaking with DataCite's REST API. What went wrong is told in words that an admin can act on."""

from dataclasses import dataclass
from datetime import timedelta

import requests

from evidencehub.harvest.dois.documents import Document, enveloped
from evidencehub.shared.errors import HubError
from evidencehub.shared.settings import DataCite

SECONDS = (10, 30)  # to connect, and to answer
MEDIA_TYPE = "application/vnd.api+json"
LONGEST_ASKED = timedelta(days=1)  # that we wait because an answer says so
_TAKEN = "already been taken"
_ITSELF = {
    401: "DataCite does not know the repository, or its password is another. See EVIDENCEHUB_DATACITE_REPOSITORY and "
    "EVIDENCEHUB_DATACITE_PASSWORD.",
    403: "DataCite does not let this repository make DOIs there. See EVIDENCEHUB_DATACITE_PREFIX: the prefix has to "
    "belong to the repository.",
    404: "DataCite says that there is nothing at this address, or that it does not know the repository. See "
    "EVIDENCEHUB_DATACITE_URL and EVIDENCEHUB_DATACITE_REPOSITORY.",
    429: "DataCite was asked too often.",
}


class Unavailable(HubError):
    """No DOI can be sent at present; none of them is to blame."""

    def __init__(self, message: str, wait: timedelta = timedelta()) -> None:
        super().__init__(message)
        self.wait = wait  # at least


class Refused(HubError):
    """DataCite refuses what was sent of this record."""


@dataclass(frozen=True)
class Api:
    client: DataCite

    def create(self, document: Document) -> None:
        """Or change it, where an earlier request was done and its answer was lost.

        :raises Unavailable: nothing can be sent at present.
        :raises Refused: not this one.
        """
        answer = self._ask("POST", "/dois", document)
        if answer.status_code in (409, 422) and (answer.status_code == 409 or _TAKEN in answer.text):
            self.change(document)
            return
        _check(answer)

    def change(self, document: Document) -> None:
        """:raises Unavailable, Refused: as ``create`` does."""
        _check(self._ask("PUT", f"/dois/{document['doi']}", document))

    def _ask(self, method: str, path: str, document: Document) -> requests.Response:
        try:
            return requests.request(
                method, self.client.address + path, json=enveloped(document), timeout=SECONDS, allow_redirects=False,
                auth=(self.client.repository, self.client.password),
                headers={"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, "User-Agent": "EvidenceHub"},
            )  # fmt: skip
        except requests.RequestException as error:
            raise Unavailable(f"DataCite cannot be reached: {type(error).__name__}.") from None


def _check(answer: requests.Response) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    if status in (400, 409, 422):
        raise Refused(f"{status}: {_said(answer)}")
    told = _ITSELF.get(status, f"DataCite answered {status}.")
    raise Unavailable(told, _asked_to_wait(answer))


def _said(answer: requests.Response) -> str:
    """In DataCite's words."""
    try:
        errors = answer.json()["errors"]
        said = [": ".join(filter(None, (str(each.get("source") or ""), str(each["title"])))) for each in errors]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "no reason given"
    return "; ".join(dict.fromkeys(said))[:500] or "no reason given"


def _asked_to_wait(answer: requests.Response) -> timedelta:
    """Of an answer that gives a day instead of seconds nothing is known."""
    given = answer.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(given)), LONGEST_ASKED) if given.isdecimal() and len(given) < 9 else timedelta()
