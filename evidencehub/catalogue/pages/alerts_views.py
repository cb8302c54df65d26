"""The alerts of whoever is signed in: what their address is told of, how often, and ending it."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.catalogue.alerts import lists, services
from evidencehub.catalogue.alerts.models import Alert, Often
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.follow_views import AlertLinks
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import EmptyForm

STOP = "stop"


@bp.route("/alerts", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def alerts() -> ResponseReturnValue:
    form = EmptyForm()
    held = _own()
    if form.validate_on_submit():
        return _changed({alert.id.hex: alert for alert in held}.get(request.form.get("alert", "")))
    links = AlertLinks()
    shown = [(alert, links.list_of(alert.asked), lists.APPROACH in alert.asked) for alert in held]
    return render_template("catalogue/alerts.html", alerts=shown, person=current_user.person)


def _own() -> list[Alert]:
    """Those of the person's address, once they have shown that it is theirs."""
    person = current_user.person
    return list(services.of_address(db.session, person.email)) if person.confirmed_at else []


def _changed(alert: Alert | None) -> ResponseReturnValue:
    if alert is None:
        raise NotFound("These mails have ended, or they are not yours.")
    act = request.form.get("act", "")
    if act == STOP:
        key: str = current_app.config["SETTINGS"].secret_key
        told = "Stopped, and deleted here"
        title = alert.title
        services.stop(db.session, alert, stop_at=AlertLinks().stop(services.token_of(key, alert.id)))
    elif act in {often.value for often in Often}:
        when = "now" if alert.confirmed_at else "once you press the button in our mail"
        title, told = alert.title, f"You get these mails {act} {when}"
        services.change(db.session, alert, Often(act), now=utc_now())
    else:
        raise NotFound("Choose daily, weekly or stop.")
    db.session.commit()
    flash(f"{told}: {title}")
    return redirect(url_for(".alerts"), code=303)
