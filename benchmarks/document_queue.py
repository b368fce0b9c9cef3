"""A queue of documents before one worker and before two: throughput, wait, memory.

Fifty documents, passports with a selfie and bills by turns, are there at once. Each worker is a
process of its own that takes the next one when it is done. The seconds are of this machine, so
throughput is also given against a single process that makes bare OCR calls on the same pictures.
"""

import argparse
import multiprocessing
import resource
import statistics
import sys
from time import monotonic
from typing import Any, NamedTuple

import psutil

from benchmarks.support.papers import (
    MEGABYTE,
    bare_ocr,
    bill,
    passport,
    resident,
    send_address,
    send_identity,
    timed,
)

_CONTEXT = multiprocessing.get_context("spawn")


class Done(NamedTuple):
    """One document: who analysed it, how long it waited, seconds it took, the worker's memory."""

    worker: int
    waited: float
    seconds: float
    resident_mb: float
    peak_mb: float


def main() -> int:
    """Print one row for each number of workers."""
    parser = argparse.ArgumentParser(prog="make bench-document-queue", description=__doc__)
    parser.add_argument("--documents", type=int, default=50, help="how many (default 50)")
    parser.add_argument("--quick", action="store_true", help="six documents")
    options = parser.parse_args()
    documents = 6 if options.quick else options.documents
    bare = statistics.mean(_bare_seconds())
    print(f"bare OCR call, mean of a passport and a bill: {bare:.2f} s")
    print(f"machine: {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")
    for workers in (1, 2):
        _report(workers, *_run(workers, documents), bare)
    return 0


def _bare_seconds() -> list[float]:
    bare_ocr(passport())
    pictures = (passport(), bill())
    return [timed(lambda jpeg=jpeg: bare_ocr(jpeg))[0] for jpeg in pictures for _ in range(2)]


def _run(workers: int, documents: int) -> tuple[float, list[Done]]:
    """Return the seconds until the queue was empty, and what became of each document."""
    numbers, done = _CONTEXT.Queue(), _CONTEXT.Queue()
    ready, start = _CONTEXT.Semaphore(0), _CONTEXT.Event()
    family = [
        _CONTEXT.Process(target=_work, args=(index, numbers, done, (ready, start)))
        for index in range(workers)
    ]
    for process in family:
        process.start()
    for _ in family:
        ready.acquire()
    for number in [*range(documents), *[None] * workers]:
        numbers.put(number)
    begun = monotonic()
    start.set()
    results = [Done(*done.get()) for _ in range(documents)]
    whole = monotonic() - begun
    for process in family:
        process.join()
    return whole, [item._replace(waited=item.waited - begun) for item in results]


def _work(index: int, numbers: Any, done: Any, signals: tuple[Any, Any]) -> None:
    """Analyse documents until None comes; models are loaded before the clock starts."""
    ready, start = signals
    send_identity()
    ready.release()
    start.wait()
    while (number := numbers.get()) is not None:
        taken = monotonic()
        seconds, _ = timed(send_address if number % 2 else send_identity)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
        done.put((index, taken, seconds, resident(), peak))


def _report(workers: int, whole: float, results: list[Done], bare: float) -> None:
    waits = sorted(item.waited for item in results)
    late = waits[min(len(waits) - 1, round(0.95 * len(waits)))]
    pace = len(results) / whole
    print(f"{workers} worker{'s' if workers > 1 else ''}, {len(results)} documents")
    print(f"  throughput        {60 * pace:7.1f} a minute, {pace * bare:.2f} of bare OCR calls")
    print(
        f"  a document        {statistics.median(item.seconds for item in results):7.2f} s median"
    )
    print(f"  wait, p95         {late:7.1f} s, {late / bare:.1f} bare OCR calls")
    for index in range(workers):
        own = [item for item in results if item.worker == index]
        last, peak = (own[-1].resident_mb, own[-1].peak_mb) if own else (0.0, 0.0)
        print(f"  worker {index + 1}, memory  {last:7.0f} MB after the last, peak {peak:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
