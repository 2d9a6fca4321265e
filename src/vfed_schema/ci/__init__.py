"""What to do where code is hosted: comments under what is to be merged, and issues."""

from .hosts import Host, host
from .issue import tell_issue
from .review import Wish, review

__all__ = ["Host", "Wish", "host", "review", "tell_issue"]
