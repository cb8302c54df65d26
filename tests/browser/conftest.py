"""A real hub (web server and worker, as `evidencehub serve` starts them) and a real browser.

Every page that a journey reaches is checked by axe-core; a page error, a refused resource or a failed request fails the
test.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LAUNCH = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"]  # fmt: skip

PHONES = (320, 390)
# A click can return before the page that it leads to is there: on a busy machine what follows then looks at the page
# that was left, or at none. So a page says that it is being left, and the next one knows nothing of that.
LEAVING = """(() => {
    const leaves = event => { if (!event.defaultPrevented) { window.leaving = true; } };
    addEventListener('submit', leaves);
    addEventListener('click', event => {
        const link = event.target.closest?.('a[href]');
        if (link && !link.target && link.href.split('#')[0] !== location.href.split('#')[0]) { leaves(event); }
    });
})()"""
ARRIVED = "() => !window.leaving && document.readyState === 'complete'"
# Only what is wrong comes back: everything else of a long page is megabytes, and takes longer than the checks.
VIOLATIONS = """() => axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
}).then(found => found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 150))]))"""
# How much wider than the window the page is, as it is and with an unbroken word where people's own words stand.
WIDER_THAN_THE_WINDOW = """() => {
    const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const asItIs = wider();
    const cells = 'main tbody th, main td.hub-break, main dd, main h1' + (window.innerWidth < 640 ? ', main td' : '');
    const words = [...document.querySelectorAll(cells)].map(cell => {
        const word = document.createElement('span');
        word.textContent = ' ' + 'Wirksamkeitsueberpruefungsverfahrensweise';
        cell.append(word);
        return word;
    });
    const withLongWords = wider();
    words.forEach(word => word.remove());
    return [asItIs, withLongWords];
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Hub:
    url: str
    home: Path
    env: dict[str, str]
    password: str  # of every demonstration sign-in
    people: dict[str, str]  # what they are -> email

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evidencehub.cli", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the hub ended before it answered"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the hub did not answer within a minute")


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The demonstration, served. Tests of one process share it, so each works on records of its own."""
    home, port = tmp_path_factory.mktemp("hub"), _free_port()
    env = {**os.environ, "EVIDENCEHUB_HOME": str(home), "EVIDENCEHUB_PORT": str(port), "PYTHONPATH": str(ROOT)}
    env["EVIDENCEHUB_DEVELOPMENT"] = "1"
    env["EVIDENCEHUB_TAKE_BACK_MINUTES"] = "0"
    env["EVIDENCEHUB_FACTS_CHECK_DAYS"] = "0"
    env.pop("EVIDENCEHUB_DATABASE_URL", None)
    for command in (["db", "upgrade"], ["demo", "load", "--if-empty"]):
        subprocess.run([sys.executable, "-m", "evidencehub.cli", *command], env=env, check=True, capture_output=True)
    with open(home / "serve.log", "wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "evidencehub.cli", "serve"], env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        signs = json.loads((home / "demonstration.json").read_text())
        yield Hub(url, home, env, signs["password"], {role: email for email, role in signs["people"]})
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=LAUNCH)
        yield launched
        launched.close()


@pytest.fixture
def new_page(hub: Hub, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own, as another person on another machine would."""
    contexts: list[BrowserContext] = []

    def make(*, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(base_url=hub.url, viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(30_000)
        context.add_init_script(LEAVING)
        contexts.append(context)
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on(
            "response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        )
        page.wrong = wrong
        return page

    yield make
    found = [problem for context in contexts for page in context.pages for problem in getattr(page, "wrong", [])]
    for context in contexts:
        context.close()
    expected = (
        "status of 404",
        "status of 422",
        "status of 403",
    )  # the browser's own line for an error page we asked for
    assert not [problem for problem in found if not any(part in problem for part in expected)]


@pytest.fixture(scope="session")
def axe() -> str:
    return AXE.read_text()


@pytest.fixture
def check(axe: str) -> Callable[..., None]:
    """No axe violation, and nothing wider than the window: as it is, on two phones (320 px is also a window of 1280 at
    400 % zoom), and with an unbroken word of forty letters in cells and titles.

    axe looks at the width at which the page was opened, and at those in ``axe_at``. What was clicked before has led to
    its page by then.
    """

    def run(page: Page, *, axe_at: tuple[int, ...] = ()) -> None:
        page.wait_for_function(ARRIVED)
        page.evaluate(axe)
        as_opened = page.viewport_size
        for width in dict.fromkeys((as_opened["width"], *PHONES, *axe_at)):
            page.set_viewport_size({"width": width, "height": as_opened["height"]})
            if width in {as_opened["width"], *axe_at}:
                found = page.evaluate(VIOLATIONS)
                assert not found, f"{page.url} in a window of {width}: {found}"
            overflow, with_long_words = page.evaluate(WIDER_THAN_THE_WINDOW)
            assert overflow <= 0, f"{page.url} is {overflow} pixels wider than a window of {width}"
            assert with_long_words <= 0, f"{page.url} with long words is {with_long_words} pixels wider than {width}"
        page.set_viewport_size(as_opened)

    return run
