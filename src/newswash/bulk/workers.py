"""The processes that clean: chunks to them, blocks back in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace

from newswash.bulk.chunks import Chunk
from newswash.bulk.rewrite import Rewriter
from newswash.bulk.tally import Block
from newswash.errors import DataError

GRACE = 10  # seconds in which a worker that is told to end may finish its chunk
ENDING = (signal.SIGINT, signal.SIGTERM)
"""By which a run is interrupted: they go to all its processes, and the parent's alone counts."""


def blocks(parts: Iterator[Chunk], rewriter: Rewriter, jobs: int) -> Generator[tuple[Chunk, Block]]:
    """Each chunk with its block, in order. At most two chunks a worker wait, so that memory stays the same."""
    if jobs == 1:
        for chunk in parts:
            yield chunk, rewriter(chunk)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(rewriter,))
    waiting: deque[tuple[Chunk, Future[Block]]] = deque()
    try:
        for chunk in parts:
            with _undisturbed():  # which starts a worker where one is wanted
                future = pool.submit(_work, chunk)
            waiting.append((replace(chunk, data=None), future))
            if len(waiting) > 2 * jobs:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    except BrokenProcessPool as error:
        raise DataError("a worker process died (out of memory?); --resume goes on, fewer --jobs need less.") from error
    finally:
        with _undisturbed():  # a thread that is joined counts as ended when that is interrupted, and then all waits
            pool.shutdown(cancel_futures=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end a run wait: a worker begins with them blocked and is sent all that it needs, or ends."""
    came: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    handlers = {s: h for s in ENDING if is_main and (h := signal.getsignal(s)) is not None}
    for number in handlers:  # another thread may take what is blocked in this one, and Python acts on it here
        signal.signal(number, lambda number, _: came.append(number))
    _mask("SIG_BLOCK")
    try:
        yield
    finally:
        _mask("SIG_UNBLOCK")
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def _mask(how: str) -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(getattr(signal, how), ENDING)


_rewriter: Rewriter | None = None


def _begin(rewriter: Rewriter) -> None:
    """In a new worker: take the order, leave Ctrl-C and SIGTERM to the parent, and end when the parent ends."""
    global _rewriter
    _rewriter = rewriter
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "alarm"):
        # A scheduler tells the whole group; a worker that died at once, in the middle of a block, would leave the
        # parent waiting for its rest. The alarm is for the pool, which ends workers by the same signal.
        signal.signal(signal.SIGTERM, lambda *_: signal.alarm(GRACE))
    _mask("SIG_UNBLOCK")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: Chunk) -> Block:
    assert _rewriter is not None
    return _rewriter(chunk)
