"""The browser of the page tests: Debian's Chromium, installed where we may."""

import os
import shutil
import subprocess
from collections.abc import Mapping

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.progress import Progress

PROGRAM = "chromium"
PACKAGES = ("chromium", "chromium-l10n")
INSTALLED_WITHIN_SECONDS = 900
TO_INSTALL = f"apt-get install {' '.join(PACKAGES)}"


def need_browser(progress: Progress, path: str | None = None, *, is_root: bool | None = None) -> str:
    """Where Chromium is; root installs it where it is missing. Raises CannotStart with one line.

    `path` is searched like PATH, and is PATH where it is not given.
    """
    if found := shutil.which(PROGRAM, path=path):
        return found
    may_install = os.geteuid() == 0 if is_root is None else is_root
    if not (may_install and shutil.which("apt-get", path=path)):
        raise CannotStart(f"the page tests need Chromium: {TO_INSTALL}; or --without-browser leaves them out")
    with progress.step("Chromium is installed"):
        _apt_get("update", "-qq")
        _apt_get("install", "-y", "-qq", "--no-install-recommends", *PACKAGES)
    if found := shutil.which(PROGRAM, path=path):
        return found
    raise CannotStart(f"Chromium is not there after {TO_INSTALL}")


def _apt_get(*arguments: str) -> None:
    environment: Mapping[str, str] = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(  # noqa: S603  # a fixed command
            ["apt-get", *arguments],  # noqa: S607
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=INSTALLED_WITHIN_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as error:
        told = (getattr(error, "stderr", "") or "").strip().splitlines()
        raise CannotStart(f"{TO_INSTALL} failed: {told[-1] if told else error}") from None
