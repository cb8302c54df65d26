"""What answers say of projects, of studies and of who checked them."""

from typing import Any

from marshmallow import Schema, fields

from evidencehub.api import results, said
from evidencehub.api.search_schemas import ProjectInShort
from evidencehub.projects.plans.comparing import Fate

# Of the project as it was frozen: each field that its page shows, in the order of the page.
_OF_PROJECT: dict[str, str] = {
    "need": "Which need it meets.",
    "activities": "What is done.",
    "who_for": "Who it is for, in the team’s words.",
    "delivery": "What somebody needs to start.",
    "taking_part": "What taking part is like.",
    "materials": "What is used.",
    "provided_by": "Who does it, and what they were taught.",
    "mode": "How it is given.",
    "dose": "How often, how long, for how many weeks.",
    "tailoring": "What is fitted to each person.",
    "modifications": "What was changed since it began.",
    "fidelity_planned": "How its team sees to it that it is done as meant.",
    "fidelity_found": "Whether it was.",
    "theory_of_change": "Why it should work, in the team’s words.",
    "assumptions": "What has to hold for that.",
    "evaluation_plan": "How the team means to find out.",
    "cost_note": "What is in the cost.",
    "licence": "Who may do it, on what terms.",
    "contact": "For whoever wants to start.",
    "funding_routes": "Who pays, in the team’s words.",
    "place": "Where it happens.",
    "source_url": "Its page at its source.",
    "source_as_of": "The date of the source’s file: a day, or a month where only that is known.",
}
_NUMBERS = {
    "cost_per_person_gbp": "Pounds a person, in prices of cost_year.",
    "cost_year": "The year of those prices.",
    "price_gbp": "Pounds that one person pays to take part; 0 is free.",
    "age_from": "The youngest whom it is for, in years.",
    "age_to": "The oldest whom it is for, in years.",
    "started_year": "The year in which it began.",
}
_LISTS = {
    "populations": "Who it is for: of the vocabulary populations.",
    "need_levels": "How far people have the difficulty already: of need-levels.",
    "settings": "Where it happens: of settings.",
    "outcome_areas": "What it means to change: of outcome-areas.",
    "paid_for_by": "Whose money has paid for it: of funding-routes.",
    "could_be_paid_by": "Whose else could: of funding-routes.",
}
OF_PROJECT = (*_OF_PROJECT, *_NUMBERS, *_LISTS, "hours_a_week", "still_offered")


class Organisation(Schema):
    name = said.text("What it is called today.")
    slug = said.text("Its name in addresses.")
    address = said.address("Its page, for ever.")


class Event(Schema):
    at = said.moment("When.")
    text = said.text("What happened.")
    accreditation = said.text("The number of the accreditation that it is about.", null=True)


class StudyInShort(Schema):
    id = said.text("Its key.")
    title = said.text("Its title.")
    address = said.address("Its page; null: no more than its title is public yet.", null=True)
    api = said.address("All of it as JSON; null: no more than its title is public yet.", null=True)


class Corrected(Schema):
    text = said.text("Which fact was put right.")
    at = said.moment("When.")


class Finding(Schema):
    criterion = said.text("The id of the criterion.")
    question = said.text("The question as reviewers were asked it.")
    about = said.text("What it is about: a result or a study in words; null: the whole.", null=True)
    answer = said.text("The answer that the grade rests on.")
    label = said.text("The same in words.")
    is_met = said.yes("Whether it satisfies the criterion.")
    reason = said.text("Why, with pages of the report.", null=True)
    dissents = said.texts("Why one reviewer saw it differently, in their words.")
    corrected = said.many(Corrected, "Facts in it that were put right since.")


class TierFindings(Schema):
    tier = said.text("The id of the tier.")
    label = said.text("What it is called.")
    met = said.whole("How many answers satisfy their criteria.")
    findings = said.many(Finding, "What was found, question by question.")
    not_asked = said.texts("Ids of criteria that are not asked of studies of this kind.")


class Asked(Schema):
    text = said.text("What the team was asked.")
    answer = said.text("What it said.", null=True)


class Findings(Schema):
    standard = said.text("The id of the standard.")
    version = said.text("Its version.")
    tier = said.text("The tier by the rule as published; null: none reached.", null=True)
    evidence_tier = said.text(
        "The tier by the same rule without the criteria on the effect: how sure we are. Null: none reached, or the "
        "award is on hold.", null=True,
    )  # fmt: skip
    headline = said.text("What was reached, in a sentence.", null=True)
    decided_at = said.moment("When it was decided.", null=True)
    accreditation = said.text("The number of the accreditation; null: none was earned.", null=True)
    award_note = said.text("What is to be known of the award today.", null=True)
    appeal_note = said.text("Whether it was appealed, and what came of it.", null=True)
    graders = said.text("Who graded, by role.")
    people = said.texts("Their names, where all of them agreed to be named.")
    third = said.text("What a third reviewer settled.", null=True)
    agreed_first = said.whole("How many answers the two gave alike before they talked.")
    compared = said.whole("Of how many.")
    round = said.whole("In which round of grading.")
    harm = said.texts("Whether anything got worse, in sentences.")
    questions = said.many(Asked, "What the team was asked while it was graded.")
    tiers = said.many(TierFindings, "What was found, by tier, the lowest first.")
    unasked = said.texts("Ids of tiers above the first that was not reached: nobody graded them.")


class Document(Schema):
    id = said.text("Its key.")
    kind = said.text("What kind of document it is.")
    called = said.text("What it is, in words.")
    is_report = said.yes("Whether it is the full report.")
    is_on_request = said.yes("Whether it is not public, and the team gives it to those who ask.")
    pages = said.whole("How many pages it has.", null=True)
    address = said.address("Where it can be read, or asked for.")
    file = said.address("The file, where that is public too.", null=True)


class Instrument(Schema):
    kind = said.text("What kind of file it is.")
    caption = said.text("What it is, in the team’s words.", null=True)


class Answer(Schema):
    question = said.text("What was asked.")
    answer = said.text("What was said.")


class LaterResults(Schema):
    public_at = said.moment("Since when they are public.")
    read_where = said.text("Where they can be read, as the team says.", null=True)
    results = said.many(results.Result, "The results. Nobody has graded them.")


class BesidePlan(Schema):
    outcome = said.text("Which outcome.")
    is_main = said.yes("Whether the plan names it as a main one.")
    fate = said.text("What became of it.", of=[each.value for each in Fate])
    notes = said.texts("What changed on the way, in sentences.")
    because = said.text("Why it has no result, in the team’s words.", null=True)


class NoticeOfPaper(Schema):
    doi = said.text("Its DOI.")
    on = said.day("Its day.", null=True)


class PaperNote(Schema):
    text = said.text("What an editor tells readers.")
    at = said.moment("Since when.")
    doi = said.text("The DOI of the paper that the record names.")
    notices = said.many(NoticeOfPaper, "The notices about the paper: that it was retracted, corrected and the like.")


_NOTED = "Notes by editors on papers that it names, such as one that was retracted. Empty: none."


class ProjectOfStudy(Schema):
    slug = said.text("Its name in addresses today.")
    name = said.text("What it is called.")
    address = said.address("Its page, for ever.")
    api = said.address("All of it as JSON.")


_STUDY: dict[str, Any] = {
    "id": said.text("Its key; it does not change."),
    "title": said.text("Its title."),
    "demonstration": said.yes("Whether it was invented for a demonstration."),
    "project": said.one(ProjectOfStudy, "What it is a study of."),
    "address": said.address("Its page, for ever."),
    "api": said.address("This answer’s own address."),
    **results.study_fields(),
    "methods": said.text("How it was done.", null=True),
    "limitations": said.text("What it cannot show.", null=True),
    "documents_note": said.text("Why there is no report to read.", null=True),
    "source_note": said.text("What is to be known of the record at its source.", null=True),
    "about_the_study": said.many(Answer, "More about how it was done, as the team says."),
    "literature": said.texts("What it builds on: the address of each, else its title."),
    "reported": said.anything(
        "What another body says of it: citation, contrast, published_in, eric, topics, grades, places, schools, "
        "delivery, shares and reviews. Empty: it was sent to this hub."
    ),
    "documents": said.many(Document, "Its documents that everybody may read, or ask for."),
    "instruments": said.many(Instrument, "What it was done with, or is to be. A file is public only among documents."),
    "plan": said.address("The page of its plan, sent before it; null: none is public.", null=True),
    "beside_plan": said.many(
        BesidePlan, "Each outcome of the plan, and of the results, and what became of it. Empty: no plan is public."
    ),
    "results": said.many(results.Result, "Its results, those too that are no evidence of their own: they say so."),
    "later_results": said.many(LaterResults, "Results that came after it was graded."),
    "paper_notes": said.many(PaperNote, _NOTED),
    "corrections": said.many(Event, "What was put right after a reader’s report."),
    "findings": said.one(Findings, "Who checked the submission that it is part of, and what they found.", null=True),
}
Study: type[Schema] = Schema.from_dict(_STUDY, name="Study")


class MoreOfProject(Schema):
    notes = said.address("What people who did it in their own work say of it.")
    log = said.address("The learning log of its team; null: none is public.", null=True)


_PROJECT: dict[str, Any] = {
    **ProjectInShort._declared_fields,
    "id": said.text("Its key; it does not change."),
    "summary": said.text("What it is, in a few sentences.", null=True),
    "run_by": said.one(Organisation, "Whose it is today; null where that is not public.", null=True),
    "redacted": said.yes("Whether some of its text was removed for good."),
    "removed": said.yes("Whether all of it was."),
    **{name: said.text(says, null=True) for name, says in _OF_PROJECT.items()},
    **{name: said.whole(says, null=True) for name, says in _NUMBERS.items()},
    **{name: said.texts(says) for name, says in _LISTS.items()},
    "hours_a_week": said.number("How many hours a week it takes to run.", null=True),
    "still_offered": said.yes("Whether it can still be had; null: the team does not say.", null=True),
    "theory": said.anything("Why it should work, step by step: steps, and the links between them."),
    "costs": said.anything("What it costs, line by line."),
    "cost_sums": said.texts("What those lines come to, with the arithmetic."),
    "source_ratings": fields.List(
        fields.Dict(metadata={"description": "A rating, in the source’s words."}),
        metadata={"description": "How its source rates it, by outcome. It is no rating by this hub."},
    ),
    "calls": said.one(MoreOfProject, "Calls that give more of it."),
    "next_step": said.text("How much of the next step is there already.", null=True),
    "evaluations": said.many(StudyInShort, "Its studies."),
    "evaluations_in_full": said.many(Study, "The same with all of their results; left out without include=results."),
    "earlier_award": said.text("The number of an award that still stands, of an earlier version.", null=True),
    "citation": said.text("How to cite it, in plain text."),
    "as_of": said.day("The day since which this version stands.", null=True),
    "as_of_address": said.address("The permanent address of this version.", null=True),
    "paper_notes": said.many(PaperNote, _NOTED),
    "history": said.many(Event, "What happened to it here, the latest first."),
    "findings": said.one(Findings, "Who checked it, and what they found; null: it was not graded here.", null=True),
}  # fmt: skip
Project: type[Schema] = Schema.from_dict(_PROJECT, name="Project")
