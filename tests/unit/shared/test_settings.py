import stat

import pytest

from evidencehub.shared.settings import DATACITE, Adviser, BadSetting, load_settings


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path / "hub")}
    first, second = load_settings(env), load_settings(env)
    assert first.secret_key == second.secret_key and len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "hub" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"), ("PORT", "99999"), ("DEMO", "perhaps"), ("MAX_UPLOAD_MB", "1.5"), ("PROXIES", "-1"),
        ("BASE_URL", "evidence.example.org"), ("BASE_URL", "localhost:8000"), ("BASE_URL", "https://"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(BadSetting, match=f"EVIDENCEHUB_{name}.*{value}"):
        load_settings({"EVIDENCEHUB_HOME": str(tmp_path), f"EVIDENCEHUB_{name}": value})


@pytest.mark.parametrize("env", [{}, {"HOST": "127.0.0.1", "BASE_URL": "http://localhost:8000"}, {"DEMO": "1"}])
def test_a_hub_is_in_development_only_when_that_is_asked_for(tmp_path, env):
    given = {"EVIDENCEHUB_HOME": str(tmp_path)} | {f"EVIDENCEHUB_{k}": v for k, v in env.items()}
    assert not load_settings(given).development
    assert load_settings(given | {"EVIDENCEHUB_DEVELOPMENT": "1"}).development


def test_a_hub_in_development_has_no_proxy_before_it(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_DEVELOPMENT": "1", "EVIDENCEHUB_PROXIES": "1"}
    with pytest.raises(BadSetting, match="EVIDENCEHUB_DEVELOPMENT must be 0 where EVIDENCEHUB_PROXIES"):
        load_settings(env)


def test_the_address_has_an_origin_and_a_path(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_BASE_URL": "https://example.org:8443/evidence/"}
    settings = load_settings(env)
    assert (settings.origin, settings.path) == ("https://example.org:8443", "/evidence")
    assert load_settings({"EVIDENCEHUB_HOME": str(tmp_path)}).path == ""


def test_a_folder_of_standards_that_is_not_there_stops_the_hub_before_it_starts(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_STANDARDS": str(tmp_path / "standards")}
    with pytest.raises(BadSetting, match=r"EVIDENCEHUB_STANDARDS names .*standards, and there is no such folder"):
        load_settings(env)
    (tmp_path / "standards").mkdir()
    assert load_settings(env).home == tmp_path


def test_an_adviser_has_a_name_and_times_and_a_contact_if_you_like(tmp_path):
    home = {"EVIDENCEHUB_HOME": str(tmp_path)}
    assert load_settings(home).adviser is None
    short = load_settings({**home, "EVIDENCEHUB_ADVISER": "Sam Lee; Tuesdays, 2 to 4 pm"}).adviser
    assert short == Adviser("Sam Lee", "Tuesdays, 2 to 4 pm")
    whole = load_settings({**home, "EVIDENCEHUB_ADVISER": "Sam Lee; Tuesdays; sam@example.org"}).adviser
    assert whole == Adviser("Sam Lee", "Tuesdays", "sam@example.org")
    for wrong in ("Sam Lee", "Sam Lee;", "a; b; c; d"):
        with pytest.raises(BadSetting, match="ADVISER"):
            load_settings({**home, "EVIDENCEHUB_ADVISER": wrong})


def test_dois_need_an_account_a_prefix_and_an_address_that_everybody_can_follow(tmp_path):
    account = {"DATACITE_REPOSITORY": "A.HUB", "DATACITE_PASSWORD": "a password", "DATACITE_PREFIX": "10.12345"}

    def load(**values):
        given = {"BASE_URL": "https://hub.example.org"} | account | values
        return load_settings({"EVIDENCEHUB_HOME": str(tmp_path)} | {f"EVIDENCEHUB_{k}": v for k, v in given.items()})

    assert load().datacite.address == DATACITE and "a password" not in repr(load())
    assert load(**dict.fromkeys(account, "")).datacite is None
    for name, value in {
        "DATACITE_PASSWORD": "", "DATACITE_PREFIX": "doi:10.1", "DATACITE_URL": "http://api.example.org",
        "BASE_URL": "http://localhost:8000",
    }.items():  # fmt: skip
        with pytest.raises(BadSetting, match=f"EVIDENCEHUB_{name} "):
            load(**{name: value})
    trying_out = load(BASE_URL="http://localhost:8000", DATACITE_URL="https://api.test.datacite.org/")
    assert trying_out.datacite.address == "https://api.test.datacite.org"
