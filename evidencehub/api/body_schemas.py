"""What answers say of the body of evidence: organisations, plans, the gap map, studies put together."""

from typing import Any

from marshmallow import Schema

from evidencehub.api import said
from evidencehub.api.record_schemas import Organisation, ProjectOfStudy
from evidencehub.api.search_schemas import ProjectInShort
from evidencehub.catalogue.index.gap_map import ROWS
from evidencehub.catalogue.outcomes.units import COMPARATORS_IN_WORDS, DESIGNS_IN_WORDS
from evidencehub.projects.plans.status import Status

_SCALE = "On the scale that “scale” names; above 0 is better for people, whichever way the measure goes."


class FormerName(Schema):
    name = said.text("What it was called.")
    until = said.moment("Until when.")


class OrganisationListed(Organisation):
    kind = said.text("What kind of organisation it is.")
    town = said.text("Where it is.", null=True)
    charity_number = said.text("Its charity number, as it says itself.", null=True)
    ror = said.text("Its number in the Research Organization Registry, as it says itself.", null=True)
    closed_at = said.moment("When it closed.", null=True)
    former_names = said.many(FormerName, "What it was called before.")
    api = said.address("All of it as JSON, with its projects.")


class OrganisationWhole(OrganisationListed):
    projects = said.many(ProjectInShort, "Its projects that everybody may see.")


class Plan(Schema):
    evaluation = said.text("The key of the study.")
    title = said.text("The title of the study.")
    project = said.text("What it is a study of.")
    status = said.text("How far the study is today.", of=[each.value for each in Status])
    main_outcomes = said.texts("What it is made to find out.")
    design = said.text("How it is to be done: of the vocabulary designs.", null=True)
    planned_start = said.day("When it was to begin.", null=True)
    planned_end = said.day("When it was to end.", null=True)
    planned_report = said.day("When its results were to be reported.", null=True)
    started = said.day("When it began.", null=True)
    ended = said.day("When it ended.", null=True)
    results_are_public = said.yes("Whether results of it are public here.")
    why_nothing_is_published = said.text("Why nothing is published, in the team’s words.", null=True)
    first_version_sent = said.day("The day on which its first version was sent.", null=True)
    version = said.whole("The number of its latest version.")
    demonstration = said.yes("Whether it was invented for a demonstration.")
    address = said.address("Its page, for ever.")
    api = said.address("All of it as JSON.")


class Place(Schema):
    outcome = said.text("The slug of the column.")
    approaches = said.whole("How many approaches stand there.")
    studies = said.whole("How many studies looked at somebody.")
    plans = said.whole("How many are planned, or being graded.")
    requests = said.whole("How many people asked for evidence.")
    is_said = said.yes("False: records from elsewhere do not say whom they are about, so no study here says little.")
    how_sure = said.text("How sure we are of the surest, as pages say it.", null=True)
    difference = said.text("What difference they made together, as pages say it.", null=True)
    directions = said.anything("Studies by direction, each once.")
    search = said.address("The list of what stands there; null: nothing does.", null=True)


class Column(Schema):
    slug = said.text("The slug of the outcome.")
    label = said.text("What it is called.")
    requests = said.whole("How many people asked for evidence on it, for nobody in particular.")


class Row(Schema):
    key = said.text("The slug of a kind of people, or the key of a project.")
    label = said.text("What it is called.")
    address = said.address("The page of the project; null: a kind of people.", null=True)
    places = said.many(Place, "One for each column, in their order; the empty ones too: they are what it is for.")


class GapMap(Schema):
    rows = said.text("What stands in the rows.", of=ROWS)
    opened = said.text("The slug of the outcome whose parts are the columns; null: all outcome areas.", null=True)
    columns = said.many(Column, "The columns.")
    lines = said.many(Row, "The rows of this page.")
    total = said.whole("How many approaches match the filters.")
    placed = said.whole("How many of them stand somewhere on the map.")
    row_count = said.whole("How many rows there are on all pages.")
    page = said.whole("Which page this is.")
    next = said.address("The next page; null: this is the last.", null=True)
    address = said.address("The same as a page for people.")


class Interval(Schema):
    estimate = said.number(f"The mean. {_SCALE}")
    ci_low = said.number("Lower end of the 95 % interval.")
    ci_high = said.number("Upper end of the 95 % interval.")


class EnteredStudy(Schema):
    evaluation = said.text("The key of the study.")
    title = said.text("Its title; null: it is public no more.", null=True)
    results = said.texts("The keys of the results that it gave.")
    effect = said.number(f"Its effect. {_SCALE}")
    se = said.number("The standard error of that.")
    without_it = said.one(Interval, "The mean without this study.", null=True)


class OfPeople(Schema):
    population = said.text("Who was studied: of the vocabulary populations.")
    studies = said.whole("How many studies.")
    mean = said.one(Interval, "The mean of these.")


class Reason(Schema):
    reason = said.text("Why results did not enter.")
    results = said.whole("How many results.")


_SHORT: dict[str, Any] = {
    "id": said.text("The key of this version; it does not change."),
    "project": said.one(ProjectOfStudy, "The approach."),
    "outcome": said.text("The slug of the outcome."),
    "outcome_label": said.text("What it is called."),
    "designs": said.text("How groups were made.", of=DESIGNS_IN_WORDS),
    "comparator": said.text("What the others got.", of=COMPARATORS_IN_WORDS),
    "demonstration": said.yes("Whether it was invented for a demonstration."),
    "headline": said.text("What studies found together, in a sentence; null: too few to put together.", null=True),
    "direction": said.text("Which way it points for people.", null=True),
    "source": said.text("Of evidence from elsewhere, whose it is: not graded here; null: the hub’s own.", null=True),
    "caveat": said.text(
        "What to mind where a source files different programmes under one name; null: one approach.", null=True
    ),
    "studies": said.whole("How many studies entered."),
    "results": said.whole("How many results there are on this outcome, those left out too."),
    "made_at": said.moment("When it was worked out."),
    "published_at": said.moment("When an editor checked it; null: nobody has yet.", null=True),
    "is_current": said.yes("Whether it holds now."),
    "address": said.address("Its page, for ever."),
    "api": said.address("All of it as JSON."),
}
SynthesisInShort: type[Schema] = Schema.from_dict(_SHORT, name="SynthesisInShort")
_WHOLE: dict[str, Any] = {
    **_SHORT,
    "version": said.whole("The number of this version."),
    "method": said.text("How it was put together: random effects (REML); the wider of two intervals."),
    "scale": said.text(
        "What the effects are in: g is standard deviations; or, rr, hr and irr are natural logs of a ratio.", null=True
    ),
    "higher_is": said.text("Whether more of what the measures count is better; null: both are among them.", null=True),
    "mean": said.one(Interval, "Studies together; null: fewer than three.", null=True),
    "prediction": said.one(Interval, "Where one more study is expected.", null=True),
    "tau2": said.number("How far studies differ beyond chance, as a variance.", null=True),
    "i2": said.number("The share of that, in percent.", null=True),
    "q": said.number("Cochran’s Q.", null=True),
    "q_p": said.number("Its p.", null=True),
    "small_studies_p": said.number("The p of Egger’s test, from ten studies on.", null=True),
    "smallest_worthwhile": said.number("The smallest difference worth having, where one is on file.", null=True),
    "entered": said.many(EnteredStudy, "Study by study what entered."),
    "groups": said.many(OfPeople, "By who was studied, from ten studies on."),
    "left_out": said.many(Reason, "What did not enter, and why."),
    "newest": said.address("The version that holds now, where that is another one.", null=True),
    "certainty": said.text("How sure two people judged that we can be (GRADE); null: nobody judged it.", null=True),
}
SynthesisWhole: type[Schema] = Schema.from_dict(_WHOLE, name="SynthesisWhole")
