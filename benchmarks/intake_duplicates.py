"""How the index of seen texts behaves at size: time, memory, recall of altered copies, false matches.

    python benchmarks/intake_duplicates.py [DOCUMENTS]

The texts are random words under Zipf's law (seed printed), so unrelated texts share common words.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from trucewatch.intake.duplicates import SeenTexts

SEED = 20161205
WORDS = [f"mot{n}" for n in range(20_000)]
WEIGHTS = [1 / (n + 1) for n in range(20_000)]


def story(rng: random.Random, length: int) -> list[str]:
    return rng.choices(WORDS, WEIGHTS, k=length)


def altered(rng: random.Random, words: list[str]) -> list[str]:
    """A copy with another headline, a cut tail and one word in fifty changed."""
    kept = words[rng.randrange(0, 12) : int(len(words) * rng.uniform(0.55, 1.0))]
    copy = [rng.choice(WORDS) if rng.random() < 0.02 else word for word in kept]
    return story(rng, rng.randrange(0, 10)) + copy


def main(documents: int) -> None:
    rng = random.Random(SEED)
    seen = SeenTexts()
    originals: dict[str, list[str]] = {}
    false = 0
    start = time.perf_counter()
    for number in range(documents):
        words = story(rng, rng.randrange(60, 900))
        if number % 50 == 0:
            originals[f"d{number}"] = words
        found = seen.add(f"d{number}", " ".join(words))
        false += found is not None and found.kind is not None
    added = time.perf_counter() - start
    hits = notes = 0
    start = time.perf_counter()
    for document, words in originals.items():
        found = seen.match("copy", " ".join(altered(rng, words)))
        if found is not None and found.document == document:
            hits += found.kind is not None
            notes += found.kind is None
    matched = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"seed {SEED}, {documents} documents")
    print(f"added in {added:.1f} s ({documents / added:.0f} a second), {memory:.0f} MB resident")
    print(f"false duplicates {false}")
    print(
        f"copies {len(originals)}: found {hits}, noted as alike {notes}, {matched / len(originals) * 1000:.1f} ms each"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
