"""The local page, over real HTTP: the same answers as the library, and no answer to a stranger."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswash import PROFILES, Cleaner, DataError, Finding, __version__, detect, load_rules
from newswash.page import Page
from newswash.serve import MAX_BYTES, pieces, server

TEXT = "Home › News › Harbour\n\nThe vote passed on Tuesday 🗳.\n\nSign up for our newsletter to get our stories.\n"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with server(0, Cleaner()) as page:
        thread = threading.Thread(target=page.serve_forever)
        thread.start()
        yield page.server_port
        page.shutdown()
        thread.join()


class Votes:
    def find(self, page: Page) -> list[Finding]:
        at = page.text.find("The vote")
        return [Finding(at, at + 8, "poll", "mine:votes", 0.9, "mine")] if at >= 0 else []


def test_the_cleaners_own_settings_hold_under_every_profile() -> None:
    cleaner = Cleaner(load_rules("en"), profile="recall", categories={"newsletter": "keep"}, detectors=[Votes()])
    with server(0, cleaner) as page:
        thread = threading.Thread(target=page.serve_forever)
        thread.start()
        shown = ask(page.server_port, "GET", "/")[2]
        unasked = ask(page.server_port, "POST", "/judge", {"text": TEXT})[2]
        answers = {p: ask(page.server_port, "POST", "/judge", {"text": TEXT, "profile": p})[2] for p in PROFILES}
        page.shutdown()
        thread.join()
    assert 'data-start="recall"' in shown
    assert unasked["fingerprint"] == cleaner.fingerprint
    for profile, answer in answers.items():
        assert answer["fingerprint"] == cleaner.under(profile).fingerprint
        assert "mine:votes" in {r["rule"] for r in answer["removals"]}
        assert "our newsletter" in answer["text"]


def ask(
    port: int, method: str, path: str, body: object = None, headers: dict[str, str] = JSON
) -> tuple[int, dict[str, str], Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    connection.request(method, path, data, headers)
    response = connection.getresponse()
    content = response.read()
    kind = response.headers.get_content_type()
    return response.status, dict(response.headers), json.loads(content) if kind.endswith("json") else content.decode()


def test_the_answer_is_the_librarys(port: int) -> None:
    status, _, answer = ask(port, "POST", "/judge", {"text": TEXT})
    assert status == 200
    drawn = answer.pop("pieces")
    assert answer == detect(TEXT).to_dict()
    assert "".join(p["text"] for p in drawn) == TEXT
    assert "".join(p["text"] for p in drawn if p["kind"] != "removed") == answer["text"]


def test_the_profile_and_the_hints_count(port: int) -> None:
    for profile in ("precision", "recall"):
        asked = {"text": TEXT, "profile": profile, "url": "https://example.org/a", "title": "", "language": "en"}
        expected = Cleaner(profile=profile).detect(TEXT, url="https://example.org/a", language="en")
        assert ask(port, "POST", "/judge", asked)[2]["fingerprint"] == expected.fingerprint


@pytest.mark.parametrize("told", [None, 5, ["en"], {}])
def test_what_is_no_hint_tells_nothing(port: int, told: object) -> None:
    answer = ask(port, "POST", "/judge", {"text": TEXT, "url": told, "title": told, "language": told})[2]
    assert answer["removals"] == detect(TEXT).to_dict()["removals"]


@pytest.mark.parametrize("text", ["", "Nothing here.", TEXT, "By Anna Lind\n\n" + TEXT * 3])
def test_pieces_are_the_text_cut_at_its_spans(text: str) -> None:
    result = detect(text)
    drawn = pieces(result)
    assert "".join(p["text"] for p in drawn) == text
    assert [(p["start"], p["end"]) for p in drawn if p["kind"] == "removed"] == [
        (r.start, r.end) for r in result.removals
    ]


LINES = ["Advertisement", "By Anna Lind", "The vote passed on Tuesday.", "Share on Facebook", "", "Read more: A ferry"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_pieces_lose_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "".join(p["text"] for p in pieces(detect(text))) == text


def test_the_page_loads_from_here_alone(port: int) -> None:
    status, headers, page = ask(port, "GET", "/")
    assert status == 200
    assert f"Version {__version__}." in page
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    for path in ("/style.css", "/script.js"):
        assert f'"{path}"' in page
        assert ask(port, "GET", path)[0] == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (JSON | {"Host": "evil.example"}, 403),
        (JSON | {"Origin": "https://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_a_foreign_page_gets_no_answer(port: int, headers: dict[str, str], status: int) -> None:
    got, _, answer = ask(port, "POST", "/judge", {"text": TEXT}, headers)
    assert got == status
    assert set(answer) == {"error"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "not JSON"),
        ([], "object"),
        ({}, "text must be a str"),
        ({"text": 1}, "text must be a str"),
        ({"text": "", "profile": "harsh"}, "one of precision, balanced"),
        ({"text": "", "profile": ["recall"]}, "one of precision, balanced"),
        ({"text": "", "profile": None}, "one of precision, balanced"),
    ],
)
def test_a_bad_question_is_told_what_is_wrong(port: int, body: object, says: str) -> None:
    status, _, answer = ask(port, "POST", "/judge", body)
    assert status == 400
    assert says in answer["error"]


def test_a_text_too_long_is_sent_to_the_command(port: int) -> None:
    status, _, answer = ask(port, "POST", "/judge", None, JSON | {"Content-Length": str(MAX_BYTES + 1)})
    assert status == 413
    assert "newswash explain" in answer["error"]
    assert ask(port, "GET", "/etc/passwd")[0] == 404


def test_a_length_of_thousands_of_digits_is_too_long(port: int) -> None:
    assert ask(port, "POST", "/judge", None, JSON | {"Content-Length": "9" * 5000})[0] == 413


def test_of_a_client_that_leaves_nothing_is_said(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    body = json.dumps({"text": TEXT}).encode()
    host = f"127.0.0.1:{port}"
    head = f"POST /judge HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: "
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed by a reset
    client.sendall(f"{head}{len(body)}\r\n\r\n".encode() + body)
    client.close()
    for _ in range(3):
        assert ask(port, "POST", "/judge", {"text": TEXT * 50})[0] == 200
    assert capsys.readouterr().err == ""


def test_a_taken_port_is_told(port: int) -> None:
    with pytest.raises(DataError, match="Choose another port"):
        server(port, Cleaner())
    with pytest.raises(DataError, match="Choose another port"):
        server(70_000, Cleaner())
