"""Drift: which differences are somebody's doing, which are to come, and which are known."""

from .judge import Case, Ledger, ledger, verdicts
from .known import Known, read_known

__all__ = ["Case", "Known", "Ledger", "ledger", "read_known", "verdicts"]
