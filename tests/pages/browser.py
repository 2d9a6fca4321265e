"""A browser without a window, spoken to through two pipes: Chromium's own protocol, no driver."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 30.0
KEYS = {
    "Enter": 13,
    "Escape": 27,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
}


def program() -> str | None:
    """Return where a browser is, if there is one: $VFED_CHROMIUM, or on the PATH."""
    return os.environ.get("VFED_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser(profile: Path, *arguments: str) -> Iterator[Page]:
    """Start a browser with a page open; its profile is a folder that nobody needs afterwards."""
    found = program()
    assert found
    to_child, to_parent = os.pipe(), os.pipe()

    def connect() -> None:
        # The protocol's two ends are the third and the fourth file.
        read, write = os.dup(to_child[0]), os.dup(to_parent[1])
        high = [os.dup2(fd, 60 + i) for i, fd in enumerate((read, write))]
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)

    process = subprocess.Popen(
        [
            found, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-extensions", "--hide-scrollbars", "--no-first-run", "--mute-audio",
            "--window-size=1400,900", f"--user-data-dir={profile}", "--remote-debugging-pipe",
            "--disable-background-networking", *arguments,
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        close_fds=False, preexec_fn=connect,
    )  # fmt: skip
    os.close(to_child[0])
    os.close(to_parent[1])
    try:
        yield Page(to_child[1], to_parent[0])
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(to_child[1])
        os.close(to_parent[0])


class Page:
    """A page, and all that it has said: `errors`, and the addresses it `asked` for."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read, self._rest = write, read, b""
        self._number = 0
        self._session = ""
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.loads = 0
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        found = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask for something and return the answer."""
        self._number += 1
        told: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            told["sessionId"] = self._session
        os.write(self._write, json.dumps(told).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                assert "error" not in heard, f"{method}: {heard}"
                return dict(heard["result"])

    def _hear(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            left = max(0, end - time.monotonic())
            assert select.select([self._read], [], [], left)[0], "no answer"
            more = os.read(self._read, 1 << 20)
            assert more, "the browser is gone"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        self._note(heard.get("method", ""), heard.get("params", {}))
        return heard

    def _note(self, event: str, said: dict[str, Any]) -> None:
        if event == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(said["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" and said["type"] in ("error", "warning", "assert"):
            self.errors.append(json.dumps(said["args"]))
        elif event == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self.errors.append(said["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            self.asked.append(said["request"]["url"])
        elif event == "Page.loadEventFired":
            self.loads += 1

    def open(self, file: Path, hash_: str = "") -> float:
        """Open a file, wait until it has been drawn, and return how many seconds that took."""
        self._go("about:blank")  # what differs after # alone would not be loaded again
        start = time.monotonic()
        self._go(file.as_uri() + hash_)
        self.settle()
        return time.monotonic() - start

    def _go(self, url: str) -> None:
        loads = self.loads
        self.call("Page.navigate", url=url)
        while self.loads == loads:
            self._hear()

    def settle(self, seconds: float = 0.12) -> None:
        """Wait until what was typed is looked for, and what changed is drawn."""
        wait = f"setTimeout(() => requestAnimationFrame(done), {seconds * 1000:.0f})"
        self.run(f"new Promise(done => {wait})")

    def run(self, script: str) -> Any:
        """Return what an expression gives in the page."""
        found = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def click(self, selector: str) -> None:
        """Click the middle of what a selector finds first."""
        box = self.run(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        self.mouse("mousePressed", *box)
        self.mouse("mouseReleased", *box)
        self.settle()

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        told = {"button": "left", "buttons": 1, "clickCount": 1, **more}
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **told)

    def key(self, key: str, *, shift: bool = False) -> None:
        """Press a key; a letter or sign is typed."""
        told: dict[str, Any] = {"key": key, "modifiers": 8 if shift else 0}
        told |= {"windowsVirtualKeyCode": KEYS[key]} if key in KEYS else {"text": key}
        self.call("Input.dispatchKeyEvent", type="keyDown", **told)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)
        self.settle()

    def shot(self, path: Path) -> None:
        """Save what is seen as PNG."""
        found = self.call("Page.captureScreenshot", format="png")
        path.write_bytes(b64decode(found["data"]))
