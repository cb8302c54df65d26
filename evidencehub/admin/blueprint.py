"""The blueprint of the back office, apart from its views so that both files of views can stand on it."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
