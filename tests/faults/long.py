"""The long set of faults, with its counts. By hand: python tests/faults/long.py [KILLS] [kills] [powercut] [failing]

Kills every operation at its changes and at random instants of the whole of it, the setting and reading of pages
included, about KILLS times in all (default 1,000); looks at every state a power cut can leave; lets every call fail.
"""

import collections
import errno
import itertools
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]

import desks  # noqa: E402
import operations  # noqa: E402
import powercut  # noqa: E402
import syscalls  # noqa: E402
from benches import Bench  # noqa: E402
from test_failing import failing  # noqa: E402
from test_kills import changes, killed_after, killed_at, takes  # noqa: E402

import cheap  # noqa: E402
from casework.records import intake  # noqa: E402
from letters.paper import pdf, readback  # noqa: E402

SLOW = {"letter": 20, "pack": 20}
"""What takes seconds each time is killed at random that much more seldom."""


def begun(bench):
    """Each operation with the folder as it is before."""
    for name in bench.operations:
        yield name, *bench.take(name)


def with_own_readers(operation, root):
    """The work with confined readers of the child's own: it shares this process's otherwise, and is killed."""

    def run(ack):
        for child in (intake._child, pdf._worker(), readback._reader()):
            child._process = None
        operation.work(root)(ack)

    return run


def line(*cells):
    print(f"{cells[0]:<14}" + "".join(f"{cell:>12}" for cell in cells[1:]), flush=True)


def tell(faults, shown):
    for at, fault in faults[:shown]:
        print(f"    at {at}: {fault.kind}: {fault.why[:300]}", flush=True)


def kills(bench, many):
    """Kill each operation, at its changes and at random."""
    line("KILLS", "at changes", "at random", "reported", "lost", "half", "unreadable", "seconds")
    each, total = max(2, many // len(bench.operations)), collections.Counter()
    for name, operation, before in begun(bench):
        began, found, counts = time.monotonic(), [], collections.Counter()
        with desks.remember():
            most = changes(operation, before)
            for at in operations.spread(most, min(most, each // 2)):
                acked, faults = killed_at(operation, before, at)
                counts.update(changes=1, reported=acked)
                counts.update({fault.kind for fault in faults})
                found += [(f"change {at}", fault) for fault in faults]
        chance, long = random.Random(name), takes(operation, before, with_own_readers)
        for _ in range((each - counts["changes"]) // SLOW.get(name, 1)):
            after = chance.random() * long
            killed, acked, faults = killed_after(operation, before, after, with_own_readers)
            counts.update(random=killed, reported=acked)
            counts.update({fault.kind for fault in faults})
            found += [(f"{after:.3f} s", fault) for fault in faults]
        total += counts
        said = [counts[key] for key in ("changes", "random", "reported", "lost", "half", "unreadable")]
        line(name, *said, f"{time.monotonic() - began:.0f}")
        tell(found, 3)
    line("all", *[total[key] for key in ("changes", "random", "reported", "lost", "half", "unreadable")], "")


def cuts(bench):
    """Look at every state a power cut leaves of each operation."""
    line("POWER CUT", "calls", "states", "bad", "seconds")
    states = bad = 0
    for name, operation, before in begun(bench):
        began, root = time.monotonic(), desks.copy(before, bench.place / "cut")
        ran = syscalls.run(operation.work(root), root, data=True)
        count, found = 0, []
        for done, acked, state in powercut.replay(before, ran):
            powercut.build(state, root)
            count += 1
            if faults := operation.judge(root, acked):
                found.append((f"call {done}, {acked} reported", faults[0]))
        line(name, len(ran.calls), count, len(found), f"{time.monotonic() - began:.0f}")
        tell(found, 3)
        states, bad = states + count, bad + len(found)
    line("all", "", states, bad, "")


def fails(bench):
    """Let every call of each operation fail, with each error."""
    line("FAILING CALLS", "failed", "refused", "done", "traceback", "lost", "half", "untrue", "unreadable", "seconds")
    total = collections.Counter()
    for name, operation, before in begun(bench):
        began, found, counts = time.monotonic(), [], collections.Counter()
        for wrong in (errno.EIO, errno.ENOSPC):
            for at in itertools.count():
                met, ran, faults = failing(operation, before, at, wrong)
                if not met:
                    break
                counts.update(["failed", ran.end, *{fault.kind for fault in faults if fault.kind != "broke"}])
                found += [
                    (f"{errno.errorcode[wrong]} {ran.calls[at].name} {ran.calls[at].path}", one) for one in faults
                ]
        total += counts
        keys = ("failed", "refused", "done", "broke", "lost", "half", "untrue", "unreadable")
        line(name, *[counts[key] for key in keys], f"{time.monotonic() - began:.0f}")
        tell(found, 5)
    line("all", *[total[key] for key in keys], "")


def main():
    many = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1000)
    wanted = [word for word in sys.argv[1:] if not word.isdigit()] or ["kills", "powercut", "failing"]
    if why := syscalls.missing():
        raise SystemExit(f"Calls cannot be seen on this machine: {why}.")
    with cheap.keys():
        memory = Path("/dev/shm")
        place = Path(tempfile.mkdtemp(prefix="faults-", dir=memory if memory.is_dir() else None))
        try:
            bench = Bench(place)
            with desks.remember():
                for name in bench.operations:
                    bench.take(name)
            if "kills" in wanted:
                kills(bench, many)
            with desks.remember():
                if "powercut" in wanted:
                    cuts(bench)
                if "failing" in wanted:
                    fails(bench)
        finally:
            shutil.rmtree(place)


if __name__ == "__main__":
    main()
