"""What the tests of the standards' pages share: every version, and answers typed into "try it"."""

import re
from html import unescape
from urllib.parse import urlencode

from evidencehub.guide.trying import address
from evidencehub.guide.trying.form import TryForm
from evidencehub.guide.trying.questions import make_form
from evidencehub.standards.files.loading import load_standard, load_standards, versions_of
from evidencehub.standards.model.standard import NOT_APPLICABLE, UNSCORED

EVERY = [load_standard(standard.id, name) for standard in load_standards() for name in versions_of(standard.id)]


def named(standard):
    return f"{standard.id}@{standard.version}"


def page_of(standard):
    return f"/standards/{standard.id}/{standard.version}"


def try_at(standard, answers=()):
    return f"{page_of(standard)}/try?{urlencode(dict(answers))}"


def form_for(standard, answers):
    return make_form(standard, address.read(standard, dict(answers).items()), asks_judge=False)


def questions_of(form: TryForm):
    places = [*form.project, *form.together, *(section for study in form.studies for section in study.sections)]
    return [question for section in places for question in section.questions]


def text_of(page):
    page = re.sub(r"<a [^>]*hub-term[^>]*>(.*?)</a>", r"\1", page)  # a word that is explained stays within its sentence
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def result_in(page):
    """The headline of the result, as a reader sees it."""
    found = re.search(r'<p class="hub-award__tier[^"]*">(.*?)</p>', page, re.DOTALL)
    return text_of(found[1]) if found else None


def best_answers(standard, *, studies=4):
    """Everything answered as well as it can be: one study, or several of different people where studies count."""
    numbers = range(1, studies + 1) if address.asks_of_each_study(standard) else (None,)
    answers = {}
    for number in numbers:
        prefix = address.prefix_of(standard, number)
        if address.asks_for_kind(standard):
            answers[f"{prefix}{address.KIND}"] = "rct"
        if number and number > 1:
            answers[f"{prefix}{address.WHO}"] = "others"
    for question in questions_of(form_for(standard, answers)):
        criterion = question.criterion
        open_ = [answer for answer, _ in question.options if answer and answer not in (NOT_APPLICABLE, *UNSCORED)]
        own = [answer for answer in open_ if answer in criterion.accept]
        if standard.score is not None or (standard.groups and standard.rule == "parallel_scores"):
            own = [max(open_, key=criterion.points_for)] if _is_scored(criterion) else own
        if not question.decided and own and not criterion.by_design:
            answers[question.name] = own[0]
    return answers


def _is_scored(criterion):
    return all(answer in criterion.points or answer.isdigit() for answer in criterion.scored_answers)
