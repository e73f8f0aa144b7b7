"""Templates as they were compiled once, kept where Python keeps its own bytecode: compiling takes 0.2 s."""

import marshal
import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    """Good until any file of the package changes, for what filters make of constants is in there, too."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return cache_from_source(f"{filename or name}.py")

    def get_source_checksum(self, source: str) -> str:
        return sha256(f"{_mark()}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, EOFError, ValueError, TypeError):  # it is not there, or not whole
            mark, _, code = Path(bucket.key).read_bytes().partition(b"\n")
            if mark == bucket.checksum.encode():
                bucket.code = marshal.loads(code)  # noqa: S302 - beside Python's own, which it loads likewise

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Whole or not at all; where nothing may be written, the next start takes as long as this one."""
        if sys.dont_write_bytecode:
            return
        path = Path(bucket.key)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True, parents=True)
            aside.write_bytes(bucket.checksum.encode() + b"\n" + marshal.dumps(bucket.code))
            aside.replace(path)


@cache
def _mark() -> str:
    """Other for each state of the package's files, and for each version of what compiles them."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    states = ((path, path.stat()) for path in files)
    told = [f"{path} {state.st_mtime_ns} {state.st_size}" for path, state in states]
    return "\0".join([sys.version, jinja2.__version__, *told])
