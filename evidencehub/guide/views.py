"""Public pages of the standards: what they are, every word of one, its versions, and trying one on your own study."""

from functools import lru_cache
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.guide import glossary, glossary_views, words
from evidencehub.guide.blueprint import bp
from evidencehub.guide.crosswalk import views as crosswalk_views
from evidencehub.guide.labels import how_well, result_words
from evidencehub.guide.standard.examples import examples_of
from evidencehub.guide.standard.page import standard_page
from evidencehub.guide.trying import address as trying
from evidencehub.guide.trying.form import field_id
from evidencehub.guide.trying.questions import make_form
from evidencehub.guide.trying.result import result_of
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import printable
from evidencehub.shared.links import own_path
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.loading import folder_of, load_installed, load_standard, versions_of
from evidencehub.standards.files.toml_source import TomlSource
from evidencehub.standards.model.errors import UnknownStandard
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.versions.change_brief import in_brief
from evidencehub.standards.versions.changes import Change, ChangeGroup, grouped
from evidencehub.standards.versions.differences import compare

__all__ = ["bp", "crosswalk_views", "glossary", "glossary_views"]  # importing puts what they give on the blueprint


@bp.get("/standards")
@public
@same_for_everybody
def standards() -> ResponseReturnValue:
    installed, _ = load_installed()  # one broken file must not take the page with it
    return render_template(
        "guide/standards.html",
        ours=[standard for standard in installed if standard.use == "accreditation"],
        others=[standard for standard in installed if standard.use == "crosswalk"],
        words=words,
    )


@bp.get("/standards/<standard_id>")
@public
def standard_current(standard_id: str) -> ResponseReturnValue:
    found = _load(standard_id, None)
    return redirect(url_for(".standard", standard_id=found.id, version=found.version), code=302)


@bp.get("/standards/<standard_id>/<version>")
@public
@same_for_everybody
def standard(standard_id: str, version: str) -> ResponseReturnValue:
    found = _load(standard_id, version)
    return render_template(
        "guide/standard.html",
        standard=found,
        page=standard_page(found),
        drafts=_drafts_after(found),
        examples=examples_of(found),
        words=words,
        result_words=result_words,
        how_well=how_well,
    )


@bp.get("/standards/<standard_id>/<version>/try")
@public
def standard_try(standard_id: str, version: str) -> ResponseReturnValue:
    """A form whose answers stand in its address: nothing is stored, and the page can be shared and gone back to."""
    found = _load(standard_id, version)
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != trying.SEE]
    sees = trying.SEE in request.args
    address = trying.read(found, arguments)
    form = make_form(found, address, asks_judge=False)
    result = result_of(form)
    has_nothing_to_show = sees and form.is_started and result is None and not form.errors
    if not address.is_tidy or (sees and not has_nothing_to_show):
        added = trying.STUDIES in request.args and address.studies > 1
        anchor = f"#study-{address.studies}" if added and not request.args.get(trying.DROP) else ""
        items = [*address.items(), *([(trying.SEE, "1")] if has_nothing_to_show else [])]
        return redirect(f"{own_path()}{f'?{urlencode(items)}' if items else ''}{anchor}", code=302)
    if result is not None and result.grade.flags:
        form = make_form(found, address, asks_judge=True)
    return render_template(
        "guide/try.html",
        standard=found,
        asked=form,
        result=result,
        words=words,
        field_id=field_id,
        has_nothing_to_show=has_nothing_to_show,
    ), 422 if form.errors else 200


@bp.get("/standards/<standard_id>/versions")
@public
@same_for_everybody
def standard_versions(standard_id: str) -> ResponseReturnValue:
    found = _load(standard_id, None)
    versions = [load_standard(found.id, version) for version in _newest_first(found)]
    return render_template("guide/standard-versions.html", standard=found, versions=versions, words=words)


@bp.get("/standards/<standard_id>/compare")
@public
@same_for_everybody
def standard_compare(standard_id: str) -> ResponseReturnValue:
    """The differences between two versions; without names, between the current one and the one that it supersedes."""
    current = _load(standard_id, None)
    versions = _newest_first(current)
    new = _load(standard_id, printable(request.args.get("new", "")) or current.version)
    old = _load(standard_id, printable(request.args.get("old", "")) or new.supersedes or versions[-1])
    groups, inner = ((), ()) if old is new else _differences(old, new)
    return render_template(
        "guide/standard-compare.html",
        standard=current,
        old=old,
        new=new,
        versions=versions,
        groups=groups,
        inner=inner,
        words=words,
    )


_SAID_ABOVE = ("version", "supersedes", "note")  # of the version: the page begins with them


@lru_cache(maxsize=64)
def _differences(old: Standard, new: Standard) -> tuple[tuple[ChangeGroup, ...], tuple[Change, ...]]:
    """What readers notice, and what is of the files alone."""
    before, after = (TomlSource.read(folder_of(each.id) / each.id / f"{each.version}.toml").data for each in (old, new))
    found = [change for change in in_brief(compare(before, after)) if change.key not in _SAID_ABOVE]
    inner = tuple(change for change in found if change.is_inner)
    return grouped(change for change in found if not change.is_inner), inner


def _drafts_after(standard: Standard) -> list[Standard]:
    """Drafts that may take the place of this version."""
    versions = (load_standard(standard.id, version) for version in versions_of(standard.id))
    return [each for each in versions if each.is_draft and each.supersedes == standard.version]


def _newest_first(standard: Standard) -> list[str]:
    """Versions that are not in use yet, then the current one, then those that it takes the place of."""
    versions, ordered, at = versions_of(standard.id), [], standard.version
    while at and at not in ordered:
        ordered.append(at)
        at = load_standard(standard.id, at).supersedes
    return [*(version for version in reversed(versions) if version not in ordered), *ordered]


def _load(standard_id: str, version: str | None) -> Standard:
    try:
        return load_standard(standard_id, version)
    except UnknownStandard as error:
        raise NotFound(f"There is {error}.") from error
