"""DataCite's REST API over HTTP on this machine, as far as the hub uses it; it keeps what it was sent, and its state.

After datacite/lupo (``datacite_dois_controller.rb``): a PUT changes what it names and leaves the rest, makes a DOI that
is not there, and what can be found has to be whole. Its rules for metadata are the schema of the package ``datacite``.
"""

import threading
from contextlib import contextmanager

from datacite import schema45
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

MEDIA_TYPE = "application/vnd.api+json"
REPOSITORY, PASSWORD, PREFIX = "TEST.HUB", "a password of theirs", "10.12345"
_NEXT = {"publish": "findable", "register": "registered"}


class Standin:
    def __init__(self):
        self.dois, self.states, self.calls = {}, {}, []
        self.faults = []  # how the next requests go wrong: (status, headers), or "lost": done, and answered by 502
        self.before = lambda: None  # runs inside each request

    def attributes(self, kind):
        """Of the only DOI of a kind, in DataCite's hands."""
        (found,) = [each for each in self.dois.values() if each["types"]["resourceType"] == kind]
        return found

    def methods(self):
        return [method for method, _doi in self.calls]

    def take(self, method, doi, document):
        self.before()
        fault = self.faults.pop(0) if self.faults else None
        self.calls.append((method, document["doi"]))
        if fault and fault != "lost":
            return Response("{}", fault[0], fault[1])
        answer = self._done(method, doi, document)
        return error(502, "Bad gateway") if fault else answer

    def _done(self, method, doi, document):
        exists = doi in self.dois
        if method == "POST" and exists:
            return error(422, "This DOI has already been taken")
        if not doi.startswith(f"{PREFIX}/"):
            return error(403, "You are not authorized to access this resource.")
        event = document.pop("event", None)
        whole, was = self.dois.get(doi, {}) | document, self.states.get(doi, "draft")
        state = _NEXT.get(event, was)
        if event == "hide" and was == "findable":
            state = "registered"
        if state != "draft" and (wrong := next(schema45.validator.iter_errors(whole), None)):
            return error(422, wrong.message[:80])
        self.dois[doi], self.states[doi] = whole, state
        return jsonify(data={"id": doi, "type": "dois", "attributes": whole}), 200 if exists else 201


def error(status, title):
    return Response(f'{{"errors": [{{"status": "{status}", "title": "{title}"}}]}}', status, content_type=MEDIA_TYPE)


@contextmanager
def a_standin():
    """Gives the stand-in and its address."""
    api, app = Standin(), Flask("standin")

    @app.route("/dois", methods=["POST"], defaults={"doi": None})
    @app.route("/dois/<path:doi>", methods=["PUT"])
    def dois(doi):
        sign_in = request.authorization
        if sign_in is None or (sign_in.username, sign_in.password) != (REPOSITORY, PASSWORD):
            return error(401, "Bad credentials.")
        assert request.content_type == MEDIA_TYPE and request.accept_mimetypes.best == MEDIA_TYPE
        body = request.get_json(force=True)
        data = body["data"]
        assert set(body) == {"data"} and set(data) == {"id", "type", "attributes"} and data["type"] == "dois"
        assert data["id"] == data["attributes"]["doi"] == (doi or data["id"])
        return api.take(request.method, data["id"], data["attributes"])

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield api, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
