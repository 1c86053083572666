"""Where pages are parsed: in this process, in processes of this machine, or on a Dask cluster.

``read_pages`` takes any ``concurrent.futures.Executor``; this module chooses it by the settings.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import Any, NamedTuple

from warehouse.masking import mask_secrets
from warehouse.settings import Settings

log = logging.getLogger(__name__)

MANY_PAGES = 200  # below this, starting other processes takes longer than it saves
CONNECT_SECONDS = 20
TRIES = 3  # of a batch whose Dask worker died


class Workers(NamedTuple):
    """Who parses, and how."""

    executor: Executor
    at_once: int  # batches that are read at a time
    sends_bytes: bool  # workers that don't see the home are sent what landed


@contextlib.contextmanager
def open_workers(settings: Settings, page_count: int) -> Iterator[Workers | None]:
    """Workers for so many pages, until the block ends; None if this process is to read them itself."""
    if page_count <= MANY_PAGES:
        yield None
    elif settings.dask_address:
        with open_dask(settings.dask_address) as workers:
            yield workers
    elif settings.workers < 2:
        yield None
    else:
        with make_pool(settings.workers) as pool:
            yield Workers(pool, settings.workers, sends_bytes=False)


def make_pool(workers: int) -> ProcessPoolExecutor:
    """Processes of this machine; spawned, for this process has threads."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


@contextlib.contextmanager
def open_dask(address: str) -> Iterator[Workers | None]:
    """The workers of a Dask cluster; None, with a warning, where it can't be used: the night goes on without."""
    try:
        from distributed import Client

        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as error:
        remedy = "make extras" if isinstance(error, ImportError) else "see whether its scheduler runs"
        told = mask_secrets(str(error) or type(error).__name__)
        log.warning("the Dask cluster %s can't be used (%s): pages are parsed here; %s", address, told, remedy)
        yield None
        return
    with client:
        at_once = sum(client.nthreads().values())
        if not at_once:
            log.warning("the Dask cluster %s has no workers: pages are parsed here; start dask worker", address)
            yield None
            return
        with client.get_executor(pure=False, retries=TRIES) as executor:
            yield Workers(executor, at_once, sends_bytes=True)


def _end_with_parent() -> None:
    """In a worker: end when the night's process does, also when that was killed; Python's pools don't."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
