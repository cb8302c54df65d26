"""Following links as a reader would."""

import re

_NOT_OURS = ("/static", "/search", "/api", "/mails", "/outcomes", "/organisations")


def crawl(client, *starts, limit=80):
    """Every page that can be reached by links within the hub, by address; redirects are followed once."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < limit:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address, follow_redirects=True)
        seen[address] = answer.text if answer.mimetype == "text/html" else str(answer.headers)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            links = re.findall(r'href="(/[^"#]*)', answer.text)
            waiting += [link for link in links if not link.startswith(_NOT_OURS)]
    return seen
