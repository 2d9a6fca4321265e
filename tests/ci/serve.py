"""A server of HTTP on a port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve for as long as the context lasts; `answer` is given each request. Gives the URL."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            answer(self)

        do_GET = do_POST = do_PATCH = do_PUT = _do  # noqa: N815

        def log_message(self, *said: object) -> None:
            """The tests say what matters."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def body(request: BaseHTTPRequestHandler) -> bytes:
    """Return what was sent with a request."""
    return request.rfile.read(int(request.headers.get("Content-Length") or 0))
