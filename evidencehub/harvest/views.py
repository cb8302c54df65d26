"""Importing this puts all views of the room on its blueprint."""

from evidencehub.harvest.blueprint import bp
from evidencehub.harvest.destiny import views as destiny
from evidencehub.harvest.docmaps import views as docmaps
from evidencehub.harvest.oai import views as oai
from evidencehub.harvest.skos import views as skos

__all__ = ["bp", "destiny", "docmaps", "oai", "skos"]
