"""The confined child: what a hostile file could try from inside, and that its death harms nobody."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from casework import Refused
from casework.records.intake import walls
from casework.records.intake.sandbox import Child

HERE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def probing():
    one = Child("probes", wait_seconds=5, library=HERE)
    yield one
    one.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("home") / "secret"
    path.write_text("canary")
    return path


def outcome(child, probe, payload=b""):
    return next(iter(list(child.call(probe, str(payload).encode() if not isinstance(payload, bytes) else payload))))[0][
        "outcome"
    ]


def test_a_child_answers(probing):
    """What goes in through the pipe comes back through it, however large."""
    data = os.urandom(3 << 20)
    [(said, back)] = probing.call("echo", data)
    assert (said["size"], back) == (len(data), data)


@pytest.mark.parametrize("probe", ["read", "write", "listing"])
def test_no_file_can_be_read_written_or_listed(probing, secret, probe):
    """The officer's files do not exist for the child."""
    assert outcome(probing, probe, secret.parent if probe == "listing" else secret) == "denied"
    assert outcome(probing, probe, "/etc" if probe == "listing" else "/etc/passwd") == "denied"


def test_nothing_can_be_reached_over_a_network(probing, tmp_path):
    """No TCP to the loopback, no UDP, no socket in the file system, though listeners are there."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "s"))
        local.listen()
        assert outcome(probing, "tcp", server.getsockname()[1]) == "denied"
        assert outcome(probing, "udp") == "denied"
        assert outcome(probing, "unix", tmp_path / "s") == "denied"


def test_no_program_starts_and_no_process_is_touched(probing):
    """Forking (and so bombing), executing, signalling the parent and tracing it are all denied."""
    assert outcome(probing, "fork") == "denied"
    assert outcome(probing, "replace") == "denied"
    assert outcome(probing, "kill", os.getpid()) == "denied"
    assert outcome(probing, "trace", os.getpid()) == "denied"


def test_threads_still_start(probing):
    """The wall against processes lets threads through, which the libraries use."""
    assert outcome(probing, "thread") == "done"


def test_memory_is_bounded(probing):
    """Two gibibytes are not to be had."""
    assert outcome(probing, "memory") == "denied"


def test_a_child_that_dies_or_never_ends_is_one_sentence_and_the_next_call_works(probing):
    """An abort and an endless loop are told as such, and the console goes on with a new child."""
    with pytest.raises(Refused, match="too much memory or time"):
        list(probing.call("die", b""))
    impatient = Child("probes", wait_seconds=1, library=HERE)
    with pytest.raises(Refused, match="too long to read"):
        list(impatient.call("loop", b""))
    impatient.close()
    assert outcome(probing, "memory") == "denied"


def test_a_processor_hog_is_ended():
    """A loop that burns the processor is ended by the kernel, though nobody waits for the clock."""
    one = Child("probes", cpu_seconds=1, wait_seconds=60, library=HERE)
    with pytest.raises(Refused, match="too much memory or time"):
        list(one.call("burn", b""))
    one.close()


def test_a_child_that_dribbles_is_waited_for_no_longer_than_one_that_is_silent():
    """The time of a call is counted whole, not from one answer to the next."""
    one = Child("probes", wait_seconds=1, library=HERE)
    with pytest.raises(Refused, match="too long to read"):
        list(one.call("dribble", b""))
    one.close()


def test_what_a_library_raises_or_prints_is_a_sentence_without_its_words(probing):
    """An exception nobody foresaw becomes one sentence; its text, which may hold data, stays in the child."""
    with pytest.raises(Refused, match="KeyError") as refused:
        list(probing.call("stumble", b""))
    assert "canary" not in str(refused.value)
    assert outcome(probing, "noise") == "done"


def test_a_call_is_cancelled_from_another_thread(probing):
    """Cancelling ends the call with a sentence, and the next call works."""
    timer = threading.Timer(0.3, probing.cancel)
    timer.start()
    with pytest.raises(Refused, match="cancelled"):
        list(probing.call("loop", b""))
    timer.join()
    assert outcome(probing, "memory") == "denied"


def test_two_calls_at_once_are_refused_and_never_hang(probing):
    """A second file while one is being read is a sentence, not a wait without end."""
    first = probing.call("echo", b"x")
    next(first)
    with pytest.raises(Refused, match="still being read"):
        list(probing.call("echo", b"y"))
    assert list(first) == []


def _loopback_is_up(server):
    try:
        socket.create_connection(server.getsockname(), timeout=2).close()
    except OSError:
        return False
    return True


def test_the_probes_would_succeed_without_the_walls(secret, tmp_path):
    """The planted fault: the same probes in a process that was not confined do what they try."""
    code = (
        "import sys; sys.path.append(sys.argv[1]); import probes;"
        "print(*[next(probes.SERVES[name](arg.encode()))[0]['outcome'] for name, arg in zip(sys.argv[2::2], sys.argv[3::2])])"
    )
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "s"))
        local.listen()
        tries = {
            "tcp": server.getsockname()[1], "unix": tmp_path / "s", "read": secret, "write": tmp_path / "w",
            "listing": "/etc", "fork": "", "kill": os.getpid(), "memory": "",
        }  # fmt: skip
        if not _loopback_is_up(server):  # the suite also passes where there is no network at all
            del tries["tcp"]
        said = [str(part) for pair in tries.items() for part in pair]
        ran = subprocess.run([sys.executable, "-c", code, str(HERE), *said], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["done"] * len(tries)


def test_a_machine_without_walls_reads_nothing(monkeypatch):
    """Where neither Landlock nor an empty network can be had, the reader refuses instead of reading in the open."""
    one = Child("casework.records.intake.reader")
    monkeypatch.setattr(one, "_receive", lambda: ({"confined": {"files": False, "network": False}}, b""))
    with pytest.raises(Refused, match="cannot isolate"):
        list(one.call("nothing", b""))
    one.close()


def test_what_the_child_may_read_holds_no_home_folder():
    """The libraries are readable, the officer's home is not, except where Python itself lives in it."""
    assert str(Path.home()) not in walls.readable()
    assert "/" not in walls.readable()
