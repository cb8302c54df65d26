"""Describing the people one works with: kept in a cookie of the reader's browser, never at the hub."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectChoice

from evidencehub.accounts import cookies
from evidencehub.authz.guard import public
from evidencehub.catalogue.fit import people as people_rules
from evidencehub.catalogue.fit.ages import OLDEST
from evidencehub.catalogue.fit.people import MOST_HOURS, MOST_POUNDS, NOT_DESCRIBED, MyPeople
from evidencehub.catalogue.fit.rules import Fit, fits
from evidencehub.catalogue.marks.cards import Card
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects.terms import choices
from evidencehub.shared.forms import Checkboxes, HubForm, NumberText, Select, ShortText, Tick
from evidencehub.shared.links import path_here

KEPT_DAYS = 180
FORGET = "forget"  # the name of the button that does


class MyPeopleForm(HubForm):
    next = HiddenField()
    age_from = NumberText("Youngest (optional)", whole=True, low=0, high=OLDEST)
    age_to = NumberText("Oldest (optional)", whole=True, low=0, high=OLDEST)
    groups = Checkboxes("Who they are (optional)", description="Tick all that most of them have in common.")
    settings = Checkboxes("Where you would do it (optional)")
    country = Select("Country (optional)", default="")
    place = ShortText("Town or region (optional)", limit=people_rules.LONGEST_PLACE)
    hours = NumberText("Hours a week that you can give (optional)", low=0, high=MOST_HOURS)
    price = NumberText("Pounds a person that you can pay (optional)", whole=True, low=0, high=MOST_POUNDS, before="£")
    offered = Tick("It must still be offered (optional)")

    def __init__(self, known: MyPeople) -> None:
        low, high = known.ages or (None, None)
        super().__init__(
            data={
                **{name: getattr(known, name) for name in ("country", "place", "hours", "price", "offered")},
                "groups": list(known.groups), "settings": list(known.settings), "age_from": low, "age_to": high,
            }
        )  # fmt: skip
        self.groups.choices = [SelectChoice(slug, text) for slug, text in people_rules.groups().items()]
        self.settings.choices = choices("settings")
        self.country.choices = [
            SelectChoice("", "Not said"),
            *(SelectChoice(slug, text) for slug, text in people_rules.countries().items()),
        ]

    def described(self) -> MyPeople | None:
        """None where the ages do not go together; the form says so."""
        given = [int(each) for each in (self.age_from.data, self.age_to.data) if each is not None]
        if given != sorted(given):
            self.age_to.errors = ["The oldest must be as old as the youngest, or older"]
            return None
        return MyPeople(
            ages=(given[0], given[-1]) if given else None,  # one age alone is both
            groups=tuple(self.groups.data or ()),
            settings=tuple(self.settings.data or ()),
            country=self.country.data or "",
            place=self.place.data or "",
            hours=self.hours.data,
            price=None if self.price.data is None else int(self.price.data),
            offered=bool(self.offered.data),
        )


def my_people() -> MyPeople:
    """The people of the reader who asks."""
    name = cookies.named(current_app.config["SETTINGS"], cookies.PEOPLE)
    return people_rules.read(request.cookies.get(name, ""))


def fits_for_reader(card: Card) -> tuple[Fit, ...]:
    """How the studies of an approach fit the people of the reader who asks; nothing where they described none."""
    return fits(my_people(), card.studied)


@bp.context_processor
def _of_this_reader() -> dict[str, object]:
    return {"my_people": my_people, "fits_for_reader": fits_for_reader}


@bp.route("/my-people", methods=["GET", "POST"])
@public
def describe() -> ResponseReturnValue:
    known = my_people()
    form = MyPeopleForm(known)
    back = path_here(form.next.data or request.args.get("next")) or url_for("catalogue.search")
    if request.method == "POST" and FORGET in request.form:  # its token is looked at for all forms
        return _answer(NOT_DESCRIBED, back, "Forgotten. Cards no longer say how they fit your people.")
    if form.validate_on_submit():
        described = form.described()
        if described is not None and not described.is_described:
            form.form_errors.append("Say at least one thing about your people, or go back to the list")
        elif described is not None:
            return _answer(described, back, "Kept in this browser. Cards now say how they fit your people.")
    form.next.data = back
    status = 422 if form.is_submitted() else 200
    return render_template("catalogue/my-people.html", form=form, known=known, back=back, days=KEPT_DAYS), status


def _answer(people: MyPeople, back: str, said: str) -> Response:
    """To where the reader came from, with the cookie written or taken away."""
    settings = current_app.config["SETTINGS"]
    name, attributes = cookies.named(settings, cookies.PEOPLE), cookies.attributes(settings)
    flash(said)
    answer = current_app.make_response(redirect(back, code=303))
    if people.is_described:
        answer.set_cookie(name, people_rules.kept(people), max_age=KEPT_DAYS * 24 * 3600, **attributes)
    else:
        answer.delete_cookie(name, **attributes)
    return answer
