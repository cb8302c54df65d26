"""The pages in the footer: who runs this hub, privacy, terms, accessibility, complaints. All from settings."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody

bp = Blueprint("legal", __name__)

PAGES = {
    "accessibility": "Accessibility statement",
    "privacy": "Privacy",
    "terms": "Terms of use",
    "contact": "Contact and complaints",
    "cookies": "Cookies",
}


@bp.get("/about/<name>")
@public
@same_for_everybody
def show(name: str) -> ResponseReturnValue:
    if name not in PAGES:
        raise NotFound("There is no such page.")
    return render_template(f"catalogue/legal/{name}.html", title=PAGES[name], name=name)
