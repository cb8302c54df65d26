"""create_app(): settings, extensions, blueprints, error handlers, and who is asking."""

import inspect
from functools import partial

from flask import Flask, g, request
from flask_wtf import CSRFProtect

from evidencehub.accounts import cookies, login
from evidencehub.accounts import views as accounts
from evidencehub.accreditation import asked, home_steps
from evidencehub.accreditation import views as accreditation
from evidencehub.accreditation.credentials import keys
from evidencehub.accreditation.renewals.waiting import RENEWALS
from evidencehub.admin import views as admin
from evidencehub.api import bearer
from evidencehub.api import views as api
from evidencehub.api.blueprint import bp as calls
from evidencehub.authz.guard import deny_unlisted, public
from evidencehub.brokerage.pages import views as brokerage
from evidencehub.catalogue.index import searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.pages import legal, signposting_views
from evidencehub.catalogue.pages import views as catalogue
from evidencehub.consultation import views as consultation
from evidencehub.feedback.mistakes.board import MISTAKES
from evidencehub.feedback.pages import views as feedback
from evidencehub.guide import views as guide
from evidencehub.harvest import views as harvest
from evidencehub.harvest.skos.asked import TYPES as SKOS_TYPES
from evidencehub.interchange.retractions.board import RETRACTIONS
from evidencehub.interchange.retractions.pages import views as retractions
from evidencehub.notices import views as notices
from evidencehub.operations.metrics import views as metrics
from evidencehub.privacy import views as privacy
from evidencehub.projects.pages import asked_of, next_step
from evidencehub.projects.pages import views as projects
from evidencehub.review.appeals.board import APPEALS
from evidencehub.review.later_rows import LATER
from evidencehub.review.log_rows import LOG_ENTRIES
from evidencehub.review.pages import board_views
from evidencehub.review.pages import views as review
from evidencehub.review.plan_rows import PLANS
from evidencehub.shared import (
    clock,
    jobs,
    logs,
    mail,
    maintenance,
    page_cache,
    paths,
    readiness,
    templating,
    web,
    working_days,
)
from evidencehub.shared import db as database
from evidencehub.shared.proxies import behind_proxies
from evidencehub.shared.requests import WithRequestId
from evidencehub.shared.settings import Settings, load_settings

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application. Nothing is read from the environment when ``settings`` is given."""
    settings = settings or load_settings()
    logs.configure(settings.log_format)
    clock.use_zone(settings.time_zone)
    working_days.use_holidays(settings.holidays)
    mail.transport_of(mail.settings_of(settings))  # what cannot be used is told now, not at the first mail
    if settings.credential_key:
        keys.check(settings.credential_key)
    app = Flask("evidencehub", static_folder=str(paths.PACKAGE / "static"), template_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={"default": database.engine_options(settings.database_url)},
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME=cookies.named(settings, cookies.SESSION),
        SESSION_COOKIE_PATH=cookies.path(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=cookies.is_secure(settings),
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch still sends; the token lives as long as the session
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    templating.init_app(app)
    database.db.init_app(app)
    # The extension closes asynchronous sessions after each request, in an event loop of its own; this hub has none.
    app.teardown_appcontext_funcs = [
        function for function in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(function)
    ]
    with app.app_context():
        database.db.sessionmaker.configure(expire_on_commit=False, info={"wake": jobs.waker(settings)})
        of_readers = [cookies.named(settings, name) for name in cookies.OF_READERS]
        formats = {*signposting_views.BY_TYPE, *SKOS_TYPES.values()}
        page_cache.init_app(app, database.db.engine, own=of_readers, formats=formats)
    app.before_request(_take_in_whole)  # before whatever may ask the database
    csrf.init_app(app)
    login.manager.init_app(app, add_context_processor=False)  # it would read who asks for a page of error too
    app.before_request(_read_without_locking)  # first: who asks is read from the database
    public(app.view_functions["static"])
    deny_unlisted(app)
    app.before_request(_who_asks)
    maintenance.init_app(app)
    app.after_request(login.note_seen)
    app.teardown_request(_stop_reading)
    web.init_app(app)
    readiness.init_app(app, index=lambda: searching.trouble(engine_of(settings)))
    awards = partial(home_steps.steps, in_a_row=settings.light_renewals)
    next_step.init_app(app, awards=awards, standing=home_steps.standing)
    asked_of.init_app(app, of_letter=asked.of_letter)
    board_views.init_app(app, APPEALS, RENEWALS, MISTAKES, PLANS, LATER, LOG_ENTRIES, RETRACTIONS)
    notices.init_app(app)
    for module in (
        *(catalogue, legal, guide, consultation, feedback, accounts, notices, projects, review, brokerage),
        *(accreditation, admin, harvest, retractions, metrics, privacy),
    ):
        app.register_blueprint(module.bp)
    api.init_app(app)
    # A mail program presses it, or a harvester asks by it, with no page before.
    for endpoint in ("catalogue.stop_following", "notices.stop", "harvest.oai"):
        csrf.exempt(app.view_functions[endpoint])
    metrics.init_app(app)
    csrf.exempt(calls)  # a token is sent on purpose, and cookies count for nothing there
    app.wsgi_app = WithRequestId(behind_proxies(app.wsgi_app, settings))  # type: ignore[method-assign]
    return app


def _take_in_whole() -> None:
    """Read all of a form with its files: on SQLite a transaction keeps others from writing, however slowly it comes."""
    _ = request.form


def _who_asks() -> None:
    g.actor = bearer.actor_here() if bearer.is_asked() else login.actor_here()


def _read_without_locking() -> None:
    g.reading = database.set_reading_only(request.method in {"GET", "HEAD", "OPTIONS"})


def _stop_reading(_error: BaseException | None) -> None:
    if "reading" in g:
        database.reset_reading_only(g.pop("reading"))
