"""Several results at once, from a spreadsheet or a pasted table: looked at first, mended on the page, never doubled."""

import html
import io
import re
from concurrent.futures import ThreadPoolExecutor

import lxml.html
import openpyxl
import pytest
from sqlalchemy import func, select

from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.pages.table_bringing import READING
from evidencehub.projects.pages.table_template import as_workbook
from evidencehub.projects.sheets.columns import COLUMNS
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.support.queries import counted_queries

OWN = """Table 2. What changed
Outcome\tIntervention\t\t\tControl\t\t\tp
\tn\tMean\tSD\tn\tMean\tSD\t
Days in school\t60\t93.2\t14.1\t58\t90.1\t13.9\t0.23
Days missed\t60\t6.8\t4.1\t58\t9.9\t4.4\t< 0.001
Secondary outcomes
Belonging\t60\t3.2\t0.9\t58\t3.1\t0.8\t0.52"""
FOR_ALL = {"outcome_area": "school-attendance", "contrast": "between", "gives": "means"}


@pytest.fixture
def evaluation(client, session):
    team = an_organisation(session)
    found = an_evaluation(session, a_project(session, team), participants=164)
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return found


@pytest.fixture
def address(evaluation):
    return f"/team/evaluations/{evaluation.id}/results/table"


def typed_on(page) -> dict[str, object]:
    """What a browser would send of the page's form, without the button."""
    form = next(each for each in lxml.html.fromstring(page).forms if "/sign-out" not in (each.action or ""))
    return {name: value for name, value in form.form_values() if name != "step"} | {
        "step": form.fields.get("step") or ""
    }


def press(client, address, answer, step=None, **changes):
    typed = typed_on(answer.text) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address, data=typed | ({"step": step} if step else {}))


def directions(page, *answers):
    names = list(dict.fromkeys(re.findall(r'name="(higher-[0-9a-f]+)"', page)))
    assert len(names) == len(answers), names
    return dict(zip(names, answers, strict=True))


def to_preview(client, address, pasted=OWN, **for_all):
    columns = client.post(address, data={"pasted": pasted})
    assert "What is in each column?" in columns.text, columns.text
    asked = press(client, address, columns)
    assert "What is the same for all rows?" in asked.text, asked.text
    return press(client, address, asked, **(FOR_ALL | for_all))


def summary(page) -> str:
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', page, re.S)
    return html.unescape(re.sub(r"<[^>]+>|\s+", " ", found[1])) if found else ""


def kept(session):
    session.rollback()
    return session.scalars(select(OutcomeResult).order_by(OutcomeResult.position)).all()


def test_a_pasted_table_is_read_back_and_kept_only_when_direction_was_said_for_each(client, session, address):
    page = to_preview(client, address)
    assert page.status_code == 200 and "Nothing is saved yet" in page.text and kept(session) == []
    assert "In this study of 118 people, Days in school" in page.text or "3.1" in page.text
    assert page.text.count("Left out.") == 1, "a heading between the rows is no result"
    refused = press(client, address, page, "save")
    assert refused.status_code == 422 and summary(refused.text).count("Say whether a higher number means better") == 3
    done = press(client, address, refused, "save", **directions(refused.text, "better", "worse", "better"))
    assert done.status_code == 303
    found = kept(session)
    assert [(each.outcome, each.higher_is, each.mean_t, each.sd_c, each.n_c) for each in found] == [
        ("Days in school", "better", 93.2, 13.9, 58), ("Days missed", "worse", 6.8, 4.4, 58),
        ("Belonging", "better", 3.2, 0.8, 58),
    ]  # fmt: skip
    assert (found[1].p_relation, found[1].p_value) == ("<", 0.001)
    assert "3 results are saved" in client.get(address.removesuffix("/table")).text


def test_the_same_table_again_adds_nothing_and_other_numbers_are_asked_about(client, session, address):
    page = to_preview(client, address)
    press(client, address, page, "save", **directions(page.text, "better", "worse", "better"))
    again = to_preview(client, address)
    assert again.text.count("It is there already") == 3 and "higher-" not in again.text
    press(client, address, again, "save")
    assert len(kept(session)) == 3

    other = to_preview(client, address, OWN.replace("93.2", "94.2"))
    assert "There is a result for this already" in other.text and "Save 1 result" in other.text
    way = directions(other.text, "better")
    refused = press(client, address, other, "save", **way)
    assert refused.status_code == 422 and "Row 4, There is a result for this already" in summary(refused.text)
    press(client, address, refused, "save", row0__twin="leave-out")
    assert [each.mean_t for each in kept(session)] == [93.2, 6.8, 3.2]
    changed = kept(session)[0]
    changed.mean_c = 91
    session.commit()
    late = press(client, address, refused, "save", row0__twin="replace")
    assert late.status_code == 422 and "was changed while you were looking" in summary(late.text)
    assert press(client, address, late, "save", row0__twin="replace").status_code == 303
    assert [(each.mean_t, each.mean_c) for each in kept(session)] == [(94.2, 90.1), (6.8, 9.9), (3.2, 3.1)]


def test_a_press_that_comes_twice_and_a_row_that_stands_twice_add_one(client, session, address):
    page = to_preview(client, address, OWN + "\n" + OWN.splitlines()[3])
    assert "It says the same as row 4" in page.text
    typed = typed_on(page.text) | {"step": "save"} | directions(page.text, "better", "worse", "better")
    assert [client.post(address, data=typed).status_code for _ in range(2)] == [303, 303]
    assert len(kept(session)) == 3


def test_errors_are_said_by_cell_and_mended_on_the_page(client, session, address):
    wrong = OWN.replace("\t93.2", "\t#DIV/0!").replace("14.1", "0,35").replace("\t6.8", "\t2026-04-03")
    page = to_preview(client, address, wrong, comma="no")
    said = summary(page.text)
    assert page.status_code == 422
    assert "Row 4, Their average: “#DIV/0!” is an error of the spreadsheet" in said
    assert "Row 4, Their standard deviation: use a point for decimals, such as 0.35" in said
    assert "Row 5, Their average: 3 April 2026 is a date: Excel makes dates of 3-4 and 4.3" in said
    assert 'id="row0-mean_t"' in page.text and 'value="#DIV/0!"' in page.text and 'href="#row0-mean_t"' in page.text
    way = directions(page.text, "better", "worse", "better")
    assert press(client, address, page, "save", row0__mean_t="93.2", **way).status_code == 422 and kept(session) == []
    mended = {"row0__mean_t": "93.2", "row0__sd_t": "14.1", "row1__mean_t": "6.8"}
    assert press(client, address, page, "save", **mended, **way).status_code == 303
    assert [each.mean_t for each in kept(session)] == [93.2, 6.8, 3.2]


def test_a_doubt_stands_beside_its_cell_and_needs_an_answer(client, session, address):
    odd = OWN.replace("14.1", "1.1").replace("13.9\t58", "13.9").replace("13.9\t0.23", "1.2\t< 0.001")
    page = to_preview(client, address, odd)
    question = "Are these standard deviations, not standard errors? The averages lie 3 of them apart"
    assert page.status_code == 422 and f"Row 4, Their standard deviation: {question}" in summary(page.text)
    assert "93.2" in page.text and "It is better" not in page.text
    way = directions(page.text, "better", "worse", "better")
    assert press(client, address, page, "save", **way).status_code == 422
    assert press(client, address, page, "save", row0__confirmed=question, **way).status_code == 303
    assert kept(session)[0].confirmed == [question]
    again = to_preview(client, address, odd)
    assert again.status_code == 200 and again.text.count("It is there already") == 3


def test_the_same_question_of_several_rows_is_answered_once(client, session, address, evaluation):
    evaluation.participants = 90
    session.commit()
    page = to_preview(client, address)
    question = "You give 118 people here, and 90 in the whole study. Which is right?"
    assert summary(page.text).count(question) == 3 and "Asked of rows 4, 5, 7." in page.text
    way = directions(page.text, "better", "worse", "better")
    seen = press(client, address, page, "check", **way, **{"confirmed-for-all": question})
    assert seen.status_code == 200 and press(client, address, seen, "save").status_code == 303
    assert [each.confirmed for each in kept(session)] == [[question]] * 3


def test_an_error_of_the_spreadsheet_is_not_taken_apart(client, address):
    pasted = "Outcome\tIntervention n/N\tControl n/N\nArrested\t#DIV/0!\t18/58"
    page = to_preview(client, address, pasted, gives="counts")
    assert "“#DIV/0!” is an error of the spreadsheet" in summary(page.text), summary(page.text)


def test_commas_before_decimals_are_read_only_as_the_person_says(client, session, address):
    pasted = OWN.replace(".", ",").replace("Table 2,", "Table 2.").replace("\t58\t9,9", "\t58\t1,250")
    page = to_preview(client, address, pasted, comma="yes")
    assert "“1,250” may be 1250 or 1.250. Write it without a comma" in summary(page.text)
    way = directions(page.text, "better", "worse", "better")
    assert press(client, address, page, "save", row1__mean_c="9.9", **way).status_code == 303
    assert [(each.mean_t, each.sd_t, each.p_value) for each in kept(session)] == [
        (93.2, 14.1, 0.23), (6.8, 4.1, 0.001), (3.2, 0.9, 0.52),
    ]  # fmt: skip


def filled(*rows, build=None) -> bytes:
    """The template, as the hub gives it, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(as_workbook()))
    places = {column.name: place for place, column in enumerate(COLUMNS, start=1)}
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            book["Results"].cell(number, places[name], value)
    if build:
        build(book["Results"], places)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


SHARES = {
    "outcome": "Reoffended within a year", "outcome_area": "Violence and offending", "higher_is": "no",
    "contrast": "two groups", "gives": "Percentages of people", "n_t": 80, "mean_t": 0.2, "n_c": 80, "mean_c": 0.31,
}  # fmt: skip


def test_the_template_comes_back_filled_in_and_goes_straight_to_the_preview(client, session, address):
    got = client.get(address.replace("/table", "/template.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    assert [cell.value for cell in book["Results"][1]] == [column.heading for column in COLUMNS]
    assert (
        all(sheet.sheet_state == "visible" for sheet in book)
        and len(book["Results"].data_validations.dataValidation) == 10
    )
    plain = client.get(address.replace("/table", "/template.csv"))
    assert plain.get_data(as_text=True).lstrip("\ufeff").startswith("What was measured,Outcome area,")

    def percent(sheet, places):
        for name in ("mean_t", "mean_c"):
            sheet.cell(2, places[name]).number_format = "0%"

    areas = {"outcome_area": "Crime"}
    page = client.post(address, data={"file": (io.BytesIO(filled(SHARES, SHARES | areas, build=percent)), "r.xlsx")})
    assert page.status_code == 422 and "“Crime” is not one of the answers" in summary(page.text)
    assert re.search(r'value="worse"\s+checked', page.text), "said in the table, and shown to be looked at"
    assert press(client, address, page, "save", row1__out="yes").status_code == 303
    (found,) = kept(session)
    assert (found.mean_t, found.mean_c, found.higher_is, round(found.effect, 6)) == (20, 31, "worse", -11)


def test_what_is_not_a_table_is_refused_beside_its_field_and_nothing_is_kept(client, session, address):
    for name, content, said in (
        ("empty.xlsx", b"", "This file is empty"),
        ("report.xlsx", b"%PDF-1.4", "is a “PDF”, and no table"),
        ("people.csv", b"name,points\n" + b"Ann,3\n" * 60, "It has 60 rows below its headings"),
        ("../" + "x" * 400 + ".csv", b"a,b\n", "nothing below it"),
    ):
        page = client.post(address, data={"file": (io.BytesIO(content), name), "pasted": ""})
        assert page.status_code == 422 and said in summary(page.text), summary(page.text)
    assert "Choose a file above, or paste" in summary(client.post(address, data={}).text)
    both = client.post(address, data={"file": (io.BytesIO(b"a,b\n1,2"), "a.csv"), "pasted": OWN})
    assert "not both" in summary(both.text) and "Secondary outcomes" in both.text, "what was pasted is kept"
    for broken in ("", "[]", "null", '[[["a", []]], []]', '[[["a", [[1]]]], []]', "[" * 9_000):
        page = client.post(address, data={"step": "columns", "table": broken})
        assert page.status_code in {200, 422}
    assert client.post(address, data={"step": "save", "rows": "-1"}).status_code in {200, 422}
    assert client.post(address, data={"step": "save", "rows": "9" * 20}).status_code == 422
    assert kept(session) == []


def test_tables_that_are_read_leave_threads_for_other_pages(client, address):
    with READING, READING:
        page = client.post(address, data={"file": (io.BytesIO(b"a,b\n1,2\n"), "a.csv")})
        assert page.status_code == 422 and "in a minute" in summary(page.text)
        assert client.post(address, data={"pasted": OWN}).status_code == 200, "what was pasted needs no child"
    assert client.post(address, data={"file": (io.BytesIO(b"a,b\n1,2\n"), "a.csv")}).status_code == 200
    wide = ",".join(["word " * 190] * 20)
    tab = io.BytesIO("\n".join([",".join(["name"] * 20), *[wide] * 22]).encode())
    assert "too much text" in summary(client.post(address, data={"file": (tab, "a.csv")}).text)


def test_sheets_are_asked_about_and_columns_cannot_be_said_twice(client, address):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["a", "b"])
    book.active.append(["c", "d"])
    own = book.create_sheet("Our results")
    for row in (["Scale", "Before", "After"], ["WEMWBS", 40, 45]):
        own.append(row)
    written = io.BytesIO()
    book.save(written)
    sheets = client.post(address, data={"file": (io.BytesIO(written.getvalue()), "ours.xlsx")})
    assert "Which sheet holds the results?" in sheets.text and "Our results (2 rows)" in sheets.text
    assert press(client, address, sheets).status_code == 422
    columns = press(client, address, sheets, sheet="1")
    assert "Holds: 40" in columns.text
    twice = press(client, address, columns, column1="mean_t")
    assert twice.status_code == 422 and "cannot both be" in summary(twice.text)
    asked = press(client, address, columns)
    page = press(client, address, asked, outcome_area="mental-health", contrast="within", gives="means")
    assert page.status_code == 200 and "WEMWBS" in page.text and "others may have changed too" in page.text


def test_eight_rows_take_no_more_questions_to_the_database_than_one(client, address):
    def asked(rows):
        lines = OWN.splitlines()[1:3] + [f"Outcome {n}\t60\t{n}.2\t4.1\t58\t{n}.1\t3.9\t0.23" for n in range(rows)]
        columns = client.post(address, data={"pasted": "\n".join(lines)})
        at_all = press(client, address, columns)
        with counted_queries() as queries:
            press(client, address, at_all, **FOR_ALL)
        return len(queries)

    assert asked(8) == asked(1) <= 12


def test_two_who_bring_the_same_table_at_once_leave_one_of_each(app, client, session, address, evaluation):
    page = to_preview(client, address)
    typed = typed_on(page.text) | {"step": "save"} | directions(page.text, "better", "worse", "better")

    def send(_):
        other = app.test_client()
        other._cookies = dict(client._cookies)
        return other.post(address, data=typed).status_code

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(send, range(3))) == {303}
    session.rollback()
    assert session.scalar(select(func.count()).select_from(OutcomeResult)) == 3
    assert session.get(Evaluation, evaluation.id) is not None


def test_the_same_outcome_at_later_times_asks_only_for_times_and_numbers(client, session, address):
    page = to_preview(client, address, "\n".join(OWN.splitlines()[:4]))
    press(client, address, page, "save", **directions(page.text, "better"))
    (first,) = kept(session)
    again = f"/team/results/{first.id}/again"
    assert again in client.get(address.removesuffix("/table")).text
    blank = client.get(again)
    assert "higher" not in typed_on(blank.text) and "time0-outcome" not in typed_on(blank.text)
    assert "Time 1: Say when it was measured, and what came out" in summary(press(client, again, blank).text)
    numbers = {"time0__timepoint": "six months later", "time0__mean_t": "95.1", "time0__sd_t": "14", "time0__n_t": "50",
               "time0__mean_c": "90", "time0__sd_c": "13", "time0__n_c": "48", "time1__mean_t": "9"}  # fmt: skip
    late = press(client, again, blank, **numbers)
    assert late.status_code == 422 and "Time 2: Say when it was measured" in summary(late.text)
    more = press(client, again, late, "more", time1__timepoint="a year later")
    assert "Time 3" in more.text and 'value="95.1"' in more.text
    seen = press(client, again, more)
    assert seen.status_code == 422 and "Time 2, The other group’s average: Give both averages" in summary(seen.text)
    assert re.search(r'value="better"\s+checked', seen.text) and len(kept(session)) == 1
    assert "another table" not in seen.text
    done = press(client, address, seen, "save", row1__mean_c="8", row1__sd_t="1", row1__sd_c="1")
    assert done.status_code == 303, summary(done.text)
    assert [(each.outcome, each.timepoint, each.higher_is, each.mean_t) for each in kept(session)] == [
        ("Days in school", "", "better", 93.2), ("Days in school", "six months later", "better", 95.1),
        ("Days in school", "a year later", "better", 9),
    ]  # fmt: skip
    press(client, address, press(client, again, more, time1__mean_t=""), "save")
    assert len(kept(session)) == 3, "the same times again add nothing"
