"""The software bill of materials: every package of requirements.txt and package-lock.json, as CycloneDX 1.6.

`python -m tests.support.sbom FILE` writes it. Versions and hashes are those of the lock files; the licence is what the
installed package says of itself, and for npm what the lock file says. No address of a registry and no path is in it.
"""

import base64
import importlib.metadata
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<hashes>(?:.*\\\n)(?:.*--hash=.*\n)+)", re.MULTILINE)
_LONGEST_NAME = 60  # of a licence; what is longer is its text
# What a package says of its licence neither as SPDX nor by a classifier, read in the file that comes with it.
_READ = {"huey": "MIT"}


def pinned(path: Path = ROOT / "requirements.txt") -> dict[str, tuple[str, list[str]]]:
    """Version and SHA-256 hashes of each package of a lock file, by name."""
    found = _PINNED.finditer(path.read_text(encoding="utf-8"))
    return {each["name"]: (each["version"], re.findall(r"sha256:(\w{64})", each["hashes"])) for each in found}


def of_npm() -> dict[str, dict[str, str]]:
    """What the lock file of npm says of each package, by name."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): each for path, each in packages.items() if path}


def licences_of(name: str) -> list[License]:
    """What an installed package says of its licence: SPDX, else its classifiers, else a short text.

    :raises LookupError: it says nothing.
    """
    said = importlib.metadata.metadata(name)
    if expression := said.get("License-Expression") or _READ.get(name):
        return [LicenseExpression(expression)]
    classes = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or [] if each.startswith("License ::")]
    text = said.get("License") or ""
    if not classes and text and len(text) <= _LONGEST_NAME and "\n" not in text:
        classes = [text]
    if not classes:
        raise LookupError(f"{name} does not say its licence: read it, and add it to _READ")
    return [DisjunctiveLicense(name=each) for each in classes]


def _of_python() -> Iterator[Component]:
    for name, (version, hashes) in pinned().items():
        purl = PackageURL("pypi", name=name, version=version)
        files = ExternalReference(
            type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(purl)),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
        )  # fmt: skip
        yield Component(
            name=name, version=version, type=ComponentType.LIBRARY, purl=purl, bom_ref=str(purl),
            licenses=licences_of(name), external_references=[files], scope=ComponentScope.REQUIRED,
        )  # fmt: skip


def _of_npm() -> Iterator[Component]:
    for name, said in of_npm().items():
        group, _, short = name.rpartition("/")
        purl = PackageURL("npm", namespace=group or None, name=short, version=said["version"])
        digest = base64.b64decode(said["integrity"].removeprefix("sha512-")).hex()
        simple = re.fullmatch(r"[\w.-]+|\(.+\)", said["license"])
        yield Component(
            name=short, group=group or None, version=said["version"], type=ComponentType.LIBRARY, purl=purl,
            bom_ref=str(purl), hashes=[HashType(alg=HashAlgorithm.SHA_512, content=digest)],
            licenses=[LicenseExpression(said["license"]) if simple else DisjunctiveLicense(name=said["license"])],
            scope=ComponentScope.EXCLUDED if said.get("dev") else ComponentScope.REQUIRED,
        )  # fmt: skip


def written(at: datetime | None = None) -> str:
    """The bill as JSON; the same lock files give the same text, but for the time."""
    hub = importlib.metadata.metadata("evidencehub")
    top = Component(
        name="evidencehub", version=hub["Version"], type=ComponentType.APPLICATION, bom_ref="evidencehub",
        licenses=[LicenseExpression("MIT")],
    )  # fmt: skip
    parts = [*_of_python(), *_of_npm()]
    locks = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "package-lock.json"))
    bom = Bom(
        components=parts, metadata=BomMetaData(component=top, timestamp=at), serial_number=uuid5(NAMESPACE_URL, locks)
    )
    bom.register_dependency(top, [each for each in parts if each.scope is ComponentScope.REQUIRED])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(exist_ok=True)
    target.write_text(written(), encoding="utf-8")
    print(target)
