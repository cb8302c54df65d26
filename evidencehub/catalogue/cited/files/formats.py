"""The formats in which records can be taken along: each one's name, media type and writer, for one record and many."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from evidencehub.catalogue.cited.files.bibtex import as_bibtex
from evidencehub.catalogue.cited.files.csl import as_csl
from evidencehub.catalogue.cited.files.datacite import as_datacite
from evidencehub.catalogue.cited.files.json_ld import CONTEXT, as_json_ld, node
from evidencehub.catalogue.cited.files.ris import as_ris
from evidencehub.catalogue.cited.record import Record

Write = Callable[[Record, date], str]
WriteMany = Callable[[Iterable[Record], date], Iterator[str]]


@dataclass(frozen=True)
class Format:
    ending: str  # of a file's name
    mimetype: str
    label: str  # what it is, and for what
    one: Write
    many: WriteMany  # in pieces, each once it is read


def _plain(write: Write) -> WriteMany:
    return lambda records, today: (write(each, today) for each in records)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _listed(before: str, write: Callable[[Record, date], Any], after: str) -> WriteMany:
    def many(records: Iterable[Record], today: date) -> Iterator[str]:
        apart = before
        for each in records:
            yield apart + json.dumps(write(each, today), ensure_ascii=False)
            apart = ",\n"
        yield f"\n{after}\n" if apart != before else f"{before}{after}\n"

    return many


def _json(ending: str, mimetype: str, label: str, write: Callable[[Record, date], Any], many: WriteMany) -> Format:
    return Format(ending, mimetype, label, lambda record, today: _dumped(write(record, today)), many)


_GRAPH = f'{{"@context": {json.dumps(CONTEXT)}, "@graph": [\n'
FORMATS = {
    each.ending: each
    for each in (
        Format("ris", "application/x-research-info-systems", "RIS, for Zotero, Mendeley, EndNote and the like",
               as_ris, _plain(as_ris)),
        Format("bib", "application/x-bibtex", "BibTeX, for LaTeX", as_bibtex, _plain(as_bibtex)),
        # CSL-JSON is a list of entries, also where it holds one.
        Format("csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON, for pandoc and citation programs",
               lambda record, today: _dumped([as_csl(record, today)]), _listed("[\n", as_csl, "]")),
        _json("datacite.json", "application/vnd.datacite.datacite+json", "DataCite, for repositories", as_datacite,
              _listed("[\n", as_datacite, "]")),
        _json("jsonld", "application/ld+json", "schema.org, for search engines", as_json_ld,
              _listed(_GRAPH, lambda record, _today: node(record), "]}")),
    )
}  # fmt: skip
