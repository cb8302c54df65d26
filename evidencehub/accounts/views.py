"""The pages of accounts; importing them puts their views on the blueprint."""

from evidencehub.accounts import (
    about_views,
    account_views,
    entry_views,
    invitation_views,
    orcid_views,
    organisation_views,
    passkey_views,
    password_views,
    registration_views,
    second_step_views,
    typed_views,
)
from evidencehub.accounts.blueprint import bp
from evidencehub.accounts.programs import views as program_views

__all__ = [
    "about_views",
    "account_views",
    "bp",
    "entry_views",
    "invitation_views",
    "orcid_views",
    "organisation_views",
    "passkey_views",
    "password_views",
    "program_views",
    "registration_views",
    "second_step_views",
    "typed_views",
]
