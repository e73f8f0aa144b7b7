"""Run every benchmark, or those named: throughput flood latency ending replaying startup matrix."""

import asyncio
import sys

from benchmarks import ending, flood, latency, matrix, replaying, startup, throughput

ALL = {
    "startup": startup.main,
    "throughput": throughput.main,
    "flood": flood.main,
    "latency": latency.main,
    "ending": ending.main,
    "replaying": replaying.main,
    "matrix": matrix.main,
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
