"""The examples of the API's calls, as the demonstration answers them: `python -m tests.support.api_examples HOME`.

HOME is a hub that holds the demonstration. The file that this writes is what the page for people shows.
"""

import json
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from evidencehub.accounts.blueprint import AccountLinks
from evidencehub.accounts.models import Membership, Person, TeamRole
from evidencehub.accounts.programs import keeping
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.app import create_app
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.states import QuestionState
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import load_settings
from tests.support.documents import a_pdf, words

FILE = Path(__file__).parents[2] / "evidencehub/api/examples.json"
HUB = "https://hub.example"
FEWEST, LONGEST = 2, 400  # of a list, and of a text, that an example shows; "…" stands for the rest
_SENDS = Person.memberships.any(Membership.role == TeamRole.OWNER)
_SEATS = (
    select(Assignment).where(Assignment.state == AssignmentState.GRADING).order_by(Assignment.assigned_at)
)  # fmt: skip
OWN = {  # calls with a token: the method, the address, and what is sent; "_" begins what an example needs before
    "me": ("get", "/api/v1/me", None),
    "own_projects": ("get", "/api/v1/team/projects?per_page=1", None),
    "add_project": (
        "post",
        "/api/v1/team/projects",
        {
            "answers": {
                "organisation_id": "{me:teams.0.id}",
                "name": "Walk with me",
                "summary": "Volunteers walk to school with young people who often miss it.",
            }
        },
    ),
    "own_project": ("get", "{add_project:Location}", None),
    "change_project": (
        "patch",
        "{add_project:Location}",
        {
            "answers": {
                "need": "One in five missed a month of school.",
                "who_for": "Young people who miss school.",
                "activities": "A walk each morning.",
                "theory_of_change": "Somebody calls for you, so you go.",
                "evaluation_plan": "Days in school, from the register.",
                "outcome_areas": ["school-attendance"],
                "age_from": 11,
                "age_to": 15,
            }
        },
    ),
    "add_evaluation": (
        "post",
        "{add_project:Location}/evaluations",
        {"answers": {"title": "A year of walking"}},
    ),
    "own_evaluations": ("get", "{add_project:Location}/evaluations", None),
    "own_evaluation": ("get", "{add_evaluation:Location}", None),
    "change_evaluation": (
        "patch",
        "{add_evaluation:Location}",
        {"answers": {"authors": ["A. Walker"], "year": 2025, "design": "pre-post", "summary": "We asked 40 people."}},
    ),
    "add_result": (
        "post",
        "{add_evaluation:Location}/results",
        {
            "answers": {
                "contrast": "within",
                "gives": "means",
                "outcome_area": "school-attendance",
                "outcome": "Days in school",
                "higher_is": "better",
                "unit": "days",
                "n_t": 40,
                "mean_t": 172.5,
                "mean_c": 165.25,
            }
        },
    ),
    "explain_no_document": (
        "patch",
        "{add_evaluation:Location}/documents",
        {"answers": {"documents_note": "We finish it next month."}},
    ),
    "add_document": (
        "post",
        "{add_evaluation:Location}/documents",
        {"kind": "report", "caption": "", "file": "report.pdf"},
    ),
    "own_document": ("get", "{add_document:Location}", None),
    "add_plan_file": (
        "post",
        "{add_evaluation:Location}/plan/files",
        {"kind": "protocol", "caption": "Our plan for the year", "who": "everybody", "file": "plan.pdf"},
    ),
    "own_plan_files": ("get", "{add_evaluation:Location}/plan/files", None),
    "add_plan_document": (
        "post",
        "{add_project:Location}/plan/documents",
        {"kind": "instrument", "caption": "What we ask pupils", "file": "questions.pdf"},
    ),
    "own_plan_documents": ("get", "{add_project:Location}/plan/documents", None),
    "add_references": (
        "post",
        "{add_evaluation:Location}/references",
        {
            "answers": {
                "where": "literature",
                "pasted": "TY  - JOUR\nTI  - Walking to school\nAU  - Reader, Anna\nPY  - 2019\nER  - \n",
            }
        },
    ),
    "own_references": ("get", "{add_evaluation:Location}/references", None),
    "own_reference": ("get", "{add_evaluation:Location}/references/{add_references:added.0.id}", None),
    "move_reference": (
        "patch",
        "{add_evaluation:Location}/references/{add_references:added.0.id}",
        {"where": "publications"},
    ),
    "own_documents": ("get", "{add_evaluation:Location}/documents", None),
    "own_result": ("get", "{add_result:Location}", None),
    "change_result": (
        "put",
        "{add_result:Location}",
        {
            "answers": {
                "contrast": "within",
                "gives": "means",
                "outcome_area": "school-attendance",
                "outcome": "Days in school",
                "higher_is": "better",
                "unit": "days",
                "n_t": 40,
                "mean_t": 171.5,
                "mean_c": 165.25,
            }
        },
    ),
    "add_cost_line": (
        "post",
        "{add_project:Location}/costs/lines",
        {"answers": {"what": "One worker", "kind": "staff", "amount": 14500, "per": "year", "price_year": 2025}},
    ),
    "own_cost_line": ("get", "{add_cost_line:Location}", None),
    "change_cost_line": ("patch", "{add_cost_line:Location}", {"answers": {"paid_by": "The city"}}),
    "change_costs": ("patch", "{add_project:Location}/costs", {"answers": {"people": 40}}),
    "own_costs": ("get", "{add_project:Location}/costs", None),
    "add_theory_step": (
        "post",
        "{add_project:Location}/theory/steps",
        {"kind": "activity", "answers": {"words": "Somebody calls at the door"}},
    ),
    "_outcome": (
        "post",
        "{add_project:Location}/theory/steps",
        {"kind": "outcome", "answers": {"outcome": "attendance"}},
    ),
    "own_theory_step": ("get", "{add_theory_step:Location}", None),
    "change_theory_step": (
        "patch",
        "{add_theory_step:Location}",
        {"answers": {"leads_to": ["{_outcome:id}"]}},
    ),
    "change_theory_link": (
        "patch",
        "{add_project:Location}/theory/links/{add_theory_step:id}/{_outcome:id}",
        {"answers": {"because": "The pupil is at home.", "results": ["{add_result:id}"]}},
    ),
    "own_theory_link": (
        "get",
        "{add_project:Location}/theory/links/{add_theory_step:id}/{_outcome:id}",
        None,
    ),
    "own_theory": ("get", "{add_project:Location}/theory", None),
    "own_sending": ("get", "{add_project:Location}/sending", None),
    "send_project": (
        "post",
        "{add_project:Location}/submissions",
        {
            "answers": {
                "evaluations": ["{add_evaluation:id}"],
                "standard": "project-oracle",
                "agreed": True,
                "no_names": True,
            }
        },
    ),
    "own_submission": ("get", "{send_project:Location}", None),
    "own_asked": ("get", "/api/v1/team/projects/{returned}/asked", None),
    "own_asked_thing": ("get", "/api/v1/team/projects/{returned}/asked/{own_asked:items.0.key}", None),
    "answer_asked_thing": (
        "patch",
        "/api/v1/team/projects/{returned}/asked/{own_asked:items.0.key}",
        {"answers": {"said": "done", "text": "It stands on page 4 now."}},
    ),
    "own_questions": ("get", "/api/v1/team/submissions/{questioned}/questions", None),
    "own_question": ("get", "/api/v1/team/questions/{question}", None),
    "answer_question": (
        "post",
        "/api/v1/team/questions/{question}/answer",
        {"answers": {"text": "They left from the first group.", "document": None}},
    ),
    "remove_cost_line": ("delete", "{add_cost_line:Location}", None),
    "remove_theory_step": ("delete", "{add_theory_step:Location}", None),
    "remove_reference": ("delete", "{add_evaluation:Location}/references/{add_references:added.0.id}", None),
    "remove_document": ("delete", "{add_plan_file:Location}", None),
    "remove_result": ("delete", "{add_result:Location}", None),
    "own_declaration": ("get", "/api/v1/reviews/{invited}/declaration", None),
    "declare": ("post", "/api/v1/reviews/{invited}/declaration", {"answers": {"conflict": "none"}}),
    "own_reviews": ("get", "/api/v1/reviews", None),
    "own_review": ("get", "/api/v1/reviews/{seat}", None),
    "keep_findings": (
        "patch",
        "/api/v1/reviews/{seat}",
        {
            "findings": [
                {
                    "criterion": "{own_review:questions.0.criterion}",
                    "result": "{own_review:questions.0.result}",
                    "answer": "not-met",
                    "reason": "No link is made between what is done and what changes.",
                    "page": "4",
                }
            ],
            "harm": {"seen": "no", "looked_for": "cannot-tell"},
        },
    ),
    "send_findings": ("post", "/api/v1/reviews/{seat}/sent", {"half_hours": 6}),
}
REQUESTS = {
    "beginning": "/api/v1/",
    "search": "/api/v1/search?q=school&tier=graded-2&per_page=1",
    "facets": "/api/v1/facets",
    "projects": "/api/v1/projects?per_page=2&fields=slug,name,how_sure,outcomes,api",
    "project": "/api/v1/projects/{accreditations:project.slug}",
    "evaluation": "/api/v1/evaluations/{search:evaluations.0}",
    "accreditations": "/api/v1/accreditations?per_page=2",
    "accreditation": "/api/v1/accreditations/{accreditations:number}",
    "organisations": "/api/v1/organisations?per_page=2",
    "organisation": "/api/v1/organisations/{organisations:slug}?fields=name,kind,town,former_names,projects",
    "plans": "/api/v1/plans",
    "plan": "/api/v1/evaluations/{plans:evaluation}/plan",
    "plan_version": "/api/v1/evaluations/{plans:evaluation}/plan/versions/1?fields=title,outcomes,sent_at",
    "notes": "/api/v1/projects/doorstep-breakfasts/notes",
    "log": "/api/v1/projects/doorstep-breakfasts/log",
    "gap_map": "/api/v1/gap-map?population=young-people-12-15",
    "syntheses": "/api/v1/syntheses?per_page=1",
    "synthesis": "/api/v1/syntheses/{syntheses:id}",
    "standards": "/api/v1/standards?fields=id,version,title,owner,use,api",
    "standard": "/api/v1/standards/project-oracle/2026-1?fields=id,version,title,tiers,criteria",
    "outcomes": "/api/v1/outcomes",
    "vocabularies": "/api/v1/vocabularies",
    "vocabulary": "/api/v1/vocabularies/populations",
}


def made(client: Any) -> dict[str, Any]:
    """Of each call a request and its answer, shortened."""
    found = {}
    for name, template in REQUESTS.items():
        request = _filled(client, template)
        answer = client.get(request)
        assert answer.status_code == 200, (request, answer.text)
        found[name] = {"request": request, "answer": shortened(answer.json)}
    with client.application.app_context():
        of_team = {"Authorization": f"Bearer {a_token(select(Person).where(Person.demo, _SENDS))}"}
        seat, invited = db.session.scalars(_SEATS).all()[:2]
        invited.state, invited.declared_at = AssignmentState.INVITED, None
        question = db.session.scalars(select(TeamQuestion).where(TeamQuestion.state == QuestionState.WAITING)).one()
        question.state, question.text, question.sent_at = QuestionState.SENT, "From which group?", utc_now()
        question.due_at = utc_now() + timedelta(days=10)
        every = db.session.scalars(select(Submission).where(Submission.state == SubmissionState.RETURNED))
        returned = next(one for one in every if one.number == len(one.project.submissions))
        keys = {"seat": seat.id, "invited": invited.id, "question": question.id, "returned": returned.project_id,
                "questioned": question.submission_id}  # fmt: skip
        whose = {
            "invited": _who(Person.id == invited.reviewer_id), "seat": _who(Person.id == seat.reviewer_id),
            "returned": _who(_of(returned)), "question": _who(_of(question.submission)),
        }  # fmt: skip
        whose["questioned"] = whose["question"]
    before: dict[str, Any] = {}
    for name, (method, pattern, template_of_sent) in OWN.items():
        key = next((each for each in keys if f"{{{each}}}" in pattern), "seat" if "/reviews" in pattern else "")
        headers = whose.get(key, of_team)
        template = pattern.replace(f"{{{key}}}", str(keys[key])) if key else pattern
        if name == "send_findings":
            _finish(client, template.removesuffix("/sent"), headers)
        request, sent = _followed(template, before), json.loads(_followed(json.dumps(template_of_sent), before))
        head = headers if method == "get" else {**headers, "If-Match": "*"}
        if sent and "file" in sent:
            what: dict[str, Any] = {"data": {**sent, "file": (BytesIO(a_pdf(words("What we found."))), sent["file"])}}
        else:
            what = {"json": sent}
        answer = before[name] = client.open(request, method=method.upper(), headers=head, **what)
        assert answer.status_code in (200, 201, 204), (request, answer.text)
        if not name.startswith("_"):
            told = {"sent": sent} if sent else {}
            found[name] = {"request": request, **told, "answer": shortened(answer.json) if answer.data else None}
    return found


def _of(submission: Submission) -> Any:
    of_team = (Membership.organisation_id == submission.project.organisation_id) & (Membership.role == TeamRole.OWNER)
    return Person.memberships.any(of_team)


def _who(is_one: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {a_token(select(Person).where(is_one))}"}


def _finish(client: Any, address: str, headers: Mapping[str, str]) -> None:
    """Answer all that is asked of a reviewer."""
    found = [
        {"criterion": each["criterion"], "result": each["result"], "reason": "It is not in the report.",
         "answer": "not-met" if "not-met" in each["answers"] else each["answers"][-1]}
        for each in client.get(address, headers=headers).json["questions"]
    ]  # fmt: skip
    answer = client.patch(address, headers={**headers, "If-Match": "*"}, json={"findings": found})
    assert answer.status_code == 200 and answer.json["is_ready"], answer.text


def a_token(people: Select[tuple[Person]]) -> str:
    """Of the first of some people of the demonstration; it is for this hub alone, which is thrown away."""
    person = db.session.scalars(people.order_by(Person.email)).first()
    links = AccountLinks()
    token = keeping.make(db.session, person, name="A program", scopes=Scope, days=1, now=utc_now(), links=links)
    db.session.commit()
    return token


def _filled(client: Any, template: str) -> str:
    """With keys of records: "{accreditations:number}" stands for the number of the first of that list."""
    for wanted, listed, way in re.findall(r"(\{([\w-]+):([\w.]+)\})", template):
        answer = client.get(f"/api/v1/{listed}").json
        value = next(iter(answer.get("items") or answer["hits"]))
        for part in way.split("."):
            value = value[int(part)] if part.isdigit() else value[part]
        template = template.replace(wanted, str(value))
    return template


def _followed(template: str, before: Mapping[str, Any]) -> str:
    """With what was answered before: "{add_project:Location}" is a header, "{me:teams.0.id}" in it."""
    for wanted, name, way in re.findall(r"(\{(\w+):([\w.]+)\})", template):
        value: Any = before[name].json
        if way == "Location":
            value = before[name].headers[way].removeprefix(HUB)
        else:
            for part in way.split("."):
                value = value[int(part)] if part.isdigit() else value[part]
        template = template.replace(wanted, str(value))
    return template


def shortened(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [*map(shortened, value[:FEWEST])]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]} …"
    return value


def main() -> None:
    app = create_app(load_settings({"EVIDENCEHUB_HOME": sys.argv[1], "EVIDENCEHUB_BASE_URL": HUB}))
    FILE.write_text(json.dumps(made(app.test_client()), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
