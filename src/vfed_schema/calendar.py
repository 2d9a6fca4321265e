"""Periods of time that tables are divided by, and the bounds of partitions that tell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EVERY = ("day", "week", "month", "quarter", "year")

# Without a zone, and in UTC where the column has one: that is what bounds are spelled in.
FIRST, LAST = datetime.min, datetime.max

_BOUND = re.compile(r"FOR VALUES FROM \((.*)\) TO \((.*)\)")


class Period(NamedTuple):
    """A span of time: its first moment, and the first one after it."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        return f"{told(self.start)} to {told(self.end)}"


def told(moment: datetime) -> str:
    """Return a moment for people and for Postgres: the day alone at midnight."""
    if moment in (FIRST, LAST):
        return "the first" if moment == FIRST else "the last"
    return f"{moment:%Y-%m-%d}" if moment == _midnight(moment) else moment.isoformat(" ")


def now() -> datetime:
    """Return this moment, in UTC, and without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def period(every: str, moment: datetime, ahead: int = 0) -> Period:
    """Return the period that a moment is in, or one so many after it, or before.

    >>> str(period("month", datetime(2026, 11, 26), 2))
    '2027-01-01 to 2027-02-01'
    """
    day = _midnight(moment)
    if every in ("day", "week"):
        days = 1 if every == "day" else 7
        first = day - timedelta(days=day.weekday() if every == "week" else 0)
        start = first + timedelta(days=days * ahead)
        return Period(start, start + timedelta(days=days))
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    count = (day.year * 12 + day.month - 1) // months + ahead
    return Period(_month(count * months), _month((count + 1) * months))


def label(every: str, start: datetime) -> str:
    """Return what a period is called in the name of a partition.

    >>> label("month", datetime(2026, 11, 1)), label("week", datetime(2026, 11, 23))
    ('2026_11', '2026w48')
    """
    if every == "week":
        year, week, _ = start.isocalendar()
        return f"{year:04}w{week:02}"
    if every == "quarter":
        return f"{start.year:04}q{(start.month - 1) // 3 + 1}"
    rest = {"day": "_%m_%d", "month": "_%m", "year": ""}[every]
    return f"{start.year:04}{start.strftime(rest)}"


def bounds(bound: str) -> Period | None:
    """Return the span that a partition holds by its bound, or None for a default one.

    Raises ValueError where it is no span of time.
    """
    found = _BOUND.fullmatch(bound)
    if found is None:
        if bound == "DEFAULT":
            return None
        raise ValueError(bound)
    start, end = (_moment(value) for value in found.groups())
    return Period(start, end)


def gaps(wanted: Period, there: Iterable[Period]) -> Iterator[Period]:
    """Yield what of a span is in none of the others."""
    start = wanted.start
    for other in sorted(there):
        if other.end <= start or other.start >= wanted.end:
            continue
        if other.start > start:
            yield Period(start, other.start)
        start = other.end
    if start < wanted.end:
        yield Period(start, wanted.end)


def _moment(value: str) -> datetime:
    if value in ("MINVALUE", "'-infinity'"):
        return FIRST
    if value in ("MAXVALUE", "'infinity'"):
        return LAST
    moment = datetime.fromisoformat(value.strip("'"))
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _month(count: int) -> datetime:
    return datetime(count // 12, count % 12 + 1, 1)
