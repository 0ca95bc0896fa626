"""The profiles: one table each, from category to action, and how sure the layout detector must be to act alone."""

from __future__ import annotations

from newswash.model import Action, Profile

_KEEP_ALL: dict[str, Action] = {
    "related-links": "mark",
    "photo-credit": "mark",
    "tags": "mark",
    "byline": "keep",
    "dateline": "keep",
    "author-bio": "keep",
    "republication": "keep",
    "caption": "keep",
    "standfirst": "keep",
    "headline": "keep",
    "correction": "keep",
    "list": "keep",
}
_BALANCED: dict[str, Action] = _KEEP_ALL | {
    "related-links": "strip",
    "photo-credit": "strip",
    "tags": "strip",
    "byline": "mark",
    "dateline": "mark",
    "author-bio": "mark",
    "republication": "mark",
    "caption": "mark",
    "standfirst": "mark",
}
_RECALL: dict[str, Action] = _BALANCED | {
    "byline": "strip",
    "dateline": "strip",
    "author-bio": "strip",
    "republication": "strip",
}
_BODY_ONLY: dict[str, Action] = _RECALL | {"caption": "strip", "standfirst": "strip", "headline": "strip"}

PROFILES: dict[str, Profile] = {
    p.name: p
    for p in (
        Profile("precision", _KEEP_ALL, 0.0),
        Profile("balanced", _BALANCED, 0.0),
        Profile("recall", _RECALL, 0.0),
        Profile("body_only", _BODY_ONLY, 0.0, body_only=True),
    )
}
