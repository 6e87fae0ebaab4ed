"""Which packages of others there are, and what is known to be wrong with them."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from typer.testing import CliRunner

from wegwijs_cli import sbom
from wegwijs_cli.advisories import Accepted, Checked, judged, of_npm_audit, of_pip_audit
from wegwijs_cli.cli import application
from wegwijs_cli.sbom import FILE, document
from wegwijs_cli.settings import PROJECT

PIP_AUDIT = {
    "dependencies": [
        {
            "name": "jinja2",
            "version": "2.0",
            "vulns": [
                {"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"], "aliases": ["CVE-2019-10906"]},
                {"id": "GHSA-aaaa-bbbb-cccc", "fix_versions": [], "aliases": []},
            ],
        },
        {"name": "idna", "version": "3.20", "vulns": []},
        {"name": "hidden", "skip_reason": "Dependency not found on PyPI and could not be audited"},
    ],
    "fixes": [],
}
GHSA = "GHSA-35jh-r3h4-6jhm"
VIA = {"source": 1, "name": "lodash", "url": f"https://advisories.example/{GHSA}", "range": "<4.17.21"}
NPM_AUDIT = {
    "vulnerabilities": {
        "lodash": {"name": "lodash", "via": [VIA]},
        "needs-it": {"name": "needs-it", "via": ["lodash"]},
    },
    "metadata": {"dependencies": {"total": 385}},
}


def accepted(id_: str, package: str = "jinja2", until: date = date(2026, 6, 30)) -> Accepted:
    return Accepted(id=id_, package=package, reason="no template of ours is a stranger's", until=until)


def told(found: Checked, *listed: Accepted, on: date = date(2026, 6, 30)) -> list[str]:
    return list(judged(found, listed, on))


def test_a_known_weakness_is_told_with_its_numbers_and_what_mends_it() -> None:
    found = of_pip_audit(json.dumps(PIP_AUDIT))
    assert (found.checked, found.unknown) == (2, ("hidden",))
    assert told(found) == [
        "requirements.lock: jinja2 2.0: PYSEC-2019-217, CVE-2019-10906; mended in 2.10.1",
        "requirements.lock: jinja2 2.0: GHSA-aaaa-bbbb-cccc",
    ]
    assert told(of_npm_audit(json.dumps(NPM_AUDIT))) == [f"package-lock.json: lodash <4.17.21: {GHSA}"]


def test_what_was_accepted_by_any_of_its_numbers_is_quiet_until_its_last_day() -> None:
    found = of_pip_audit(json.dumps(PIP_AUDIT))
    for number in ("PYSEC-2019-217", "CVE-2019-10906"):
        assert len(told(found, accepted(number))) == 1
    assert len(told(found, accepted("CVE-2019-10906"), on=date(2026, 7, 1))) == 2
    assert len(told(found, accepted("CVE-2019-10906", package="idna"))) == 2


@pytest.mark.parametrize("answer", ["", "405", "{}", '{"message": "405 Method Not Allowed"}'])
def test_an_answer_that_is_no_report_is_not_taken_for_good_news(answer: str) -> None:
    for read in (of_pip_audit, of_npm_audit):
        with pytest.raises((ValueError, KeyError, TypeError)):
            read(answer)


def test_where_nobody_can_be_asked_it_says_that_nothing_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "npm_config_https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    command = application("advisories")
    lenient = CliRunner().invoke(command, ["advisories", "--when-reachable"])
    assert lenient.exit_code == 0
    assert lenient.output.splitlines() == [
        f"{file}: nothing was checked; no source of advisories answers"
        for file in ("requirements.lock", "package-lock.json")
    ]


def test_the_bill_of_materials_lists_both_lock_files_whole_is_valid_and_the_same_each_time() -> None:
    text = document()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == document()
    components = {each["purl"]: each for each in json.loads(text)["components"]}
    python = re.findall(r"^([a-z0-9-]+)==(\S+)", (PROJECT / "requirements.lock").read_text(), re.MULTILINE)
    node = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert len(components) == len(python) + len(
        {(p.rpartition("node_modules/")[2], v["version"]) for p, v in node.items() if p}
    )
    assert {f"pkg:pypi/{name}@{version}" for name, version in python} <= set(components)
    assert all(each["hashes"] for each in components.values())
    assert components["pkg:npm/%40utrecht/component-library-css@9.0.4"]["scope"] == "required"
    assert components["pkg:npm/%40stoplight/spectral-cli@6.16.0"]["scope"] == "excluded"
    assert not re.search(r"timestamp|serialNumber|https://", text)


def test_a_lock_file_that_changed_without_its_bill_of_materials_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("requirements.lock", "package-lock.json", f"contracts/{FILE}"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)
    monkeypatch.setattr(sbom, "PROJECT", tmp_path)
    command = application("sbom")
    assert CliRunner().invoke(command, ["sbom", "--check"]).exit_code == 0
    lock = tmp_path / "requirements.lock"
    lock.write_text(re.sub(r"^idna==\S+", "idna==0.1", lock.read_text(), flags=re.MULTILINE))
    assert CliRunner().invoke(command, ["sbom", "--check"]).exit_code == 1
    assert CliRunner().invoke(command, ["sbom"]).exit_code == 0
    assert "pkg:pypi/idna@0.1" in (tmp_path / "contracts" / FILE).read_text()
