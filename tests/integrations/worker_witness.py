"""A detector that finds nothing: it notes which process worked, and lets one of them die by SIGKILL."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path

from newswash import Finding
from newswash.page import Page


class WorkerWitness:
    """Leaves a file named by its process in ``folder``; the first to meet ``die_at`` in a text kills its process."""

    def __init__(self, folder: str, die_at: str | None = None) -> None:
        self.folder, self.die_at = folder, die_at

    def find(self, page: Page) -> Iterable[Finding]:
        Path(self.folder, str(os.getpid())).touch()
        killed = Path(self.folder, "killed")
        if self.die_at is not None and self.die_at in page.text and not killed.exists():
            killed.write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)
        return ()
