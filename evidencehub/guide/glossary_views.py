"""The words that pages cannot do without, on a page of their own."""

from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.guide.blueprint import bp
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.vocabulary import GLOSSARY, load_vocabulary


@bp.get("/glossary")
@public
@same_for_everybody
def glossary() -> ResponseReturnValue:
    terms = sorted(load_vocabulary(GLOSSARY).terms, key=lambda term: term.label.lower())
    letters = [(letter, list(held)) for letter, held in groupby(terms, lambda term: term.label[0])]
    return render_template("guide/glossary.html", letters=letters)
