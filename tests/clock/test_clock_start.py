"""What starts a request's month: receipt, or identity, fee or authority where that came later."""

from counting import on, run


def test_identity_restarts_the_month_whole():
    """Art 12A(2)(b): the period is counted from the day the identity came; until then it has not begun."""
    received, asked, came = on("2026-03-10"), on("2026-03-11"), on("2026-03-19")
    assert run("access", received, ("id_requested", asked)).state == "not-started"
    found = run("access", received, ("id_requested", asked), ("id_received", came))
    assert found.due == on("2026-04-20")
    assert found.steps[0].citation == "UK GDPR Art 12(6), 12A(2)(b)"


def test_an_identity_asked_for_twice_starts_the_month_with_the_second():
    """Art 12A(2): the latest day counts."""
    events = [("id_requested", on("2026-03-11")), ("id_received", on("2026-03-13"))]
    events += [("id_requested", on("2026-03-16")), ("id_received", on("2026-03-20"))]
    assert run("access", on("2026-03-10"), *events).start == on("2026-03-20")


def test_the_latest_of_identity_fee_and_authority_starts_the_month():
    """Art 12A(2): the relevant time is the latest; each that moved it has its step."""
    events = [("id_requested", on("2026-03-11")), ("fee_requested", on("2026-03-11"))]
    events += [("id_received", on("2026-03-19")), ("fee_paid", on("2026-03-25"))]
    found = run("other", on("2026-03-10"), *events)
    assert (found.start, found.due) == (on("2026-03-25"), on("2026-04-27"))
    assert [step.citation for step in found.steps[:2]] == [
        "UK GDPR Art 12(6), 12A(2)(b)",
        "UK GDPR Art 12(5), 12A(2)(c)",
    ]


def test_an_identity_asked_for_too_late_shows_the_day_that_had_passed():
    """Art 12A(2)(b) names no limit; asked for after the month's end it restarts, and the passed day is the cautious one."""
    found = run("access", on("2026-03-10"), ("id_requested", on("2026-05-01")), ("id_received", on("2026-05-05")))
    assert (found.due, found.cautious) == (on("2026-06-05"), on("2026-04-10"))


def test_authority_starts_the_clock_and_says_that_this_is_guidance():
    """Authority is not in Art 12A: the ICO counts from it, and the step says it is inferred."""
    found = run(
        "access", on("2026-03-10"), ("authority_requested", on("2026-03-11")), ("authority_received", on("2026-03-19"))
    )
    assert found.steps[0].standing == "inferred"


def test_without_the_icos_word_on_authority_the_day_is_shown():
    """Authority to act is not in Art 12A(2): the day from receipt is the cautious one, asked or answered."""
    out = ("authority_requested", on("2026-03-11"))
    waiting = run("access", on("2026-03-10"), out)
    assert (waiting.state, waiting.due, waiting.cautious) == ("not-started", None, on("2026-04-10"))
    found = run("access", on("2026-03-10"), out, ("authority_received", on("2026-03-19")))
    assert (found.due, found.cautious) == (on("2026-04-20"), on("2026-04-10"))


def late(found):
    """The day that had passed, and the cautious day."""
    return found.stricter, found.cautious


def test_what_is_asked_for_too_late_keeps_the_day_that_had_passed():
    """Identity and fee both asked for after the month, one or both unanswered: the passed day stays with the clock."""
    identity, fee = ("id_requested", on("2026-05-01")), ("fee_requested", on("2026-05-02"))
    for events in ([identity], [fee], [identity, fee], [identity, ("id_received", on("2026-05-05")), fee]):
        assert late(run("access", on("2026-03-10"), *events)) == (on("2026-04-10"), on("2026-04-10"))


def test_a_second_question_is_tested_against_the_day_of_the_first():
    """Identity in time moves the day; asked for again when that had passed too, the moved day is the one that had."""
    first = ("id_requested", on("2026-03-11")), ("id_received", on("2026-03-19"))
    again = ("id_requested", on("2026-06-01")), ("id_received", on("2026-06-03"))
    found = run("access", on("2026-03-10"), *first, *again)
    assert (found.due, late(found)) == (on("2026-07-03"), (on("2026-04-20"), on("2026-04-20")))
    assert run("access", on("2026-03-10"), *first).stricter is None


def test_authority_that_nobody_asked_for_moves_no_day():
    """Authority that came by itself, with the request or after the month's end, leaves the day where it was."""
    found = run("access", on("2026-03-10"), ("authority_received", on("2026-05-05")))
    assert (found.due, late(found)) == (on("2026-04-10"), (None, None))


def test_the_day_itself_is_in_time():
    """Asked for on the last day, or while a question kept the clock standing, nothing had passed."""
    assert run("access", on("2026-03-10"), ("id_requested", on("2026-04-10"))).stricter is None
    assert run("access", on("2026-03-10"), ("id_requested", on("2026-04-11"))).stricter == on("2026-04-10")
    out = ("clarification_requested", on("2026-04-01"))
    assert run("access", on("2026-03-10"), out, ("id_requested", on("2026-06-11"))).stricter is None


def test_two_questions_of_one_day_are_two():
    """Asked twice on one day and answered twice, both count: the day that had passed is given."""
    twice = [("id_requested", on("2026-05-01"))] * 2 + [("id_received", on("2026-05-05"))] * 2
    found = run("access", on("2026-03-10"), *twice)
    assert (found.due, found.stricter) == (on("2026-06-05"), on("2026-04-10"))
