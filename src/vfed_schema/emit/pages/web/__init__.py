"""What pages are put together from: styles, scripts, the frame."""

from importlib.resources import files


def part(name: str) -> str:
    """Return the text of a file here, on which nothing hangs that a checkout might change."""
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").strip()
