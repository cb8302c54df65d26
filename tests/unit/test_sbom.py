"""The bill of materials: right by its schema, complete, and of packages that may be used in a hub under MIT."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.support import sbom

AT = datetime(2026, 11, 30, tzinfo=UTC)
# By a licence that lets anybody use, change and pass on what is ours under ours. LGPL and MPL ask that of changes to
# the package itself, which we do not make.
ALLOWED = {
    "0BSD", "Apache Software License", "Apache-2.0", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC",
    "LGPL-3.0-only", "MIT", "MIT License", "MIT-0", "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)",
    "PSF-2.0", "Python Software Foundation License", "The Unlicense (Unlicense)", "Unlicense", "Zlib",
    "Zope Public License",
}  # fmt: skip
# Said in other words; read in the files that come with them.
READ = {
    "pypdfium2": "BSD-3-Clause, Apache-2.0, dependency licenses",  # PDFium: Apache-2.0 and BSD
    "credentials-context": "SEE LICENSE IN LICENSE.md",  # W3C's Software and Document Licence; for tests alone
}


@pytest.fixture(scope="module")
def text() -> str:
    return sbom.written(AT)


@pytest.fixture(scope="module")
def parts(text):
    return json.loads(text)["components"]


def test_it_is_as_the_schema_of_cyclonedx_has_it(text):
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"type": "library"', '"type": "book"', 1)) is not None


def test_every_package_of_the_lock_files_is_in_it_with_version_licence_and_hash(parts):
    python = re.findall(r"^([\w.-]+)==([^ ;\\]+)", Path("requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    lock = json.loads(Path("package-lock.json").read_text(encoding="utf-8"))["packages"]
    npm = [(path.rpartition("node_modules/")[2], each["version"]) for path, each in lock.items() if path]
    wanted = {f"pkg:pypi/{name}@{version}" for name, version in python}
    wanted |= {f"pkg:npm/{name.replace('@', '%40')}@{version}" for name, version in npm}
    assert len(python) > 80 and len(npm) > 30
    assert {each["purl"] for each in parts} == wanted and len(parts) == len(wanted)
    for each in parts:
        kept = each.get("hashes") or each["externalReferences"][0]["hashes"]
        lengths = {"SHA-256": 64, "SHA-512": 128}
        assert kept and all(len(one["content"]) == lengths[one["alg"]] for one in kept), each["purl"]
        assert each["licenses"] and each["version"], each["purl"]


def test_it_names_no_path_of_a_machine_and_no_registry(text):
    assert re.findall(r'"(?:file:|/|[A-Z]:\\)[^"]*"|https?://(?!cyclonedx\.org/)[^"]*', text) == []


def test_the_same_lock_files_give_the_same_bill(text):
    assert sbom.written(AT) == text


def test_what_pages_load_is_told_from_what_tests_need(parts):
    npm = [each for each in parts if each["purl"].startswith("pkg:npm/")]
    assert {each["name"] for each in npm if each["scope"] == "required"} == {"govuk-frontend", "minisearch"}


def test_each_package_is_under_a_licence_that_we_allow(parts):
    for each in parts:
        for said in each["licenses"]:
            words = said.get("expression") or said["license"].get("id") or said["license"]["name"]
            names = {words} if words in ALLOWED else {*re.split(r"\s+(?:AND|OR)\s+|[()]", words)} - {""}
            assert names <= ALLOWED or READ.get(each["name"]) == words, (each["purl"], words)
