"""Standards and lists of words, described: there whatever was sent, and read from their files."""

import re
from collections.abc import Iterator

from evidencehub.catalogue.cited.hub import RIGHTS, Hub
from evidencehub.catalogue.cited.record import Dated, Kind, Record, Related, Relation
from evidencehub.consultation.vocabularies import WordList, load_words, word_lists
from evidencehub.consultation.word_versions import version_of
from evidencehub.standards.files.loading import load_installed, load_standard, versions_of
from evidencehub.standards.model.standard import Standard

NAMED = "the year in the name of this version"
_DATED = re.compile(r"(\d{4})-\d+")  # "2026-1"; of "2012-reading" the year is that of what was read


def standing(hub: Hub) -> Iterator[Record]:
    for standard in load_installed()[0]:
        for version in versions_of(standard.id):
            yield standard_record(load_standard(standard.id, version), hub)
    for words in word_lists():
        yield vocabulary_record(words, hub)


def standard_record(standard: Standard, hub: Hub) -> Record:
    """Another body's rule is our reading of it, and so by this hub: the body is named in the title and the abstract."""
    dated = _DATED.fullmatch(standard.version)
    return Record(
        kind=Kind.STANDARD,
        identifier=f"standards/{standard.id}/{standard.version}",
        address=hub.where.standard(standard.id, standard.version),
        title=f"{standard.title}, version {standard.version}",
        hub=hub.name,
        authors=(hub.author,),
        issued=Dated(dated[1], NAMED) if dated else None,
        abstract=" ".join(filter(None, (standard.summary, standard.note))),
        licence=hub.where.terms(),
        rights=RIGHTS,
        version=standard.version,
        relations=tuple(
            Related(Relation.IS_DERIVED_FROM, each.url, each.citation) for each in standard.sources if each.url
        ),
        note="a draft" if standard.is_draft else "",
    )


def vocabulary_record(words: WordList, hub: Hub) -> Record:
    version = version_of(words)
    return Record(
        kind=Kind.VOCABULARY,
        identifier=f"vocabularies/{words.id}",
        address=hub.where.vocabulary(words.id),
        address_of_version=hub.where.vocabulary_version(words.id, version),
        title=words.label,
        hub=hub.name,
        authors=(hub.author,),
        abstract=words.intro,
        licence=hub.where.terms(),
        rights=RIGHTS,
    )


def vocabulary_named(name: str, hub: Hub) -> Record:
    """:raises NotFound: there is no such list."""
    return vocabulary_record(load_words(name), hub)
