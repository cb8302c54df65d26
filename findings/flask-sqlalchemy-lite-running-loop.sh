#!/usr/bin/env bash
# Flask-SQLAlchemy-Lite ends every request of a synchronous app in an error while an event loop runs in the same
# thread.
#
# Expected: an app that configures no asynchronous engine has nothing asynchronous about it, and Flask serves a
#     synchronous view wherever it is called.
# Seen: the extension registers a coroutine for the end of each app context, whether or not there are asynchronous
#     engines. Flask runs it through asgiref, which refuses under a running loop: the view has answered, and then a
#     RuntimeError is raised.
# Version: Flask-SQLAlchemy-Lite 0.2.1, Flask 3.1.3, asgiref 3.13.0.
# For an evidence hub: Playwright's synchronous interface keeps a loop running in the thread of the test, so a browser
#     test that also opens an app context fails with a message about something it does not use.
# Known: pallets-eco/flask-sqlalchemy-lite#11 is the like under gevent.
set -euo pipefail

packages=(
    Flask-SQLAlchemy-Lite==0.2.1
    Flask==3.1.3
    Jinja2==3.1.6
    MarkupSafe==3.0.4
    SQLAlchemy==2.1.9
    Werkzeug==3.1.9
    asgiref==3.13.0
    blinker==1.9.0
    click==8.5.1
    greenlet==3.5.6
    itsdangerous==2.2.0
    typing_extensions==4.16.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import asyncio

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINES"] = {"default": "sqlite://"}
db = SQLAlchemy(app)


@app.get("/")
def count():
    return str(db.session.scalar(sa.text("SELECT 1")))


def ask():
    try:
        return app.test_client().get("/").text
    except RuntimeError as error:
        return type(error).__name__, "AsyncToSync" in str(error)


async def ask_under_a_loop():
    return ask()


with app.app_context():
    asynchronous = len(db.async_engines)
seen = asynchronous, ask(), asyncio.run(ask_under_a_loop())
recorded = 0, "1", ("RuntimeError", True)

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
