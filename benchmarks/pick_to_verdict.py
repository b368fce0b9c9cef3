"""How long from handing in a passport to its verdict, and how much memory the worker takes.

Starts a portal of its own as `make run` does, sends drawn passports one after the other over HTTP,
and asks the API until each is decided. Times are those of this machine and of nothing else; the
last line gives them as a ratio to the bare OCR call on the same pictures in the same run.
"""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from app.analysis.reading.ocr import read_lines
from app.specimens import draw_passport, draw_person, load_portrait, photograph
from e2e.support.merchant import PASSPORT, Merchant
from e2e.support.portal import Portal, run_portal
from scripts.customer_over_http import CustomerOverHttp


def main() -> int:
    """Print median and worst in seconds, and the worker's memory in MB."""
    parser = argparse.ArgumentParser(prog="make bench-journey", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="how many passports (default 20)")
    parser.add_argument("--quick", action="store_true", help="two passports")
    options = parser.parse_args()
    passports = [_passport(seed) for seed in range(2 if options.quick else options.count)]
    bare = [_bare_ocr(passport[1]) for passport in passports]
    with tempfile.TemporaryDirectory() as folder, run_portal(Path(folder)) as portal:
        taken = [_send(portal, person, picture) for person, picture in passports]
        resident = _worker_memory(portal)
    seconds = [item[0] for item in taken]
    accepted = sum(item[1] == "accepted" for item in taken)
    print(f"passports sent            {len(taken)}, accepted {accepted}")
    print(f"pick to verdict, median   {statistics.median(seconds):.2f} s")
    print(f"pick to verdict, worst    {max(seconds):.2f} s")
    print(f"bare OCR call, median     {statistics.median(bare):.2f} s")
    print(f"ratio of medians          {statistics.median(seconds) / statistics.median(bare):.2f}")
    print(f"worker, resident memory   {resident:.0f} MB")
    return 0


def _passport(seed: int) -> tuple[dict[str, str], bytes]:
    person = draw_person(seed, today=datetime.now(UTC).date())
    image = draw_passport(person, load_portrait("p1_a"), seed=seed).image
    known = {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "dob": person.birth_date.isoformat(),
    }
    return known, photograph(image, seed)


def _bare_ocr(picture: bytes) -> float:
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB"))
    begun = time.perf_counter()
    read_lines(pixels)
    return time.perf_counter() - begun


def _send(portal: Portal, person: dict[str, str], picture: bytes) -> tuple[float, str]:
    merchant = Merchant(portal.url, portal.api_key)
    request = merchant.ask(PASSPORT, person=person)
    papers = {("identity-proof", "file-front"): [picture]}
    with CustomerOverHttp(subtypes={}, papers=papers) as customer:
        customer.open(request.link)
        steps = customer.walk()
        next(steps)
        begun = time.perf_counter()
        next(steps)
        next(steps)
    while True:
        documents = merchant.read(request)["_embedded"]["documents"]
        if documents and documents[0]["status"] != "in-progress":
            return time.perf_counter() - begun, documents[0]["status"]
        time.sleep(0.05)


def _worker_memory(portal: Portal) -> float:
    family = psutil.Process(portal.process.pid).children(recursive=True)
    worker = [item for item in family if "worker" in item.cmdline()]
    return max((item.memory_info().rss for item in worker), default=0) / 1e6


if __name__ == "__main__":
    sys.exit(main())
