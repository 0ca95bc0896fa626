"""A page on this machine where one pastes a text and sees what goes, and why.

The same code as everywhere judges it; nothing leaves the machine. Its looks and script are ``data/serve.html``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson

from newswash import __version__
from newswash.cleaner import Cleaner
from newswash.errors import DataError, UsageError
from newswash.hints import HINTS, as_hint
from newswash.model import Mark, Removal, Result
from newswash.profiles import PROFILES
from newswash.spans import overlaps

PAGE = Path(__file__).parent / "data" / "serve.html"
HOST = "127.0.0.1"
MAX_BYTES = 4_000_000
_DIGITS = 20  # of a length; of thousands Python makes no number
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def server(port: int, cleaner: Cleaner) -> ThreadingHTTPServer:
    """A server bound to this machine alone, not yet serving: call ``serve_forever``. Port 0: any that is free.

    The cleaner's profile is the one chosen when the page opens; what else it was told holds under every profile.
    Raises DataError when the port is taken.
    """
    cleaners = {name: cleaner.under(name) for name in PROFILES}
    own = cleaner.profile.name
    parts = _parts(own)

    class Handler(_Handler):
        judges = cleaners
        profile = own
        files = parts

    try:
        return ThreadingHTTPServer((HOST, port), Handler)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{HOST}:{port}: {why}. Choose another port: --port 0 takes any that is free.") from error


def pieces(result: Result) -> list[dict[str, Any]]:
    """The original cut at the edges of removals and marks, in order; joined, their texts are the original again.

    Each piece has ``text`` and ``kind`` (kept, removed, marked); what is not kept also has ``start`` and ``end`` (code
    points of the original), ``category``, ``rule``, ``score`` and ``reason``.
    """
    return list(_pieces(result))


def _pieces(result: Result) -> Iterator[dict[str, Any]]:
    taken = [(r.start, r.end) for r in result.removals]
    marks = [m for m in result.marks if not overlaps(taken, m.start, m.end)]
    spans: list[Removal | Mark] = sorted([*result.removals, *marks], key=lambda x: (x.start, x.end))
    at = 0
    for span in spans:
        if span.start < at:
            continue
        if at < span.start:
            yield {"text": result.original[at : span.start], "kind": "kept"}
        yield {
            "text": result.original[span.start : span.end],
            "kind": "removed" if isinstance(span, Removal) else "marked",
            "start": span.start,
            "end": span.end,
            "category": span.category,
            "rule": span.rule,
            "score": round(span.score, 4),
            "reason": span.reason,
        }
        at = span.end
    if at < len(result.original):
        yield {"text": result.original[at:], "kind": "kept"}


def _parts(profile: str) -> dict[str, tuple[str, bytes]]:
    """The page, its style and its script, by path: three files, so that the policy needs no exception."""
    page = PAGE.read_text("utf-8").replace("@@PROFILE@@", profile).replace("@@VERSION@@", __version__)
    head, _, rest = page.partition("<style>")
    style, _, rest = rest.partition("</style>")
    body, _, rest = rest.partition("<script>")
    script, _, tail = rest.partition("</script>")
    html = f'{head}<link rel="stylesheet" href="/style.css">{body}<script src="/script.js"></script>{tail}'
    return {
        "/": ("text/html; charset=utf-8", html.encode()),
        "/style.css": ("text/css; charset=utf-8", style.encode()),
        "/script.js": ("text/javascript; charset=utf-8", script.encode()),
    }


class _Handler(BaseHTTPRequestHandler):
    judges: Mapping[str, Cleaner]
    profile: str
    files: Mapping[str, tuple[str, bytes]]
    server: HTTPServer
    timeout = 30

    def handle(self) -> None:
        """As every handler does, but a client that leaves before its answer is nobody's business either."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        if not self._is_local():
            self._refuse(HTTPStatus.FORBIDDEN, "this server answers its own machine alone")
        elif self.path in self.files:
            self._send(HTTPStatus.OK, *self.files[self.path])
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "there is one page here: /")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not self._is_local():
            self._refuse(HTTPStatus.FORBIDDEN, "this server answers its own page alone")
        elif self.path != "/judge":
            self._refuse(HTTPStatus.NOT_FOUND, "texts are judged at /judge")
        elif self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
        elif not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "say the length of the body")
        elif len(length) > _DIGITS or int(length) > MAX_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {MAX_BYTES} bytes: use `newswash explain`")
        else:
            try:
                answer = self._judge(self.rfile.read(int(length)))
            except UsageError as error:
                self._refuse(HTTPStatus.BAD_REQUEST, str(error))
            else:
                self._send(HTTPStatus.OK, "application/json", answer)

    def _judge(self, body: bytes) -> bytes:
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise UsageError(f"the body is not JSON ({error}).") from error
        if not isinstance(asked, dict):
            raise UsageError("the body must be an object with a text.")
        cleaner = self.judges.get(name) if isinstance(name := asked.get("profile", self.profile), str) else None
        if cleaner is None:
            raise UsageError(f"no profile named {name!r}: one of {', '.join(self.judges)}.")
        hints = {k: as_hint(asked.get(k)) for k in HINTS}
        result = cleaner.detect(asked.get("text"), **hints)  # type: ignore[arg-type]  # detect says what it needs
        return orjson.dumps(result.to_dict() | {"pieces": pieces(result)})

    def _is_local(self) -> bool:
        """Whether the request is for this server by its own name: a foreign page may not speak through a browser."""
        own = {f"{name}:{self.server.server_port}" for name in (HOST, "localhost")}
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in own and origin in (None, *(f"http://{name}" for name in own))

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True
        self._send(status, "application/json", orjson.dumps({"error": why}))

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in (_HEADERS | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Pasted texts are nobody's business, and so are their times."""
