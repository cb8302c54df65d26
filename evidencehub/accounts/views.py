"""The pages of accounts; importing them puts their views on the blueprint."""

from evidencehub.accounts import entry_views, organisation_views, password_views, registration_views
from evidencehub.accounts.blueprint import bp

__all__ = ["bp", "entry_views", "organisation_views", "password_views", "registration_views"]
