"""What answers say of standards, outcomes and vocabularies."""

from marshmallow import Schema, fields

from evidencehub.api import said
from evidencehub.standards.model.standard import ABOUT, DISPLAYS, STATUSES, UNITS, USES


class StandardInShort(Schema):
    id = said.text("Its name in addresses; it never changes.")
    version = said.text("Its version: what was published as such never changes either.")
    title = said.text("What it is called.")
    owner = said.text("Who published it, or what it is after.")
    summary = said.text("What it is, in a few sentences.")
    note = said.text("What has to be known before it is used.", null=True)
    use = said.text("Whether this hub grades by it, or reads one study through it beside others.", of=USES)
    status = said.text("Whether this version is published.", of=STATUSES)
    unit = said.text("What it grades.", of=UNITS)
    rule = said.text("The kind of its rule.")
    display = said.text("How its result is shown.", of=DISPLAYS)
    address = said.address("Its page here, for ever.")
    api = said.address("The same as JSON, with every word of it.")


class Tier(Schema):
    id = said.text("Its name in this standard; it never changes.")
    rank = said.whole("1 is the weakest; null: a label outside the scale.", null=True)
    label = said.text("What it is called in short, such as “Standard 2”.")
    name = said.text("What it is called in words.")
    plain = said.text("What it means, in plain words.", null=True)
    score = said.number("The score that it stands for, where the rule is a score.", null=True)
    floor = said.yes("Whether it is given when everything above is not met.")
    found = said.text("What was found, of a label for what did not work.", null=True)
    provenance = said.text("Whether these words were found in a published text.")
    source = said.text("Which text.", null=True)
    motto = said.text("What it is about, in the words of whoever earns it.", null=True)
    motto_provenance = said.text("Whether those words were found in a published text.")
    documents = said.texts("Documents that it asks for.")
    evaluation_expected = said.text("Which kind of study it expects.", null=True)
    about_next = said.text("What to do for the next one.", null=True)
    lowest_total = said.number("The least total that gives it, where totals do.", null=True)
    highest_total = said.number("The most.", null=True)


class Criterion(Schema):
    id = said.text("Its name in this standard; it never changes.")
    tier = said.text("The id of the tier that asks it.", null=True)
    group = said.text("The id of its group, where criteria stand in groups.", null=True)
    about = said.text(
        "What it judges. Those about the effect never say how sure we are: a result that is null or harmful can be as "
        "well evidenced as a good one.", of=ABOUT,
    )  # fmt: skip
    unit = said.text("What it is asked of.", of=UNITS)
    short = said.text("The question in a few words.")
    question = said.text("The question as reviewers are asked it.")
    team = said.text("What a team needs to show.", null=True)
    public = said.text("The same as a statement for everybody.", null=True)
    guidance = said.text("When to say which answer.", null=True)
    answers = said.texts("The answers that there are.")
    accept = said.texts("The answers that meet it.")
    not_applicable_for = said.texts("Designs of studies of which it is not asked.")
    facts = said.texts("The facts that reviewers type for it, with a page number.")
    provenance = said.text("Whether it was found in a published text, or is known in general, or ours.")
    source = said.text("Which text.", null=True)
    concept = said.text("The id of the same question in other standards.", null=True)
    effort = said.text("How much work it is for a team.", null=True)
    what_not_to_do = said.text("What is no use.", null=True)
    counts_as_evidence = said.texts("What shows it.")
    document = said.text("The document that it asks for.", null=True)
    template = said.text("A skeleton to copy and fill in.", null=True)
    implied_by = said.texts("Criteria that answer it too.")
    routes = said.texts("Routes on which it is asked; none named: all.")
    scored = said.yes("Whether it counts.")
    judged_too = said.yes("Whether a finding stands beside what facts decide.")
    points = said.anything("What each answer is worth in a score.")
    bands = fields.Dict(allow_none=True, metadata={"description": "Which facts give which answer."})
    by_design = said.anything("Which design of a study gives which answer.")


class StandardWhole(StandardInShort):
    supersedes = said.text("The version that it takes the place of.", null=True)
    valid_for_months = said.whole("How many months an accreditation by it holds; null: no end.", null=True)
    reviewers = said.whole("How many reviewers grade, each apart from the others.")
    blinding = said.text("What reviewers know of who sent it.")
    verified_share = said.number("The share of its criteria that were found in a published text, from 0 to 1.")
    tiers = said.many(Tier, "Its tiers, the weakest first; labels outside the scale last.")
    criteria = said.many(Criterion, "What it asks, in its order.")
    more = said.anything(
        "The rest of its file, as its page shows it: groups, routes, steps, score, ratings, tables, cost_bands, facts, "
        "documents, panels, validations, history, sources."
    )


class Outcome(Schema):
    slug = said.text("Its name in addresses and filters; it never changes.")
    label = said.text("What it is called.")
    plain = said.text("What it means, in plain words.")
    synonyms = said.texts("What else people call it.")
    broader = said.text("The slug of what it is part of; null: an outcome area.", null=True)
    narrower = said.texts("The slugs of what it is made of, right below it.")
    approaches = said.whole(
        "How many approaches were studied for it, or mean to change it. An approach counts once, however many of its "
        "parts it was studied for; invented ones count only where there are no others."
    )
    address = said.address("Its page here.")


class VocabularyInShort(Schema):
    name = said.text("Its name in addresses.")
    label = said.text("What it is called.")
    intro = said.text("What its words are for.", null=True)
    words = said.whole("How many words there are, those no longer used left out.")
    address = said.address("Its page here.")
    version = said.text("What its words are today is called so, on every hub.")
    version_address = said.address("The page of these words, which stays when the list changes: cite it.")
    api = said.address("The list as JSON.")


class Word(Schema):
    id = said.text("Its name in addresses and records; it never changes.")
    label = said.text("What it is called.")
    plain = said.text("What it means, in plain words.")
    notes = said.texts("What else is said of it.")
    broader = said.text("The id of what it is part of.", null=True)
    replaced_by = said.text("The id of what is said now, of a word that is no longer used.", null=True)
    address = said.address("Its permanent address here.")


class VocabularyWhole(Schema):
    name = said.text("Its name in addresses.")
    label = said.text("What it is called.")
    intro = said.text("What its words are for.", null=True)
    address = said.address("Its page here.")
    version = said.text("What its words are today is called so, on every hub.")
    version_address = said.address("The page of these words, which stays when the list changes: cite it.")
    words = said.many(Word, "Its words in their order; those no longer used last.")


class Everything(Schema):
    """The beginning."""

    version = said.text("The version of this description.")
    openapi = said.address("What the calls are, as OpenAPI 3.1.")
    docs = said.address("The same for people, with examples.")
    terms = said.address("The terms of use.")
    calls = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "The address of each list, by its name."}
    )
