"""The blueprint of “how we grade”: what the standards are, and trying them without an account."""

from flask import Blueprint

bp = Blueprint("guide", __name__)
