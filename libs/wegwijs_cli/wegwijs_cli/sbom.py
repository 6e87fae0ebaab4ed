"""`./wegwijs sbom`: every package of others that runs here, as a CycloneDX 1.6 bill of materials.

Made from the two lock files alone and the same on every machine: without a moment and a number of its own,
so that a change of it in a review is a change of what runs.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from wegwijs_cli.settings import PROJECT

FILE = "sbom.cdx.json"
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)
OF_A_FILE = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VERSION = "0.1.0"


def document() -> str:
    """The text of contracts/sbom.cdx.json."""
    bom = Bom()
    ours = Component(name="wegwijs", version=VERSION, type=ComponentType.APPLICATION, bom_ref="wegwijs")
    bom.metadata.component = ours
    python = of_python((PROJECT / "requirements.lock").read_text())
    bom.components.update([*python, *of_node(json.loads((PROJECT / "package-lock.json").read_text()))])
    bom.register_dependency(ours, bom.components)  # the lock files do not say which of them needs which
    told: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    del told["serialNumber"], told["metadata"]["timestamp"]
    return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def of_python(lock: str) -> Iterator[Component]:
    """Each package with the hash of every file in which it may come: one per platform."""
    pinned = list(PINNED.finditer(lock))
    ends = [found.start() for found in pinned[1:]] + [len(lock)]
    for found, end in zip(pinned, ends, strict=True):
        hashes = OF_A_FILE.findall(lock, found.start(), end)
        yield _component(
            PackageURL("pypi", None, found["name"], found["version"]),
            [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
        )


def of_node(lock: dict[str, Any]) -> Iterator[Component]:
    """Style sheets and fonts of the pages; `excluded` is what only the checks use, and no image holds."""
    found: dict[str, Component] = {}
    packages = [(path, package) for path, package in lock["packages"].items() if path]
    # One may lie in several places: once, and as one that runs if it runs anywhere.
    for path, package in sorted(packages, key=lambda each: not each[1].get("dev", False)):
        namespace, _, name = path.rpartition("node_modules/")[2].rpartition("/")
        algorithm, _, digest = package["integrity"].partition("-")
        assert algorithm == "sha512", path
        purl = PackageURL("npm", namespace or None, name, package["version"])
        found[purl.to_string()] = _component(
            purl,
            [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())],
            scope=ComponentScope.EXCLUDED if package.get("dev") else ComponentScope.REQUIRED,
            terms=package.get("license"),
        )
    yield from found.values()


def _component(
    purl: PackageURL,
    hashes: list[HashType],
    scope: ComponentScope = ComponentScope.REQUIRED,
    terms: str | None = None,
) -> Component:
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=purl.to_string(),
        hashes=hashes,
        scope=scope,
        licenses=[DisjunctiveLicense(id=terms)] if terms else [],
    )


def sbom(
    check: Annotated[bool, typer.Option(help="Only say whether the committed one is right.")] = False,
) -> None:
    """Write contracts/sbom.cdx.json: all packages of others, as CycloneDX."""
    target, wanted = PROJECT / "contracts" / FILE, document()
    if not check:
        target.write_text(wanted)
        typer.echo(f"{target.relative_to(PROJECT)}: {len(json.loads(wanted)['components'])} components")
    elif not _says(target, wanted):
        typer.echo(f"{FILE} is not what the lock files say: run `./wegwijs sbom`", err=True)
        raise typer.Exit(1)
    else:
        typer.echo("the bill of materials is what the lock files say")


def _says(file: Path, wanted: str) -> bool:
    return file.is_file() and file.read_text() == wanted
