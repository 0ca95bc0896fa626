"""What would be changed in a file, as a patch that GNU patch applies: ``patch --binary -p0``."""

from __future__ import annotations

import difflib
import io
import os
import re

from newswash.files import TextFile

_SPECIAL = re.compile(rb'["\\\x00-\x1f\x7f]')  # as in a string of C


def patch(file: TextFile, text: str) -> bytes:
    """The unified diff from what a file holds to what it would hold with this text, both as bytes.

    Lines end at the byte of a line feed, as patch sees them, whatever the encoding; nothing where the two are alike.
    """
    before, after = (io.BytesIO(file.encoded(t)).readlines() for t in (file.text, text))
    name = _named(os.fsencode(file.path))
    lines = difflib.diff_bytes(difflib.unified_diff, before, after, name, name)
    return b"".join(line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in lines)


def _named(path: bytes) -> bytes:
    """A path as GNU diff writes it: a tab ends one with a space in it, and one that has no plain form is quoted."""
    if _SPECIAL.search(path) or path != path.strip(b" "):
        return b'"' + _SPECIAL.sub(lambda m: b"\\%03o" % ord(m[0]), path) + b'"'
    return path + b"\t" if b" " in path else path
