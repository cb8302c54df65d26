"""What a simulated year says of the worker's kinds of rows, known without living through one."""

from evidencehub.shared.settings import load_settings
from evidencehub.simulation.checks.covered import unsaid


def test_every_kind_of_due_row_is_met_by_a_year_or_has_a_reason(tmp_path):
    settings = load_settings({"EVIDENCEHUB_HOME": str(tmp_path)})
    assert unsaid(settings) == [], "name them in evidencehub/simulation/checks/covered.py"
