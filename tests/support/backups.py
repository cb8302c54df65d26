"""Backups read and changed by hand."""

import hashlib
import json
import zipfile
from contextlib import contextmanager


@contextmanager
def silently(_name):
    """A step of which nothing is told."""
    yield lambda _part: None


def members(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def manifest_of(path):
    return json.loads(members(path)["manifest.json"])


def table_of(path, name):
    """The rows of a table."""
    return [json.loads(line) for line in members(path)[f"tables/{name}.jsonl"].splitlines()]


def packed(path, parts, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def changed(path, target, change):
    """The backup with its parts as ``change(parts, manifest)`` leaves them, packed anew."""
    parts = members(path)
    manifest = json.loads(parts["manifest.json"])
    change(parts, manifest)
    if "manifest.json" in parts:
        parts["manifest.json"] = json.dumps(manifest).encode()
    return packed(target, parts)


def told_anew(parts, manifest):
    """Lengths, hashes and counts in the manifest as the parts are now: what a forger would do."""
    for each in (*manifest["parts"], *manifest["tables"]):
        name = f"tables/{each['name']}.jsonl" if "columns" in each else each["name"]
        each["bytes"], each["sha256"] = len(parts[name]), hashlib.sha256(parts[name]).hexdigest()
        if "columns" in each:
            each["rows"] = parts[name].count(b"\n")
