"""Following a search, an outcome or an approach: by mail, confirmed by whoever reads it, or by a feed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice
from wtforms.validators import InputRequired

from evidencehub.accounts.blueprint import may_try
from evidencehub.authz.guard import public
from evidencehub.catalogue.alerts import lists, services
from evidencehub.catalogue.alerts.models import Often
from evidencehub.catalogue.changes import queries as changes
from evidencehub.catalogue.changes.models import ChangeKind, PublicChange
from evidencehub.catalogue.index import searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects import queries
from evidencehub.projects.models import Project
from evidencehub.projects.public import public_view
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.feeds import Entry, atom
from evidencehub.shared.forms import EmailText, EmptyForm, HubForm, Radios
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

ONLY, MARKS = "only", "marks"  # of a feed: changes of how sure, what difference, and of awards


class FollowForm(HubForm):
    email = EmailText(required="Enter your email address")
    often = Radios(
        "How often", [InputRequired("Choose how often")],
        choices=[
            SelectChoice(Often.DAILY.value, "Daily, on days when something changed"),
            SelectChoice(Often.WEEKLY.value, "Weekly, in weeks when something changed"),
        ],
    )  # fmt: skip


class AlertLinks:
    """The addresses that mails about changes hold."""

    def confirm(self, token: str) -> str:
        return absolute("catalogue.confirm_following", token=token)

    def stop(self, token: str) -> str:
        return absolute("catalogue.stop_following", token=token)

    def approach(self, slug: str) -> str:
        return absolute("catalogue.project", slug=slug)

    def list_of(self, asked: Mapping[str, Any]) -> str:
        if lists.APPROACH in asked:
            return self.approach(asked[lists.SLUG])
        return absolute("catalogue.search", **lists.arguments_of(lists.request_of(asked)))


@bp.route("/follow", methods=["GET", "POST"])
@public
def follow() -> ResponseReturnValue:
    """What is followed stands in the address: the arguments of a search, or an approach by its slug."""
    title, asked, back, feed = _followed()
    feed_of_marks = f"{feed}{'&' if '?' in feed else '?'}{ONLY}={MARKS}"
    form = FollowForm()
    if form.validate_on_submit():
        if not may_try("follow", request.remote_addr or "unknown"):
            form.form_errors.append("You have asked many times in a short time. Wait 15 minutes, and ask again")
        else:
            services.ask(
                db.session, email=form.email.data or "", often=Often(form.often.data), title=title, asked=asked,
                now=utc_now(), secret_key=_secret(), links=AlertLinks(),
            )  # fmt: skip
            db.session.commit()
            return redirect(url_for(".follow_asked"), code=303)
    status = 422 if form.is_submitted() else 200
    told = {"is_approach": lists.APPROACH in asked, "tells_withdrawn": lists.withdrawn_by(asked) is not None}
    return render_template(
        "catalogue/follow.html", form=form, title=title, back=back, feed=feed, feed_of_marks=feed_of_marks, **told
    ), status  # fmt: skip


@bp.get("/follow/asked")
@public
@same_for_everybody
def follow_asked() -> ResponseReturnValue:
    return render_template("catalogue/follow-asked.html")


@bp.route("/follow/confirm/<token>", methods=["GET", "POST"])
@public
def confirm_following(token: str) -> ResponseReturnValue:
    alert, form = services.alert_of(db.session, _secret(), token), EmptyForm()
    done = False
    if form.validate_on_submit():
        services.confirm(db.session, alert, now=utc_now())
        db.session.commit()
        done = True
    return render_template("catalogue/follow-confirm.html", alert=alert, form=form, done=done, token=token)


@bp.route("/follow/stop/<token>", methods=["GET", "POST"])
@public
def stop_following(token: str) -> ResponseReturnValue:
    """One press, here or in the mail program; that sends no token against forgery, and the address is secret enough."""
    if request.method == "POST":
        try:
            alert = services.alert_of(db.session, _secret(), token)
        except NotFound:
            return render_template("catalogue/follow-stopped.html")  # pressed twice
        if "all" in request.form:
            services.stop_all(db.session, alert.email, secret_key=_secret(), links=AlertLinks())
        else:
            services.stop(db.session, alert, stop_at=AlertLinks().stop(token))
        db.session.commit()
        return render_template("catalogue/follow-stopped.html")
    alert = services.alert_of(db.session, _secret(), token)
    return render_template("catalogue/follow-stop.html", alert=alert)


@bp.get("/search/changes.atom")
@public
@same_for_everybody
def changes_feed() -> ResponseReturnValue:
    asked = lists.arguments_of(searching.parse(request.args.get, request.args.getlist))
    found = lists.projects_of(engine_of(current_app.config["SETTINGS"]), asked)
    title, page = lists.title_of(lists.request_of(asked)), absolute("catalogue.search", **asked)
    told = lists.changes_of(db.session, asked, found, _wanted())
    return _feed(title, page, absolute("catalogue.changes_feed", **asked, **_only()), told)


@bp.get("/projects/<slug>/changes.atom")
@public
@same_for_everybody
def project_feed(slug: str) -> ResponseReturnValue:
    project = _project(slug)
    own = absolute("catalogue.project_feed", slug=project.slug, **_only())
    page = absolute("catalogue.project", slug=project.slug)
    return _feed(_name(project), page, own, changes.of_projects(db.session, [project.id], _wanted()))


def _wanted() -> changes.Wanted:
    return changes.Wanted(of_marks=bool(_only()))


def _only() -> dict[str, str]:
    """What the address of a feed says where it tells of marks alone."""
    return {ONLY: MARKS} if request.args.get(ONLY) == MARKS else {}


def _followed() -> tuple[str, dict[str, Any], str, str]:
    """What it is called, what is kept of it, its page and its feed."""
    slug = request.args.get(lists.APPROACH)
    if slug:
        project = _project(slug)
        page, feed = url_for(".project", slug=project.slug), url_for(".project_feed", slug=project.slug)
        return _name(project), {lists.APPROACH: str(project.id), lists.SLUG: project.slug}, page, feed
    asked = lists.arguments_of(searching.parse(request.args.get, request.args.getlist))
    title = lists.title_of(lists.request_of(asked))
    return title, asked, url_for(".search", **asked), url_for(".changes_feed", **asked)


def _project(slug: str) -> Project:
    """:raises NotFound: there is none that everybody may see."""
    found, _ = queries.project_by_slug(db.session, slug)
    if found is None or public_view(db.session, found) is None:
        raise NotFound("There is no such approach, or it is not public.")
    return found


def _name(project: Project) -> str:
    view = public_view(db.session, project)
    return view.name if view else ""


def _feed(title: str, page: str, own: str, found: Sequence[PublicChange]) -> Response:
    title = f"{title}, marks alone" if _only() else title
    return atom(title, page=page, own=own, entries=[_entry(each) for each in found])


def _entry(change: PublicChange) -> Entry:
    """What is withdrawn has no page."""
    is_there = change.kind is not ChangeKind.WITHDRAWN
    page = absolute("catalogue.project", slug=change.slug) if is_there else ""
    title = f"{change.name or 'An approach'}: {change.kind.value}"
    return Entry(f"urn:uuid:{change.id}", title, change.at, "\n".join(change.told), page)


def _secret() -> str:
    key: str = current_app.config["SETTINGS"].secret_key
    return key
