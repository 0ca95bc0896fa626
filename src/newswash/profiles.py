"""The profiles: one table each, from category to action. How sure layout must be under each stands with its weights."""

from __future__ import annotations

from newswash.model import Action, Profile

_PRECISION: dict[str, Action] = {
    "related-links": "mark",
    "photo-credit": "mark",
    "tags": "mark",
    "byline": "keep",
    "dateline": "keep",
    "metadata-block": "keep",
    "author-bio": "keep",
    "republication": "keep",
    "caption": "keep",
    "standfirst": "keep",
    "headline": "keep",
    "correction": "keep",
    "list": "keep",
}
_BALANCED: dict[str, Action] = _PRECISION | {
    "related-links": "strip",
    "photo-credit": "strip",
    "tags": "strip",
    "byline": "mark",
    "dateline": "mark",
    "metadata-block": "strip",
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
        Profile("precision", _PRECISION),
        Profile("balanced", _BALANCED),
        Profile("recall", _RECALL, whole_sentences=True),
        Profile("body_only", _BODY_ONLY, whole_sentences=True),
    )
}
