"""Following links as a reader would."""

import re

_NOT_OURS = ("/static", "/search", "/api", "/mails", "/outcomes", "/organisations")


# Some hundred pages that are made from files and show nothing of a record: enough to be read by one person in a test.
STANDARDS = "/standards"


def crawl(client, *starts, but=(), limit=80):
    """Every page that can be reached by links within the hub, by address; redirects are followed once.

    :param but: beginnings of addresses that are not followed, beside those that no crawl follows.
    """
    waiting, seen = list(starts), {}
    while waiting and len(seen) < limit:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address, follow_redirects=True)
        seen[address] = answer.text if answer.mimetype == "text/html" else str(answer.headers)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            links = re.findall(r'href="(/[^"#]*)', seen[address])
            waiting += [link for link in links if not link.startswith((*_NOT_OURS, *but))]
    return seen
