"""`python -m wegwijs_cli.bench.profiled FILE MODULE …`: run a module, and write where its time went to FILE.

The profile makes everything slower, small functions most: what it shows are shares, never a cost.
"""

import cProfile
import runpy
import signal
import sys


def main(file: str, module: str, *arguments: str) -> None:
    sys.argv = [module, *arguments]
    # uvicorn ends its process by the signal that it got, unless somebody takes that.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    profile = cProfile.Profile()
    try:
        profile.runcall(runpy.run_module, module, run_name="__main__", alter_sys=True)
    finally:
        profile.dump_stats(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
