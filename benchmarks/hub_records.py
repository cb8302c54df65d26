"""The records of a hub that is there already, as its index would hold them: real texts, real facets."""

from collections.abc import Iterator
from itertools import islice

from evidencehub.catalogue.index.documents import documents
from evidencehub.catalogue.index.indexing import BATCH
from evidencehub.catalogue.marks.read import read
from evidencehub.cli.catalogue import search_engine
from evidencehub.projects.public import public_ids
from evidencehub.search.contract import Document
from evidencehub.shared.db import db


def of_hub() -> Iterator[Document]:
    """All that the hub of ``EVIDENCEHUB_HOME`` shows to everybody."""
    with search_engine():
        ids = public_ids(db.session)
        while batch := list(islice(ids, BATCH)):
            now = read(db.session, batch)
            for view in now.views.values():
                yield from documents(view, now.gradings.get(view.id))
