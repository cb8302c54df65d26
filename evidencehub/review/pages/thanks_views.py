"""What a reviewer can show of their work: counts by year, a page of thanks, and what ORCID takes."""

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.thanking import orcid, tally
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.paths import PACKAGE
from evidencehub.shared.settings import Settings
from evidencehub.shared.typesetting import written
from evidencehub.shared.words import counted, day

TEMPLATE = PACKAGE / "review" / "thanking" / "thanks.typ"
APART = "Two people grade each study, each alone. We count a review once what was found is public."


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _mine() -> list[tally.Graded]:
    me = current_actor().id
    return tally.graded(db.session, me) if me else []


def _convener() -> orcid.Convener | None:
    told = _settings().orcid
    return orcid.Convener(*told) if told else None


@bp.get("/reviews/thanks")
@requires(Permission.ASSIGNMENTS_LIST)
def thanks() -> ResponseReturnValue:
    return render_template(
        "review/thanks.html", years=tally.by_year(_mine()), with_orcid=_convener() is not None, apart=APART
    )


@bp.get("/reviews/thanks.pdf")
@requires(Permission.ASSIGNMENTS_LIST)
def thanks_file() -> ResponseReturnValue:
    years, today, hub = tally.by_year(_mine()), hub_today(), _settings().site_name
    if not years:
        raise NotFound("There is nothing to thank for yet: a review counts once what was found is public.")
    reviews = counted(sum(years.values()), "review", "reviews")
    content = {
        "title": f"Thank you, {current_user.person.name}", "hub": hub, "year": today.year, "month": today.month,
        "day": today.day, "says": f"{current_user.person.name} has done {reviews} for {hub}.",
        "rows": [[str(year), str(count)] for year, count in years.items()], "apart": APART,
        "on": f"Counted on {day(today)}.",
    }  # fmt: skip
    return Response(written(TEMPLATE, content), mimetype="application/pdf")


@bp.get("/reviews/orcid.zip")
@requires(Permission.ASSIGNMENTS_LIST)
def orcid_file() -> ResponseReturnValue:
    convener, mine = _convener(), _mine()
    if convener is None or not mine:
        raise NotFound("There is no such file here.")
    made = orcid.as_zip(mine, convener, key=_settings().secret_key)
    headers = {"Content-Disposition": "attachment; filename=reviews-for-orcid.zip"}
    return Response(made, mimetype="application/zip", headers=headers)
