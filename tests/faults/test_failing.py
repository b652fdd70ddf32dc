"""The disk fails at the Nth call: a sentence or success, and never anything lost, half done or told otherwise."""

import contextlib
import errno
import re
import resource
import signal

import desks
import pytest
import syscalls
from benches import OPERATIONS, one_bench, rehearsed  # noqa: F401
from operations import spread

from dpo_console.jobs import opening
from dpo_console.views import jobs as views_jobs

pytestmark = pytest.mark.skipif(bool(syscalls.missing()), reason=f"calls cannot be seen: {syscalls.missing()}")
TRIED = 8
"""Calls of each operation made to fail in the ordinary tests, with one error and then the other; the long set tries all."""


_swept: dict[str, tuple[int, list]] = {}
UNDONE = re.compile("nothing was|again", re.IGNORECASE)
"""A sentence that says the act is not there, or is to be done again."""


def failing(operation, before, number, wrong, only=lambda call: True):
    """Let one call fail: whether there was one, the call, how it ended, and the faults found."""
    root = desks.copy(before, before.with_name("failing"))
    ran = syscalls.run(operation.work(root), root, fail=number, wrong=wrong, only=only)
    found = operation.judge(root, len(ran.acks), refused=bool(ran.end == "refused" and UNDONE.search(ran.said)))
    if ran.end == "broke":
        found.append(desks.Fault("broke", ran.said.strip().splitlines()[-1]))
    elif ran.end == "refused" and not ran.said.strip().endswith("."):
        found.append(desks.Fault("broke", f"no sentence: {ran.said}"))
    return ran.met, ran, found


def swept(operation, before, few):
    """A few of its calls made to fail, evenly spread, and once more with none: (calls that failed, faults)."""
    root = desks.copy(before, before.with_name("failing"))
    calls = syscalls.run(operation.work(root), root).calls
    tried, found = 0, []
    for at in spread(len(calls), few):
        wrong = (errno.EIO, errno.ENOSPC)[at % 2]
        met, ran, faults = failing(operation, before, at, wrong)
        tried += met
        found += [
            (at, errno.errorcode[wrong], ran.calls[at].name, ran.calls[at].path, len(ran.acks), fault)
            for fault in faults
        ]
    return tried, found


def few_of(bench, name):
    """The sweep of an operation in the ordinary tests, done once."""
    if name not in _swept:
        _swept[name] = swept(*bench.take(name), TRIED)
    return _swept[name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_that_fails_loses_nothing(bench, name):
    """Opening, writing, syncing or renaming refused: what was reported stands whole, and the desk opens again."""
    tried, found = few_of(bench, name)
    assert tried >= TRIED // 2
    assert [one for one in found if one[-1].kind not in ("broke", "untrue")] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_that_fails_is_told_truly(bench, name):
    """The same is a sentence or a success, never a traceback; and what was done is not called undone."""
    assert [one for one in few_of(bench, name)[1] if one[-1].kind in ("broke", "untrue")] == []


@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename"])
def test_an_act_whose_anchor_cannot_be_written_is_not_called_undone(bench, call):
    """Committed is committed: where the anchor fails after it, the officer is not told to do the act again."""
    operation, before = bench.take("act")
    _, ran, found = failing(
        operation, before, 0, errno.ENOSPC, lambda one: one.name == call and one.path.startswith("desk/.anchor")
    )
    assert ran.met and found == []


@pytest.mark.parametrize("wrong", [errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_written_is_one_sentence(bench, wrong):
    """A read-only file system, or a folder that is somebody else's, says so; nothing in it is changed."""
    operation, before = bench.take("act")
    _, ran, found = failing(operation, before, 0, wrong)
    assert ran.end == "refused" and "cannot write to the desk's folder" in ran.said, ran.said
    assert found == []


def test_a_disk_that_is_full_for_good_is_told_every_time(bench):
    """A limit on the size of files, met again and again: each act is refused whole, and a smaller desk goes on."""
    operation, before = bench.take("act")
    root = desks.copy(before, before.with_name("failing"))

    def work(ack):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = (root / "desk" / "desk.db").stat().st_size
        desk = opening.open_desk(root / "desk", desks.PASSPHRASE, now=desks.NOW)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 3, resource.RLIM_INFINITY))
        done = refused = 0
        for number in range(40):
            try:
                operation.step(desk, number)
                done += 1
            except desks.Refused as sentence:
                assert "disk is full" in str(sentence)
                refused += 1
        ack([done, refused])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        operation.step(desk, 0)
        ack([desk.verdict().state, len(views_jobs.cases(desk, "", desks.NOW))])

    ran = syscalls.run_for(work, 60)
    assert ran.end == "done", ran.said
    [done, refused], [state, cases] = [value for _, value in ran.acks]
    assert done > 0 and refused > 0
    assert (state, cases) == ("whole", 1 + done + 1)


def test_a_lying_disk_is_found(bench, monkeypatch):
    """The planted fault: an act whose failure is swallowed and reported as done is found lost."""
    operation, before = bench.take("act")
    real = operation.step

    def swallowing(desk, number):
        with contextlib.suppress(desks.Refused):
            real(desk, number)

    monkeypatch.setattr(operation, "step", swallowing)
    _, _, found = failing(
        operation, before, 2, errno.EIO, lambda call: call.name == "write" and call.path == "desk/desk.db-wal"
    )
    assert "lost" in {fault.kind for fault in found}
