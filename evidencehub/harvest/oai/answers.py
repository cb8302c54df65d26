"""The answers to the six verbs, as XML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree
from lxml.builder import ElementMaker
from sqlalchemy.orm import Session

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.harvest.oai import listing
from evidencehub.harvest.oai.arguments import SECOND, Refused, Selection, selected, token_of
from evidencehub.harvest.oai.formats import FORMATS
from evidencehub.harvest.oai.listing import Listed
from evidencehub.harvest.oai.words import XSI, possible
from evidencehub.standards.files.outcomes import load_outcomes

# Harvesters go on from the time of the answer before: what was noted then, and is committed a little later, must not be
# lost to them. A record that comes twice does no harm.
OVERLAP = timedelta(minutes=1)
OAI = "http://www.openarchives.org/OAI/2.0/"
_OF_IDENTIFIERS = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_make = ElementMaker(namespace=OAI, nsmap={None: OAI, "xsi": XSI})


@dataclass(frozen=True)
class Repository:
    session: Session
    hub: Hub
    address: str  # of this interface
    email: str  # of who runs it
    secret: str
    now: datetime

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or "localhost"

    def named(self, identifier: str) -> str:
        return f"oai:{self.host}:{identifier}"


def document(at: Repository, sent: Mapping[str, str], *parts: etree._Element) -> bytes:
    """:param sent: the arguments as they are repeated to whoever asked; none where they were no request at all."""
    root = _make("OAI-PMH")
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
    request = _make.request(at.address, **{name: possible(value) for name, value in sent.items()})
    root.extend([_make.responseDate((at.now - OVERLAP).strftime(SECOND)), request, *parts])
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def error(refused: Refused) -> etree._Element:
    return _make.error(possible(str(refused)), code=refused.code)


def answer(at: Repository, verb: str, given: Mapping[str, str]) -> etree._Element:
    """:raises Refused: what is asked for is not there."""
    if verb in ("ListIdentifiers", "ListRecords"):
        return _list(at, selected(verb, given, at.secret))
    return _VERBS[verb](at, given)


def _identify(at: Repository, _given: Mapping[str, str]) -> etree._Element:
    first = listing.earliest(at.session) or at.now
    found = _make.Identify(
        _make.repositoryName(at.hub.name), _make.baseURL(at.address), _make.protocolVersion("2.0"),
        _make.adminEmail(at.email), _make.earliestDatestamp(first.strftime(SECOND)),
        _make.deletedRecord("persistent"), _make.granularity("YYYY-MM-DDThh:mm:ssZ"),
    )  # fmt: skip
    if "." in at.host and at.host[0].isalpha():  # as the form of these identifiers has it
        of = ElementMaker(namespace=_OF_IDENTIFIERS, nsmap={None: _OF_IDENTIFIERS, "xsi": XSI})
        scheme = of("oai-identifier", of.scheme("oai"), of.repositoryIdentifier(at.host), of.delimiter(":"),
                    of.sampleIdentifier(at.named("accreditations/EH-2026-0001")))  # fmt: skip
        scheme.set(f"{{{XSI}}}schemaLocation", f"{_OF_IDENTIFIERS} {_OF_IDENTIFIERS}.xsd")
        found.append(_make.description(scheme))
    return found


def _formats(at: Repository, given: Mapping[str, str]) -> etree._Element:
    if "identifier" in given:
        _one(at, given["identifier"])  # each record is there in all of them
    return _make.ListMetadataFormats(*(
        _make.metadataFormat(
            _make.metadataPrefix(prefix), _make.schema(each.schema), _make.metadataNamespace(each.namespace)
        )
        for prefix, each in FORMATS.items()
    ))  # fmt: skip


def _sets(_at: Repository, given: Mapping[str, str]) -> etree._Element:
    if given:
        raise Refused("badResumptionToken", "The list of sets is given whole.")
    return _make.ListSets(*(
        _make.set(_make.setSpec(area.slug), _make.setName(area.label)) for area in load_outcomes().areas
    ))  # fmt: skip


def _record(at: Repository, given: Mapping[str, str]) -> etree._Element:
    listed = _one(at, given["identifier"])
    return _make.GetRecord(_whole(at, listed, _known(given["metadataPrefix"])))


def _list(at: Repository, selection: Selection) -> etree._Element:
    prefix = _known(selection.prefix)
    if selection.area and selection.area not in {area.slug for area in load_outcomes().areas}:
        raise Refused("noRecordsMatch", "There is no such set.")
    found = listing.page(at.session, selection, at.hub)
    if not found.listed:
        raise Refused("noRecordsMatch", "No record changed in that time, or none belongs to that set.")
    root = _make(selection.verb)
    for each in found.listed:
        root.append(_header(at, each) if selection.verb == "ListIdentifiers" else _whole(at, each, prefix))
    if found.following is not None or selection.after is not None:  # the last of several parts says that it is
        token = token_of(found.following, at.secret) if found.following else ""
        size = {"completeListSize": str(found.of_all), "cursor": str(selection.given)}
        root.append(_make.resumptionToken(token, **size))
    return root


def _whole(at: Repository, listed: Listed, prefix: str) -> etree._Element:
    record = _make.record(_header(at, listed))
    if listed.record is not None:
        record.append(_make.metadata(FORMATS[prefix].written(listed.record)))
    return record


def _header(at: Repository, listed: Listed) -> etree._Element:
    told = listed.told
    return _make.header(
        _make.identifier(at.named(told.identifier)), _make.datestamp(told.at.strftime(SECOND)),
        *(_make.setSpec(area) for area in told.areas), **dict(_gone(listed)),
    )  # fmt: skip


def _gone(listed: Listed) -> Iterator[tuple[str, str]]:
    if listed.record is None:
        yield "status", "deleted"


def _one(at: Repository, identifier: str) -> Listed:
    start = at.named("")
    listed = listing.one(at.session, identifier.removeprefix(start), at.hub) if identifier.startswith(start) else None
    if listed is None:
        raise Refused("idDoesNotExist", "This hub has no record of this name.")
    return listed


def _known(prefix: str) -> str:
    if prefix not in FORMATS:
        raise Refused("cannotDisseminateFormat", f"Records are there as: {', '.join(FORMATS)}.")
    return prefix


_VERBS = {"Identify": _identify, "ListMetadataFormats": _formats, "ListSets": _sets, "GetRecord": _record}
