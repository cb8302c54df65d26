"""What a search answers."""

from marshmallow import Schema, fields

from evidencehub.api import said
from evidencehub.projects.public import Stage

SHAPES = ("up", "down", "level", "split", "question", "none")


class HowSure(Schema):
    words = said.text("How sure we are, as pages say it: “Standard 2 of 5”, or why there is no step.")
    name = said.text("What the step is called.", null=True)
    note = said.text("What is to be known with it.", null=True)
    filled = said.whole("Which step; 0: none.")
    steps = said.whole("Of how many; 0: not graded here.")


class Difference(Schema):
    words = said.text("What difference it made, as pages say it.")
    shape = said.text(
        "The same as a sign: up is better for people, whichever way the measure goes; less harm is never down.",
        of=SHAPES,
    )
    is_change = said.yes("Whether there was nobody to compare with: others may have changed too.")
    detail = said.text("More words: “6.2 days higher”, or “5 better, 2 not clear”.", null=True)


class ForOutcome(Schema):
    outcome = said.text("What was measured.")
    outcome_area = said.text("The slug of its outcome area.", null=True)
    how_sure = said.one(HowSure, "How sure we are of this outcome, and of no other.")
    difference = said.one(Difference, "What difference it made.")


class Cost(Schema):
    band = said.whole("From 1, under £50 a person, to 5; 0: not known.")
    words = said.text("What it costs, as pages say it.")
    note = said.text("What is in it.", null=True)


class ProjectInShort(Schema):
    slug = said.text("Its name in addresses today.")
    name = said.text("What it is called.")
    stage = said.text("How far it is: imported is evidence from elsewhere, not graded here.", of=[*Stage])
    demonstration = said.yes("Whether it was invented for a demonstration.")
    organisation = said.text("Who runs it; null where that is not public, or it is evidence from elsewhere.", null=True)
    summary = said.text("Its first sentence.", null=True)
    for_whom = said.text("Who it is for.", null=True)
    where = said.text("Where it was tested.", null=True)
    studies = said.whole("How many studies there are.")
    size = said.text("How many people they were about; never a sum.", null=True)
    how_sure = said.one(HowSure, "How sure we are of the whole; where outcomes are given, of each apart.")
    outcomes = said.many(ForOutcome, "For each outcome area what was found, the surest first.")
    cost = said.one(Cost, "What it costs.")
    source = said.text("Where evidence from elsewhere comes from, and as of when.", null=True)
    rating = said.text("Its source’s own rating, quoted. It is no rating by this hub.", null=True)
    award = said.text("What is to be known of an award that is not in date.", null=True)
    reviewed_at = said.moment("When it was decided here.", null=True)
    address = said.address("Its page, for ever.")
    api = said.address("All of it as JSON.")


class Hit(Schema):
    id = said.text("The key of the study; of a project without a study (or with collapse=project) of the project.")
    kind = said.text("What this hit is.", of=("evaluation", "project"))
    external_id = said.text("The number of the study at its source.", null=True)
    title = said.text("The title of the study, or the name of the project.")
    score = said.number("How well it fits the words: comparable within one answer only.")
    others = said.whole("How many more studies of this project match; 0 unless collapse=project.")
    evaluations = said.texts("The keys of all studies of it that match, the best first.")
    project = said.one(ProjectInShort, "Its project, with what a list says of it.")
    address = said.address("Its page, for ever.")
    api = said.address("All of it as JSON.")


class Found(Schema):
    total = said.whole("How many hits there are, on all pages. Invented examples count only where asked for.")
    page = said.whole("Which page this is, from 1.")
    per_page = said.whole("How many hits a page has.")
    collapse = said.text("What a hit is: a study, or a project.", of=("none", "project"))
    generation = said.text("Names the state of the index: another one may give other answers.", null=True)
    read_as = said.anything(
        "How the question was read, where not as typed: respelt, missing, instead, also, left_out, phrase_parted."
    )
    by_meaning = said.yes("Whether the first hits are in the order of words and meaning together.")
    hits = said.many(Hit, "This page of them.")
    facets = fields.Dict(
        keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={"description": "By filter, how many hits each value would give, all other filters held."},
    )  # fmt: skip
    next = said.address("The next page; null: this is the last.", null=True)
    address = said.address("The same list as a page for people.")
    limited = said.yes("Whether only names and short descriptions could be looked through just now.")


class Choice(Schema):
    value = said.text("As parameters spell it.")
    label = said.text("What it is called.")


class Facet(Schema):
    name = said.text("The name of the filter, which is that of the parameter.")
    title = said.text("What it asks.")
    values = said.many(Choice, "What may be chosen. Of “age” and “source” there may be others too.")
