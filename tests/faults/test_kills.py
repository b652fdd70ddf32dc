"""kill -9 at any moment of anything an officer does: the desk opens, and every act that was reported is there, whole."""

import random
import time

import desks
import pytest
import syscalls
from benches import OPERATIONS, one_bench, rehearsed  # noqa: F401
from operations import Operation, spread

from dpo_console.jobs import opening

seen = pytest.mark.skipif(bool(syscalls.missing()), reason=f"calls cannot be seen: {syscalls.missing()}")
AT_CALLS, AT_RANDOM = 6, 3
"""Kills of each operation in the ordinary tests; `long.py` does as many as it is told."""


def killed_at(operation, before, number):
    """Kill it before its change number so-and-so: what it had reported, and the faults found."""
    root = desks.copy(before, before.with_name("killed"))
    ran = syscalls.run(operation.work(root), root, kill=number)
    assert ran.end == "killed" and ran.met, ran.said
    return len(ran.acks), operation.judge(root, len(ran.acks))


def as_it_is(operation, root):
    """The work of an operation."""
    return operation.work(root)


def killed_after(operation, before, seconds, work=as_it_is):
    """Kill it after so long, whatever it was doing: whether it was killed, its reports, the faults found."""
    root = desks.copy(before, before.with_name("killed"))
    ran = syscalls.run_for(work(operation, root), seconds)
    assert ran.end in ("killed", "done"), ran.said
    return ran.met, len(ran.acks), operation.judge(root, len(ran.acks))


def changes(operation, before):
    """How many changes it makes when nobody kills it."""
    root = desks.copy(before, before.with_name("killed"))
    ran = syscalls.run(operation.work(root), root)
    assert ran.end == "done", ran.said
    return len(ran.calls)


def takes(operation, before, work=as_it_is):
    """Seconds it takes when nobody kills it."""
    root = desks.copy(before, before.with_name("killed"))
    began = time.monotonic()
    ran = syscalls.run_for(work(operation, root), 600)
    assert ran.end == "done", ran.said
    return time.monotonic() - began


@pytest.mark.slow
@seen
@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_a_change_nothing_is_lost_or_half(bench, name):
    """Killed before some of its changes to the disk, spread over all of them, it leaves a desk that is whole."""
    operation, before = bench.take(name)
    many = changes(operation, before)
    found = [(at, *killed_at(operation, before, at)) for at in spread(many, AT_CALLS)]
    assert [one for one in found if one[2]] == []
    assert found[0][1] < found[-1][1] or operation.times == 1  # some came before reports, some after


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_any_instant_nothing_is_lost_or_half(bench, name):
    """Killed after any time, it leaves a desk that is whole."""
    operation, before = bench.take(name)
    long, chance = takes(operation, before), random.Random(name)
    found = [killed_after(operation, before, chance.random() * long) for _ in range(AT_RANDOM)]
    assert [faults for _, _, faults in found if faults] == []


class Boasting(Operation):
    """The planted fault: it reports before it acts."""

    def work(self, root):
        def run(ack):

            desk = opening.open_desk(root / "desk", desks.PASSPHRASE, now=desks.NOW)
            for number in range(self.times):
                ack(number + 1)
                self.step(desk, number)

        return run


def in_two_steps(desk, number):
    """The planted fault: an act in two transactions."""
    from casework.rights import requests as rights
    from casework.timeline.events import day_of

    said = rights.RequestIn.checked(desks.FACTS, day_of(desks.NOW))
    with desk.staging() as session:
        reference = rights.log(session, said, day_of(desks.NOW)).reference
    with desk.act(desks.NOW) as act:
        for kind in ("received", "recognised", "logged"):
            act.record(kind, reference=reference, on=day_of(desks.NOW))


@seen
@pytest.mark.parametrize(
    ("planted", "kind"),
    [(Boasting("boast", desks.log, 2), "lost"), (Operation("two steps", in_two_steps, 2), "half")],
    ids=["reported before it is done", "done in two transactions"],
)
def test_a_lost_act_and_a_half_act_are_found(bench, tmp_path, planted, kind):
    """The planted faults: an act reported too early is found lost, one done in two transactions is found half."""
    bench.take("act")
    planted.begin(bench.place / "base", tmp_path / "before")
    many = changes(planted, tmp_path / "before")
    found = [fault.kind for at in range(many // 5, many, 4) for fault in killed_at(planted, tmp_path / "before", at)[1]]
    assert kind in found
