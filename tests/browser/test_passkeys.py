"""A passkey made and used by Chromium itself, with a key that it keeps in software."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from evidencehub.shared.paths import PACKAGE
from tests.browser.people import sign_in, sign_out

EDITOR, PASSWORD = "eve@example.org", "three odd words"


@pytest.fixture
def named_hub(tmp_path):
    """An empty hub with one editor, asked for by a name: browsers make no passkeys for numbers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    env = {**os.environ, "EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_PORT": str(port)}
    env |= {"EVIDENCEHUB_BASE_URL": f"http://localhost:{port}", "PYTHONPATH": str(PACKAGE.parent)}
    env.pop("EVIDENCEHUB_DATABASE_URL", None)
    hub = [sys.executable, "-m", "evidencehub.cli"]
    who = ["--email", EDITOR, "--name", "Eve", "--role", "editor", "--password", PASSWORD]
    create = ["users", "create", *who]
    for command in (["db", "upgrade"], create):
        subprocess.run([*hub, *command], env=env, check=True, capture_output=True)
    with open(tmp_path / "serve.log", "wb") as log:
        process = subprocess.Popen([*hub, "serve", "--processes", "1"], env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "serve.log").read_text()
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_an_editor_adds_a_passkey_and_signs_in_with_it(named_hub, browser, check):
    context = browser.new_context(base_url=named_hub)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    kept = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "automaticPresenceSimulation": True}})
    sign_in(page, EDITOR, PASSWORD)
    page.get_by_text("Editors and admins need a second step").wait_for()
    page.get_by_role("link", name="add a passkey").click()
    check(page)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Write down your recovery codes").wait_for()
    check(page)
    page.get_by_role("link", name="I have them. Go on").click()
    page.wait_for_url("**/cases")
    sign_out(page)
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(EDITOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Use a passkey").wait_for()
    check(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("Signed in as").wait_for()
    page.wait_for_url("**/cases")
    keys = devtools.send("WebAuthn.getCredentials", {"authenticatorId": kept["authenticatorId"]})["credentials"]
    assert [each["rpId"] for each in keys] == ["localhost"], json.dumps(keys)
    context.close()


def test_without_javascript_the_page_of_passkeys_leads_to_codes(named_hub, browser):
    context = browser.new_context(base_url=named_hub, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, EDITOR, PASSWORD)
    page.goto("/account/passkeys")
    page.get_by_role("link", name="Use an app that makes codes").click()
    page.wait_for_url("**/account/second-step")
    context.close()
