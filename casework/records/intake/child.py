"""The other side of the pipe: confines itself, then serves one module's functions until the pipe closes."""

import gc
import importlib
import json
import mimetypes
import os
import resource
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from casework.records.intake.walls import confine

FRAME = struct.Struct(">IQ")
"""What goes before each message: the sizes of its JSON and of the bytes after it."""

Answers = Iterable[tuple[Mapping[str, object], bytes | None]]
"""What a served function gives, one message after the other: a JSON object, and bytes beside it."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first message to a child: what it serves, and the memory (bytes) and time (CPU seconds) of a call."""

    module: str
    memory: int
    cpu: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the functions served; its payload is the bytes of the message."""

    function: str
    args: dict[str, object] = field(default_factory=dict)


def message(frame: Start | Call | Mapping[str, object], size: int) -> bytes:
    """What is sent before `size` bytes."""
    head = json.dumps(frame if isinstance(frame, Mapping) else asdict(frame)).encode()
    return FRAME.pack(len(head), size) + head


def main() -> None:
    """Confine this process, report its walls, and serve."""
    inward, outward = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints must not reach the pipe or the terminal
        os.dup2(nowhere, stream)
    start = Start(**_receive(inward)[0])
    mimetypes.init([])  # or the first library that asks (WeasyPrint) reads the machine's lists, which it may not
    walls = confine(start.memory)
    serves = importlib.import_module(start.module).SERVES
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)  # rows by the hundred thousand hold no cycles; looking for them costs a third
    _send(outward, {"confined": walls})
    while True:
        try:
            frame, payload = _receive(inward)
            call = Call(**frame)
        except EOFError:
            return
        _allow_cpu(start.cpu)
        _serve(outward, serves, call, payload)


def _serve(outward: BinaryIO, serves: Mapping[str, Callable[..., Answers]], call: Call, payload: bytes) -> None:
    from casework import Refused

    try:
        for answer, data in serves[call.function](payload, **call.args):
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


def _send(outward: BinaryIO, frame: Mapping[str, object], data: bytes = b"") -> None:
    outward.write(message(frame, len(data)))
    outward.write(data)
    outward.flush()


def _receive(inward: BinaryIO) -> tuple[Any, bytes]:
    head = inward.read(FRAME.size)
    if len(head) < FRAME.size:
        raise EOFError
    json_size, size = FRAME.unpack(head)
    return json.loads(inward.read(json_size)), inward.read(size)
