"""Words explained where they stand: the first phrase of a page that is in the glossary leads to its meaning."""

import re
from functools import cache

from flask import g, url_for
from markupsafe import Markup

from evidencehub.guide.blueprint import bp
from evidencehub.standards.files.vocabulary import GLOSSARY, Term, load_vocabulary

_LINK = Markup('<a class="govuk-link hub-term" href="{address}#{slug}" data-means="{means}">{words}</a>')


@bp.app_template_filter("explained")
def explained(text: str | Markup | None) -> Markup:
    """A plain text with the glossary's phrases linked, each term once a page; everything else is escaped.

    Not inside links, buttons or labels. Markup is left as it is.
    """
    if isinstance(text, Markup) or not text:
        return text or Markup()
    phrases = _phrases()
    parts, end = Markup(), 0
    for found in _pattern().finditer(text):
        term = phrases[found[0].lower()]
        if _is_new(term.slug):
            parts += Markup("{}{}").format(text[end : found.start()], link(term, found[0]))
            end = found.end()
    return parts + text[end:]


@bp.app_template_global("term")
def term_link(slug: str, words: str) -> Markup:
    """``words`` leading to a term. :raises UnknownTerm: the glossary has no such entry."""
    _is_new(slug)
    return link(load_vocabulary(GLOSSARY).term(slug), words)


def link(term: Term, words: str) -> Markup:
    return _LINK.format(address=url_for("guide.glossary"), slug=term.slug, means=term.plain, words=words)


def _is_new(slug: str) -> bool:
    told: set[str] = g.setdefault("terms_told", set())
    if slug in told:
        return False
    told.add(slug)
    return True


@cache
def _phrases() -> dict[str, Term]:
    return {phrase: term for term in load_vocabulary(GLOSSARY).terms for phrase in term.phrases}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_phrases(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
