"""Periods of time, and what partitions of them are called."""

from __future__ import annotations

from datetime import datetime

import pytest

from vfed_schema.calendar import EVERY, FIRST, LAST, Period, bounds, gaps, label, period

DAY = datetime(2026, 12, 31, 23, 59)


@pytest.mark.parametrize(
    ("every", "called", "start", "end"),
    [
        ("day", "2026_12_31", datetime(2026, 12, 31), datetime(2027, 1, 1)),
        ("week", "2026w53", datetime(2026, 12, 28), datetime(2027, 1, 4)),
        ("month", "2026_12", datetime(2026, 12, 1), datetime(2027, 1, 1)),
        ("quarter", "2026q4", datetime(2026, 10, 1), datetime(2027, 1, 1)),
        ("year", "2026", datetime(2026, 1, 1), datetime(2027, 1, 1)),
    ],
)
def test_a_period_has_a_start_an_end_and_a_name(
    every: str, called: str, start: datetime, end: datetime
) -> None:
    """The first moment is in it, the one after the last is not."""
    found = period(every, DAY)

    assert Period(start, end) == found
    assert called == label(every, found.start)


@pytest.mark.parametrize("every", EVERY)
def test_periods_follow_each_other_without_a_gap(every: str) -> None:
    """Over years, leap days and turns of the year among them; names are never twice the same."""
    found = [period(every, datetime(2024, 1, 1), n) for n in range(-400, 400)]

    assert [p.end for p in found[:-1]] == [p.start for p in found[1:]]
    assert len(found) == len({label(every, p.start) for p in found})
    assert all(period(every, p.start) == p for p in found)


@pytest.mark.parametrize(
    ("bound", "span"),
    [
        (
            "FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')",
            Period(datetime(2026, 11, 1), datetime(2026, 12, 1)),
        ),
        (
            "FOR VALUES FROM ('2026-11-01 01:30:00+01:30') TO (MAXVALUE)",
            Period(datetime(2026, 11, 1), LAST),
        ),
        (
            "FOR VALUES FROM (MINVALUE) TO ('2026-12-01')",
            Period(FIRST, datetime(2026, 12, 1)),
        ),
        ("DEFAULT", None),
    ],
)
def test_bounds_are_read_as_postgres_spells_them(bound: str, span: Period | None) -> None:
    """Of dates, of timestamps with a zone and without, and of no end."""
    assert span == bounds(bound)


def test_what_is_no_span_of_time_is_an_error() -> None:
    """A list, or a range of numbers."""
    for bound in ("FOR VALUES IN (1)", "FOR VALUES FROM (1) TO (10)"):
        with pytest.raises(ValueError, match="FOR VALUES|isoformat"):
            bounds(bound)


def test_gaps_are_what_nobody_holds() -> None:
    """Before, between, after; what reaches over an end counts up to it."""
    days = [datetime(2026, 1, n) for n in range(1, 10)]
    wanted = Period(days[1], days[7])
    there = [Period(days[5], days[6]), Period(days[0], days[2]), Period(days[3], days[4])]

    assert list(gaps(wanted, there)) == [
        Period(days[2], days[3]),
        Period(days[4], days[5]),
        Period(days[6], days[7]),
    ]
