"""Documents read a second on one core, without intake, linking or record.

python -m benchmarks.reading_speed [NUMBER] [SEED]
"""

from __future__ import annotations

import hashlib
import sys
import time

from benchmarks.documents import dispatches
from trucewatch.reading.reader import Reader


def main(arguments: list[str]) -> None:
    number = int(arguments[0]) if arguments else 500
    seed = int(arguments[1]) if len(arguments) > 1 else 2016
    texts = list(dispatches(number, seed=seed, sentences=28))
    words = sum(len(d.text.split()) for d in texts)
    started = time.perf_counter()
    reader = Reader.general()
    for lang in ("fr", "en", "ar"):
        reader.read("x", document="0" * 64, lang=lang, published=None)
    print(
        f"seed {seed}; {number} texts, {words / number:.0f} words each; ready in {time.perf_counter() - started:.2f} s"
    )
    for lang in ("fr", "en", "ar"):
        mine = [d for d in texts if d.lang == lang]
        started, claims = time.process_time(), 0
        for d in mine:
            digest = hashlib.sha256(d.text.encode()).hexdigest()
            claims += len(reader.read(d.text, document=digest, lang=lang, published=d.published))
        spent = time.process_time() - started
        speed, each = len(mine) / spent, spent / len(mine) * 1e3
        print(f"{lang}: {len(mine)} texts, {claims} claims, {speed:.0f} texts/s, {each:.1f} ms each")


if __name__ == "__main__":
    main(sys.argv[1:])
