"""What a page asks of others, and what it keeps about a reader who is not signed in."""

from playwright.sync_api import Page

_KEPT = """async () => ({
    local: localStorage.length, session: sessionStorage.length, databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookie: document.cookie,
})"""
_NOTHING = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "cookie": ""}
_TRY = """async address => {
    const refused = [];
    addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective));
    await fetch(address).catch(() => {});
    navigator.sendBeacon(address);
    for (const name of ['img', 'script', 'iframe']) {
        const made = document.createElement(name);
        made.src = address;
        document.body.append(made);
    }
    await new Promise(done => setTimeout(done, 300));
    return [...new Set(refused)].sort();
}"""


class Watch:
    """Every request of a page, from its first address on."""

    def __init__(self, page: Page, own: str) -> None:
        self._page, self._own = page, own
        self._asked: list[str] = []
        page.context.on("request", lambda request: self._asked.append(request.url))

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of other sites."""
        assert self._asked, "nothing was watched"
        return [url for url in self._asked if not url.startswith((f"{self._own}/", "data:"))]

    def keeps_nothing(self) -> None:
        """Nothing stays in the browser; only a form that is sent is held together by a cookie, until it is closed."""
        page = self._page
        assert page.evaluate(_KEPT) == _NOTHING, page.url
        kept = [(each["name"], each["expires"], each["httpOnly"]) for each in page.context.cookies()]
        has_form = page.locator("input[name=csrf_token]").count() > 0
        assert kept == ([("evidencehub", -1, True)] if has_form else []), page.url
        page.context.clear_cookies()


def refused(page: Page, address: str) -> list[str]:
    """Which directives of the page's policy refuse what would ask this address."""
    return list(page.evaluate(_TRY, address))
