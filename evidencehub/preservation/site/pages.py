"""A page of the hub as it stands in a copy: links lead to files, and what needs the hub is taken out and named so."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from evidencehub.preservation.site.places import Place, Places, between

# A relation that names where the record lives, and is followed by nobody who reads.
NAMES_AN_ADDRESS = frozenset({"canonical", "cite-as"})
LINKING = ("href", "src", "action", "formaction", "poster")
_ASKS_THE_HUB = ("data-suggestions", "data-look-again")
_OFF = "hub-copy-off"  # what was a link
_LISTS_OF_DOORS = frozenset({"govuk-service-navigation__item", "govuk-footer__inline-list-item"})
_BUTTONS = frozenset({"govuk-button", "govuk-pagination__link"})
_ONLY_LIVE, _FORM = " (only on the live hub)", "The live hub has a form here. In a copy it cannot be sent."
Element = Any  # lxml has no types


@dataclass(frozen=True)
class Written:
    content: bytes
    leads_to: tuple[Place, ...]


class Rewriter:
    def __init__(self, places: Places, *, notice: str, policy: str, canonical: str = "") -> None:
        """:param notice: markup that stands above each page.
        :param policy: what a page may load, as Content-Security-Policy has it.
        :param canonical: the address of the copy, where it has one; else pages name the live hub's.
        """
        self._places, self._policy, self._canonical = places, policy, canonical
        self._notice: Element = html.fragment_fromstring(notice)

    def rewritten(self, text: str, place: Place) -> Written:
        root: Element = html.document_fromstring(text)
        found = self._all_linked(root, place)
        root.head.insert(1, _policy(self._policy))
        root.body.insert(_first_part(root.body), deepcopy(self._notice))
        content: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
        return Written(content + b"\n", found)

    def part_rewritten(self, part: Element, place: Place) -> Written:
        """A part of a page of the hub, as it stands on the page of the copy at ``place``."""
        found = self._all_linked(part, place)
        content: bytes = html.tostring(part, encoding="utf-8", with_tail=False)
        return Written(content, found)

    def _all_linked(self, root: Element, place: Place) -> tuple[Place, ...]:
        for form in list(root.iter("form")):
            if not self._asks_the_copy(form, place):
                _without_form(form)
        for field in root.xpath("descendant-or-self::*[@form]"):
            _drop(_label_of(field))
        found = [each for element in list(root.iter(html.etree.Element)) for each in self._linked(element, place)]
        return tuple(dict.fromkeys(found))

    def _asks_the_copy(self, form: Element, place: Place) -> bool:
        target = self._places.at(self._places.whole(form.get("action") or "", place.address))
        return form.get("method", "get") == "get" and target is not None and target.is_own

    def _linked(self, element: Element, place: Place) -> Iterator[Place]:
        for name in _ASKS_THE_HUB:
            element.attrib.pop(name, None)
        if element.tag == "link" and element.get("rel") in NAMES_AN_ADDRESS:
            if self._canonical and element.get("rel") == "canonical":
                element.set("href", f"{self._canonical}/{place.file}")
            return
        for name in LINKING:
            link = (element.get(name) or "").strip()
            if not link or link.startswith("#"):
                continue
            whole = self._places.whole(link, place.address)
            if not self._places.is_of_the_hub(whole):
                continue
            target = self._places.at(whole)
            if target is None:
                _unlinked(element)
                return
            parts = urlsplit(whole)
            asked = parts.query if target.is_own else ""
            element.set(name, between(place.file, target.file, asked=asked, part=parts.fragment))
            yield target


def _first_part(body: Element) -> int:
    """Behind the template's script and the link that skips to the content."""
    for number, each in enumerate(body):
        if each.tag != "script" and "govuk-skip-link" not in (each.get("class") or ""):
            return number
    return len(body)


def _policy(policy: str) -> Element:
    return html.etree.Element("meta", {"http-equiv": "Content-Security-Policy", "content": policy})


def _without_form(form: Element) -> None:
    told = html.etree.Element("p", {"class": "govuk-body govuk-hint hub-copy-note"})
    told.text, told.tail = _FORM, form.tail
    if form.get("id"):  # links lead there
        told.set("id", form.get("id"))
    form.getparent().replace(form, told)


def _label_of(field: Element) -> Element:
    """With its label, which would name nothing, and with the entry of a list that holds nothing else."""
    label = field.getparent() if field.getparent().tag == "label" else field
    around = label.getparent()
    return around if around is not None and around.tag == "li" and len(around) == 1 else label


def _drop(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _unlinked(element: Element) -> None:
    classes = set((element.get("class") or "").split())
    around = next((each for each in element.iterancestors("li") if _has_one_of(each, _LISTS_OF_DOORS)), None)
    if around is not None:
        _drop(around)
    elif element.tag != "a" or classes & _BUTTONS:
        _drop(element)
    else:
        kept = sorted(each for each in classes if not each.startswith("govuk-link"))
        element.tag = "span"
        element.attrib.clear()
        element.set("class", " ".join([*kept, _OFF]))
        if next(element.iterancestors("table"), None) is None:
            said = html.etree.SubElement(element, "span", {"class": "hub-copy-note"})
            said.text = _ONLY_LIVE


def _has_one_of(element: Element, classes: frozenset[str]) -> bool:
    return bool(classes & set((element.get("class") or "").split()))
