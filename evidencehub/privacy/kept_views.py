"""What is kept of people, for everybody to read: made from the table that a copy and erasing are made from too."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.privacy.blueprint import bp
from evidencehub.privacy.table import TABLE
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.settings import Settings


@bp.get("/about/what-we-keep")
@public
@same_for_everybody
def kept() -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    return render_template("privacy/kept.html", table=TABLE, mails_kept_days=settings.mails_kept_days)
