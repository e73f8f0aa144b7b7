"""Run every benchmark, or those named: `python -m benchmarks latency site`.

Those of the site (site, searching, watching, static) are of ten thousand meetings, or as many as MEETINGS says.
"""

import asyncio
import sys

from benchmarks import (
    ending,
    flood,
    latency,
    matrix,
    replaying,
    searching,
    site,
    startup,
    static,
    throughput,
    watching,
)

ALL = {
    "startup": startup.main,
    "throughput": throughput.main,
    "flood": flood.main,
    "latency": latency.main,
    "ending": ending.main,
    "replaying": replaying.main,
    "matrix": matrix.main,
    "site": site.main,
    "searching": searching.main,
    "watching": watching.main,
    "static": static.main,
}


def main() -> None:
    chosen = sys.argv[1:] or list(ALL)
    unknown = set(chosen) - set(ALL)
    if unknown:
        sys.exit(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    for name in chosen:
        print(f"\n## {name}", flush=True)
        asyncio.run(ALL[name]())


if __name__ == "__main__":
    main()
