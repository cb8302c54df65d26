"""The blueprint of accrediting, apart from its views so that both files of views can stand on it."""

from flask import Blueprint

bp = Blueprint("accreditation", __name__)
