import stat

import pytest

from evidencehub.shared.settings import BadSetting, load_settings


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path / "hub")}
    first, second = load_settings(env), load_settings(env)
    assert first.secret_key == second.secret_key and len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "hub" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("DEMO", "perhaps"), ("MAX_UPLOAD_MB", "1.5")])
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(BadSetting, match=f"EVIDENCEHUB_{name}.*{value}"):
        load_settings({"EVIDENCEHUB_HOME": str(tmp_path), f"EVIDENCEHUB_{name}": value})


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        ({}, True),
        ({"BASE_URL": "https://evidence.example.org"}, False),
        ({"HOST": "0.0.0.0"}, False),
        ({"BASE_URL": "http://evidence.example.org"}, False),
        ({"HOST": "0.0.0.0", "DEVELOPMENT": "1"}, True),
    ],
)
def test_mails_are_shown_in_the_browser_only_where_nobody_else_can_reach_the_hub(tmp_path, env, shown):
    settings = load_settings({"EVIDENCEHUB_HOME": str(tmp_path)} | {f"EVIDENCEHUB_{k}": v for k, v in env.items()})
    assert settings.development is shown


def test_a_folder_of_standards_that_is_not_there_stops_the_hub_before_it_starts(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_STANDARDS": str(tmp_path / "standards")}
    with pytest.raises(BadSetting, match=r"EVIDENCEHUB_STANDARDS names .*standards, and there is no such folder"):
        load_settings(env)
    (tmp_path / "standards").mkdir()
    assert load_settings(env).home == tmp_path
