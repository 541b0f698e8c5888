"""Quality of the search: known books planted in a generated catalogue, and the queries for them.

    python bench/search_quality.py [--size 20000] [--full]

Prints a line for each judged query that does not come out right (all of them with --all), then the
figures beside the goals. --full: 1,000,000 records. On PostgreSQL where DATABASE_URL says so.
"""

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.search.catalogue import FileSource, start, write


def build(home: Path, size: int) -> None:
    from itertools import chain

    from densach.search import services
    from tests.search.generated import Maker
    from tests.search.planted import planted

    path = home / "records.jsonl"
    write(path, chain(Maker(7).documents(size), planted(first=size + 1)))
    services.register_source(FileSource(path))
    services.rebuild()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    size = 1_000_000 if options.full else options.size
    build(start(), size)
    from tests.search.planted import HELD_BACK, JUDGED, judge

    verdicts = [judge(judged) for judged in JUDGED]
    print(f"{len(verdicts)} judged queries among {size:,} records")
    for verdict in verdicts:
        judged = verdict.judged
        shown = not judged.shown or (verdict.corrected or "").lower() == judged.shown
        right = shown and verdict.gain >= 0.97
        if options.all or not right:
            place = f"place {verdict.place}" if judged.kind == "S1" else f"nDCG {verdict.gain:.3f}"
            mended = f", shown as “{verdict.corrected}”" if verdict.corrected else ""
            print(f"  {'  ' if right else '! '}{judged.text}: {place} ({verdict.stage}{mended})")
    for name, chosen in (("all", verdicts), ("held back", verdicts[-len(HELD_BACK) :])):
        known = [verdict.place for verdict in chosen if verdict.judged.kind == "S1"]
        gains = [verdict.gain for verdict in chosen if verdict.judged.kind == "P10"]
        print(
            f"{name:10} known first {statistics.mean(p == 1 for p in known):.3f} (goal ≥ 0.93)  "
            f"in ten {statistics.mean(p > 0 for p in known):.3f} (≥ 0.98)  "
            f"nDCG@10 {statistics.mean(gains):.3f} (≥ 0.97)"
        )


if __name__ == "__main__":
    main()
