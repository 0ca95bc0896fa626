"""A small newspaper on 127.0.0.1, whose pages carry appeals as a scraper meets them."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

APPEAL = "Support our journalism with a donation today."
NEWSLETTER = "Sign up for our newsletter and get the week's stories in your inbox."

ARTICLES = {
    "ferry": (
        "Island keeps its last ferry",
        [
            "The town council voted on Tuesday to keep the last ferry to the island running for two more years.",
            APPEAL,
            "Islanders had filled the hall, and most of them stayed until the vote was counted at midnight.",
            "The operator, which had asked to end the service in March, will be paid from the harbour fund until then.",
            NEWSLETTER,
        ],
    ),
    "orchard": (
        "Late frost takes half the apple harvest",
        [
            "Growers along the river expect half the usual harvest after three nights of frost at the end of April.",
            "Small fires burned between the rows until dawn, but the wind carried most of the warmth into the valley.",
            NEWSLETTER,
            "The cooperative will meet next week to decide whether the presses open at all before September.",
        ],
    ),
    "charity": (
        "Food bank asks for donations before the winter",
        [
            "The food bank in the old station has asked residents to donate tins and blankets before the first frost.",
            "“Please donate what you can, however little it is,” said the woman who has run it for eleven years.",
            "Last winter it gave out four hundred parcels a week, twice as many as in the year before.",
        ],
    ),
}
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><article><h1>{title}</h1>
{paragraphs}
</article></body></html>
"""


def article_html(name: str) -> str:
    title, paragraphs = ARTICLES[name]
    return PAGE.format(
        title=html.escape(title), paragraphs="\n".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs)
    )


def kept(name: str) -> list[str]:
    """The paragraphs of an article that are the article."""
    return [p for p in ARTICLES[name][1] if p not in (APPEAL, NEWSLETTER)]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a server for the site, which is written into the folder first."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        _write(folder, address)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield address
        finally:
            server.shutdown()


def _write(folder: Path, address: str) -> None:
    for name in ARTICLES:
        (folder / f"{name}.html").write_text(article_html(name), "utf-8")
    links = "\n".join(f'<li><a href="/{name}.html">{ARTICLES[name][0]}</a></li>' for name in ARTICLES)
    (folder / "index.html").write_text(f"<!DOCTYPE html><html><body><ul>{links}</ul></body></html>", "utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nAllow: /\n", "utf-8")
    places = "".join(f"<url><loc>{address}/{name}.html</loc></url>" for name in ARTICLES)
    (folder / "sitemap.xml").write_text(
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>', "utf-8"
    )
