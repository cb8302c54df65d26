"""Calls for what does not change from record to record: standards, outcomes, vocabularies."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from evidencehub.api import reference_schemas as schemas
from evidencehub.api.asking import asks, each_only, listing_of, only
from evidencehub.api.blueprint import bp
from evidencehub.api.said import or_none
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.consultation.vocabularies import Word, WordList, load_words, word_lists
from evidencehub.consultation.word_versions import version_of
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.console.describing import standard_as_dict
from evidencehub.standards.files.loading import load_installed, load_standard
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.model.errors import UnknownStandard
from evidencehub.standards.model.standard import Standard

Values = Mapping[str, Any]
_PARTS = ("tiers", "criteria")
_WITH_ADDRESS = {"address", "api"}


@bp.get("/standards")
@public
@same_for_everybody
@bp.arguments(asks(schemas.StandardInShort), location="query")
@bp.response(200, listing_of(schemas.StandardInShort, "Every standard, each in the version that is in use."))
def standards(asked: Values) -> Values:
    """The standards of evidence that this hub knows, and which of them it grades by."""
    installed, _ = load_installed()  # one broken file must not take the list with it
    return {"items": each_only(asked, [_in_short(each) for each in installed]), "next": None}


@bp.get("/standards/<slug>/<version>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.StandardWhole), location="query")
@bp.response(200, schemas.StandardWhole)
def standard(asked: Values, slug: str, version: str) -> Values:
    """Every word of one version of a standard: tiers, criteria, rule, sources."""
    try:
        found = load_standard(slug, version)
    except UnknownStandard as error:
        raise NotFound(f"There is {error}.") from error
    whole = standard_as_dict(found)
    told = schemas.StandardWhole._declared_fields.keys()
    more = {name: value for name, value in whole.items() if name not in told}
    held = {name: or_none(value) for name, value in whole.items() if name in told}
    parts = {name: [{key: or_none(value) for key, value in each.items()} for each in whole[name]] for name in _PARTS}
    return only(asked, {**held, **_in_short(found), **parts, "more": more})


@bp.get("/outcomes")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Outcome), location="query")
@bp.response(200, listing_of(schemas.Outcome, "Each outcome area, and after it the outcomes that it is made of."))
def outcomes(asked: Values) -> Values:
    """What people want to change: outcome areas and the outcomes below them, and how many approaches there are."""
    tree, engine = load_outcomes(), engine_of(current_app.config["SETTINGS"])
    held = counts.approaches(engine, counts.scope(engine))
    items = [
        {
            "slug": slug, "label": term.label, "plain": term.plain, "synonyms": term.synonyms,
            "broader": or_none(term.broader), "narrower": [each.slug for each in tree.narrower(slug)],
            "approaches": held.get(slug, 0), "address": absolute("catalogue.outcome", slug=slug),
        }
        for slug, term in tree.by_slug.items()
    ]  # fmt: skip
    return {"items": each_only(asked, items), "next": None}


@bp.get("/vocabularies")
@public
@same_for_everybody
@bp.arguments(asks(schemas.VocabularyInShort), location="query")
@bp.response(200, listing_of(schemas.VocabularyInShort, "Every list of words."))
def vocabularies(asked: Values) -> Values:
    """The lists of words that records are described with."""
    items = [
        {
            "name": each.id, "label": each.label, "intro": or_none(each.intro), "words": len(each.words),
            "address": absolute("consultation.vocabulary", name=each.id),
            **_version(each),
            "api": absolute("api.vocabulary", name=each.id),
        }
        for each in word_lists()
    ]  # fmt: skip
    return {"items": each_only(asked, items), "next": None}


@bp.get("/vocabularies/<name>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.VocabularyWhole), location="query")
@bp.response(200, schemas.VocabularyWhole)
def vocabulary(asked: Values, name: str) -> Values:
    """One list of words, each with what it means."""
    found = load_words(name)
    return only(
        asked,
        {
            "name": found.id, "label": found.label, "intro": or_none(found.intro),
            "address": absolute("consultation.vocabulary", name=name),
            **_version(found),
            "words": [_word(found, each) for each in (*found.words, *found.retired)],
        },
    )  # fmt: skip


def _version(words: WordList) -> dict[str, str]:
    version = version_of(words)
    address = absolute("consultation.vocabulary_version", name=words.id, version=version)
    return {"version": version, "version_address": address}


def _in_short(standard: Standard) -> dict[str, Any]:
    held = {
        name: or_none(getattr(standard, name))
        for name in schemas.StandardInShort._declared_fields
        if name not in _WITH_ADDRESS
    }
    named = {"version": standard.version}
    address = absolute("guide.standard", standard_id=standard.id, **named)
    return {**held, "address": address, "api": absolute("api.standard", slug=standard.id, **named)}


def _word(words: WordList, word: Word) -> dict[str, Any]:
    return {
        "id": word.id, "label": word.label, "plain": word.plain, "notes": word.notes,
        "broader": or_none(word.broader), "replaced_by": or_none(word.replaced_by),
        "address": absolute("consultation.word", name=words.id, slug=word.id),
    }  # fmt: skip
