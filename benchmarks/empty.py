"""`python -m benchmarks.empty PORT`: an empty Flask page, under the hub's own server and with as many processes."""

import os
import sys

from flask import Flask

from evidencehub.cli.serving import roles
from evidencehub.cli.serving.family import Family
from evidencehub.cli.serving.limits import Limits
from evidencehub.cli.serving.listening import listen

app = Flask(__name__)


@app.get("/")
@app.get("/healthz")
def empty() -> str:
    return ""


def main() -> None:
    listener = listen("127.0.0.1", int(sys.argv[1]))
    limits = Limits(body_bytes=1024 * 1024).within_open_files()
    members = roles.web(app, listener, limits, count=os.cpu_count() or 1, threads=8, name="127.0.0.1")
    Family(members).run(after_start=lambda: None, before_stop=listener.close)


if __name__ == "__main__":
    main()
