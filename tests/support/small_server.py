"""The web server of the hub before an application of a few lines, with limits that a test can wait for.

``python -m tests.support.small_server PORT PROCESSES '{"header_seconds": 1}'``; prints "listening" when it does.
"""

import json
import os
import sys
import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from evidencehub.cli.serving import roles
from evidencehub.cli.serving.family import Family
from evidencehub.cli.serving.limits import Limits
from evidencehub.cli.serving.listening import listen

LARGE = 20 * 1024 * 1024  # bytes: more than the buffers of a connection take


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/die":
        os._exit(7)
    if path.startswith("/wait/"):
        time.sleep(float(path.removeprefix("/wait/")))
    if path == "/headers":
        body = json.dumps({name: value for name, value in environ.items() if isinstance(value, str)}).encode()
    else:
        body = b"x" * LARGE if path == "/large" else environ["wsgi.input"].read() or b"ok"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    port, count, limits = int(sys.argv[1]), int(sys.argv[2]), Limits(**{"body_bytes": 10**6, **json.loads(sys.argv[3])})
    listener = listen("127.0.0.1", port)
    Family(roles.web(application, listener, limits, count=count, threads=4, name="localhost")).run(
        after_start=lambda: print("listening", flush=True), before_stop=listener.close
    )
