"""The other side of the pipe: confines itself, then serves one module's functions until the pipe closes."""

import gc
import importlib
import json
import mimetypes
import os
import resource
import struct
from typing import Any, BinaryIO

from casework.records.intake.walls import confine

FRAME = struct.Struct(">IQ")


def main() -> None:
    """Confine this process, say which walls stand, and serve."""
    inward, outward = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints must not reach the pipe or the terminal
        os.dup2(nowhere, stream)
    asked, _ = _receive(inward)
    mimetypes.init([])  # or the first library that asks (WeasyPrint) reads the machine's lists, which it may not
    walls = confine(asked["memory"])
    serves = importlib.import_module(asked["module"]).SERVES
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)  # rows by the hundred thousand hold no cycles; looking for them costs a third
    _send(outward, {"confined": walls})
    while True:
        try:
            said, payload = _receive(inward)
        except EOFError:
            return
        _allow_cpu(asked["cpu"])
        _serve(outward, serves, said, payload)


def _serve(outward: BinaryIO, serves: dict[str, Any], said: dict[str, Any], payload: bytes) -> None:
    from casework import Refused

    try:
        for answer, data in serves[said["function"]](payload, **said["args"]):
            _send(outward, answer, data or b"")
    except Refused as refused:
        _send(outward, {"refused": str(refused)})
    except MemoryError:
        os._exit(1)
    except Exception as wrong:  # libraries raise a dozen kinds on broken files; only the kind goes out, no text of it
        _send(outward, {"broke": type(wrong).__name__})
    else:
        _send(outward, {"end": True})


def _allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _send(outward: BinaryIO, said: dict[str, Any], data: bytes = b"") -> None:
    head = json.dumps(said).encode()
    outward.write(FRAME.pack(len(head), len(data)) + head)
    outward.write(data)
    outward.flush()


def _receive(inward: BinaryIO) -> tuple[dict[str, Any], bytes]:
    head = inward.read(FRAME.size)
    if len(head) < FRAME.size:
        raise EOFError
    json_size, size = FRAME.unpack(head)
    return json.loads(inward.read(json_size)), inward.read(size)
