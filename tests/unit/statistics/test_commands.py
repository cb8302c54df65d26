"""The console commands: plain answers, plain errors, exit codes that scripts can rely on."""

import json
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from evidencehub.statistics.console.commands import statistics_group


def run(*arguments, stdin=None):
    return CliRunner().invoke(statistics_group, [str(argument) for argument in arguments], input=stdin)


def asked(*arguments, stdin=None):
    result = run(*arguments, "--json", stdin=stdin)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_synthesise_as_json_and_as_a_table(sample_data):
    path = sample_data / "meta" / "bcg.log-risk-ratio.csv"
    found = asked("synthesise", path, "--method", "dl")
    wanted = {"k", "estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "q", "q_p"}
    assert wanted <= found.keys()
    assert (found["k"], round(found["estimate"], 4), "reason" in found) == (13, -0.7141, False)
    words = run("synthesise", path, "--method", "dl").output
    assert "95 % prediction interval  -1.8582 to 0.4299" in words


def test_synthesise_reads_a_pipe_signs_and_empty_cells():
    found = asked(
        "synthesise", "-", "--method", "ee", stdin="name,vi,yi\na,0.1,\u22120.2\nb,,0.3\n\nc,1e-1,.4\nd,NA,1\n"
    )
    assert (found["k"], found["left_out"]) == (2, [3, 6])
    assert found["estimate"] == pytest.approx(0.1)


def test_synthesise_looks_at_single_studies():
    rows = "yi,vi\n0.1,0.01\n0.2,0.02\n0.9,0.09\n"
    found = asked("synthesise", "-", "--leave-one-out", "--egger", stdin=rows)
    assert [each["line"] for each in found["leave_one_out"]] == [2, 3, 4]
    assert found["egger"]["slope"] > 0
    words = run("synthesise", "-", "--leave-one-out", "--egger", stdin=rows).output
    assert "without line 4: " in words
    assert "Egger's test: slope " in words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yi,var\n1,2\n", "has no column vi; it has yi, var"),
        ("yi;vi\n1;2\n", "has no column yi, vi; it has yi;vi"),
        ("", "has no column yi, vi; it has nothing"),
        ("yi,vi\n1\n", "line 2 has 1 cells, and there are 2 columns"),
        ("yi,vi,yi\n1,2,3\n", "has column yi twice"),
        ('yi,vi\n"0,35",1\n', 'line 2, yi: "0,35" is not a number: use a point for decimals, such as 0.35'),
        ("yi,vi\nnan,1\n1_0,1\n1e999,1\n", 'line 3, yi: "1_0" is not a number'),
        (b"yi,vi\n\xff,1\n", "is not UTF-8 text"),
        ('yi,vi\n"1,2\n', "unexpected end of data"),
        ("yi,vi\n1,1\n2,0\n", "line 3: a variance of 0 cannot be"),
        ("yi,vi\n", "there is no effect to put together"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_in_plain_lines(table, text, message):
    result = run("synthesise", table(text))
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_what_cannot_be_computed_is_null_with_the_reason(table):
    result = run("synthesise", table("yi,vi\n1,1\n2,0\n"), "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer["estimate"] is None
    assert "line 3" in answer["reason"]
    assert "only" in asked("synthesise", "-", stdin="yi,vi\n1,1\n")["reason"]


def test_asking_wrongly_is_another_exit_code(tmp_path, table):
    assert run("synthesise", tmp_path / "none.csv").exit_code == 2
    assert run("synthesise", table("yi,vi\n1,1\n"), "--method", "best").exit_code == 2


def test_the_commands_never_build_the_app(table):
    path = str(table("yi,vi\n1,1\n"))
    code = (
        "import sys; from evidencehub.cli import evidencehub\n"
        f"evidencehub.main(['statistics', 'synthesise', {path!r}], standalone_mode=False)\n"
        "print([name for name in ('flask', 'sqlalchemy', 'scipy.stats') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_no_web_process_loads_scipy():
    code = (
        "import importlib, pkgutil, sys, evidencehub.app, evidencehub.statistics as room\n"
        "for found in pkgutil.walk_packages(room.__path__, 'evidencehub.statistics.'):\n"
        "    importlib.import_module(found.name)\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'scipy'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


ROW = "mean_t,sd_t,n_t,mean_c,sd_c,n_c\n103,5.5,50,100,4.5,50\n103,0,50,100,0,50\n"


def test_effect_sizes_a_row_each():
    one, none = asked("effect-size", "-", "--kind", "means", "--measure", "d", stdin=ROW)
    assert one.keys() == {"yi", "vi", "se", "ci_low", "ci_high"}
    assert [round(value, 4) for value in one.values()] == [0.597, 0.0418, 0.2044, 0.1964, 0.9977]
    assert none == {"yi": None, "reason": "both standard deviations are 0"}
    words = run("effect-size", "-", "--kind", "means", stdin=ROW).output
    assert "small-sample correction: exact" in words
    assert "- both standard deviations are 0" in words


def test_effect_sizes_go_on_into_a_synthesis():
    """The columns of one are those of the other."""
    rows = asked("effect-size", "-", "--kind", "correlation", stdin="r,n\n0.5,100\n0.3,50\n")
    text = "yi,vi\n" + "".join(f"{row['yi']},{row['vi']}\n" for row in rows)
    assert asked("synthesise", "-", "--method", "ee", stdin=text)["k"] == 2


def test_effect_sizes_asked_for_wrongly():
    assert "has no column n; it has r" in run("effect-size", "-", "--kind", "correlation", stdin="r\n1\n").stderr
    wrong = run("effect-size", "-", "--kind", "correlation", "--measure", "g", stdin="r,n\n.1,9\n")
    assert (wrong.exit_code, wrong.stderr) == (2, 'error: correlation gives no measure "g"; it gives z, r\n')
    assert run("effect-size", "-", "--kind", "guesses", stdin="r\n1\n").exit_code == 2
    assert "  ratio: a ratio with its interval; columns ratio, ci_low, ci_high" in run("effect-size", "--help").output


def test_ten_thousand_effect_sizes_take_no_time(table):
    """They are to take less than a second; the bound leaves room for a busy machine."""
    path = table("mean_t,sd_t,n_t,mean_c,sd_c,n_c\n" + "103,5.5,50,100,4.5,50\n" * 10_000)
    start = time.process_time()
    assert len(asked("effect-size", path, "--kind", "means")) == 10_000
    assert time.process_time() - start < 10


RATINGS = "subject,first,second\n1,met,met\n2,partly,met\n3,not-met,not-met\n4,,met\n5,met,met\n"


def test_agreement_as_json_and_as_a_table():
    found = asked("agreement", "-", "--subject", "subject", stdin=RATINGS)
    assert {"percent", "cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha"} <= found.keys()
    assert (found["percent"], found["missing"], found["reasons"]) == (75, 1, {})
    assert found["krippendorff_alpha_ci_low"] < found["krippendorff_alpha"] < found["krippendorff_alpha_ci_high"]
    order = ("--level", "ordinal", "--answers", "not-met,partly,met")
    words = run("agreement", "-", "--subject", "subject", *order, stdin=RATINGS).output
    assert "subjects: 5, raters: 2, missing answers: 1, level: ordinal" in words
    assert "cohen_kappa_linear " in words


def test_agreement_takes_no_column_of_subjects_for_a_rater():
    """Its answers would all be different, and every coefficient lower."""
    assert asked("agreement", "-", stdin=RATINGS) == asked("agreement", "-", "--subject", "subject", stdin=RATINGS)
    assert asked("agreement", "-", stdin=RATINGS.replace("subject", "who"))["raters"] == 3


def test_agreement_takes_1_and_1_point_0_as_the_same_answer():
    assert asked("agreement", "-", stdin="a,b\n1,1.0\n2,2.0\n,2.0\n")["percent"] == 100


def test_agreement_on_what_cannot_be_compared():
    result = run("agreement", "-", "--level", "ordinal", "--subject", "subject", stdin=RATINGS)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "say how the answers of this scale are ordered" in result.stderr
    assert "line 3, second" in run("agreement", "-", "--level", "interval", stdin="first,second\n1,2\n3,x\n").stderr
    assert "has no column who" in run("agreement", "-", "--subject", "who", stdin=RATINGS).stderr


def test_synthesise_by_groups_and_by_study():
    rows = "yi,vi,kind,who\n0.1,0.02,a,x\n0.3,0.02,a,x\n0.8,0.02,b,y\n1.0,0.02,b,z\n"
    found = asked("synthesise", "-", "--by", "kind", "--study", "who", stdin=rows)
    assert [group["group"] for group in found["groups"]] == ["a", "b"]
    assert (found["between"]["df"], found["robust"]["studies"]) == (1, 3)
    words = run("synthesise", "-", "--by", "kind", "--study", "who", stdin=rows).output
    assert "Between groups: Q = " in words
    assert "Robust over 3 studies: " in words
    assert "has no column age; it has yi, vi" in run("synthesise", "-", "--by", "age", stdin=rows).stderr


def test_mantel_haenszel():
    found = asked("mantel-haenszel", "-", stdin="event_t,n_t,event_c,n_c\n5,100,10,100\n3,50,6,50\n")
    assert (found["k"], found["method"], found["tau2"]) == (2, "mh", None)
    assert (
        "estimate                  -0."
        in run("mantel-haenszel", "-", stdin="event_t,n_t,event_c,n_c\n5,9,6,9\n").output
    )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("5,4,1,9", "line 2: event_t is 5, and there are 4 people in n_t"),
        ("5,,1,9", "line 2: event_t or n_t is empty"),
        ("1,9,1.5,9", "line 2: event_c and n_c have to be whole numbers"),
        ("0,9,1,9", "one side has no events in any table"),
    ],
)
def test_tables_that_cannot_be_are_told(cells, message):
    result = run("mantel-haenszel", "-", stdin=f"event_t,n_t,event_c,n_c\n{cells}\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_meta_regression():
    rows = "yi,vi,months\n0.1,0.02,1\n0.3,0.02,2\n0.8,0.03,3\n0.7,0.02,5\n0.2,0.1,\n"
    found = asked("meta-regression", "-", "--moderator", "months", stdin=rows)
    assert [each["name"] for each in found["coefficients"]] == ["intercept", "months"]
    assert (found["k"], found["left_out"], found["qm_df"]) == (4, [6], 1)
    words = run("meta-regression", "-", "--moderator", "months", stdin=rows).output
    assert "does not say what would change within one" in words
    assert "Left out, as something is empty: lines 6." in words
    refused = run("meta-regression", "-", "--moderator", "vi", "--moderator", "vi", stdin=rows)
    assert (refused.exit_code, refused.stderr) == (2, "error: a moderator is named twice\n")
    assert "too few" in run("meta-regression", "-", "--moderator", "months", stdin="yi,vi,months\n1,1,1\n").stderr
    assert run("meta-regression", "-", stdin=rows).exit_code == 2
