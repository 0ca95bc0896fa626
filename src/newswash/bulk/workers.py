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
from dataclasses import replace

from newswash.bulk.chunks import Chunk
from newswash.bulk.rewrite import Rewriter
from newswash.bulk.tally import Block
from newswash.errors import DataError

GRACE = 10  # seconds in which a worker that is told to end may finish its chunk


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
            waiting.append((replace(chunk, data=None), pool.submit(_work, chunk)))
            if len(waiting) > 2 * jobs:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    except BrokenProcessPool as error:
        raise DataError("a worker process died (out of memory?); --resume goes on, fewer --jobs need less.") from error
    finally:
        pool.shutdown(cancel_futures=True)


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
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: Chunk) -> Block:
    assert _rewriter is not None
    return _rewriter(chunk)
