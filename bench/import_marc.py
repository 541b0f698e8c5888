"""MARC import: records a second into an empty library with its index, memory, growth.

    python bench/import_marc.py            100,000 records
    python bench/import_marc.py --full     1,000,000 records
    python bench/import_marc.py --records 30000 --file some.mrc.gz

The records are made up, as long as real ones (about 650 bytes, 2 people, 3 subjects, ISBN). Printed: what
pymarc alone needs to read the same file; the whole import; the rate of the first and the last tenth;
peak memory of this process and of the reading one. The library lies in a folder that is deleted.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
WORDS = [
    "truyện",
    "làng",
    "sông",
    "núi",
    "biển",
    "rừng",
    "lúa",
    "trăng",
    "đèn",
    "sách",
    "học",
    "chữ",
    "mẹ",
    "cha",
    "bạn",
    "phố",
    "chợ",
    "thuyền",
    "mưa",
    "nắng",
    "gió",
    "đường",
    "nhà",
    "trường",
    "lớp",
    "thơ",
    "sử",
    "ký",
    "đất",
    "nước",
    "người",
    "mùa",
    "xuân",
    "hạ",
    "thu",
    "đông",
    "kỹ",
    "thuật",
    "trồng",
    "nuôi",
    "cá",
    "gà",
    "vườn",
    "toán",
    "văn",
    "địa",
    "lí",
    "hóa",
    "sinh",
    "hướng",
    "dẫn",
    "nghiên",
    "cứu",
    "lịch",
    "sử",
    "văn",
    "hóa",
    "giáo",
    "dục",
    "kinh",
    "tế",
    "xã",
    "hội",
    "pháp",
    "luật",
    "history",
    "science",
    "garden",
    "water",
    "village",
    "river",
    "mountain",
    "school",
    "teaching",
    "reading",
    "village",
    "small",
    "large",
]
FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Smith",
    "Martin",
    "Verne",
]
GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hòa",
    "Hùng",
    "Lan",
    "Linh",
    "Mai",
    "Minh",
    "Nam",
    "Nga",
    "Phúc",
    "Quang",
    "Sơn",
    "Thảo",
    "Vinh",
]
SUBJECTS = [f"{a} {b}" for a in WORDS[::3] for b in WORDS[1::4]]


def record(number: int, chance: random.Random) -> bytes:
    from densach.library.catalogue.record import Field, Record, join
    from densach.library.formats.isbn import _check13

    def name() -> str:
        return f"{chance.choice(FAMILIES)}, {chance.choice(GIVEN)} {chance.choice(GIVEN)} {chance.choice(GIVEN)}"

    title = " ".join(chance.choices(WORDS, k=chance.randint(3, 7)))
    year = chance.randint(1950, 2026)
    twelve = f"978604{number:06}"
    fields = [
        Field("001", data=f"bench{number:09}"),
        Field("003", data="VN-Bench"),
        Field("008", data=f"260101s{year}    vm            000 0 vie d"),
        Field("020", "  ", [("a", twelve + _check13(twelve))]),
        Field("082", "04", [("a", f"{chance.randint(0, 999):03}.{chance.randint(1, 99)}")]),
        Field("100", "1 ", [("a", name()), ("e", "tác giả")]),
        Field("245", "10", [("a", f"{title.capitalize()} :"), ("b", " ".join(chance.choices(WORDS, k=4)))]),
        Field("264", " 1", [("a", "Hà Nội :"), ("b", "Giáo dục,"), ("c", str(year))]),
        Field("300", "  ", [("a", f"{chance.randint(40, 900)} tr.")]),
        Field("520", "  ", [("a", " ".join(chance.choices(WORDS, k=25)).capitalize() + ".")]),
        *(Field("650", " 7", [("a", chance.choice(SUBJECTS))]) for _ in range(3)),
        Field("700", "1 ", [("a", name()), ("e", "dịch")]),
    ]  # fmt: skip
    return join(Record("00000cam a2200000 i 4500", [(f.tag, f.raw()) for f in fields]))


def make(path: Path, count: int) -> None:
    chance = random.Random(42)
    with path.open("wb") as out:
        for number in range(count):
            out.write(record(number, chance))


def only_pymarc(path: Path) -> tuple[int, float]:
    from pymarc import MARCReader

    from densach.library.catalogue.sniff import open_file

    begin, count = time.process_time(), 0
    with open_file(path) as source:
        for one in MARCReader(source):
            count += one is not None
    return count, time.process_time() - begin


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--records", type=int, default=0)
    arguments.add_argument("--file", type=Path)
    options = arguments.parse_args()
    count = options.records or (1_000_000 if options.full else 100_000)
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        os.environ["DENSACH_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
        import django

        django.setup()
        run(options.file, Path(home), count)


def pace(begin: tuple[int, float, float], end: tuple[int, float, float]) -> tuple[float, float]:
    """Records a second between two steps, by the clock and by CPU."""
    count = end[0] - begin[0]
    return count / max(end[1] - begin[1], 1e-6), count / max(end[2] - begin[2], 1e-6)


def children_kb() -> list[int]:
    """Peak memory of the processes that this one has started, as Linux tells; else nothing."""
    found = []
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            status = Path(f"/proc/{child}/status")
            if status.exists():
                lines = status.read_text().splitlines()
                found += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return found


def run(given: Path | None, home: Path, count: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from densach.library.models import ImportRun, Work
    from densach.library.services.bulk import import_records

    call_command("migrate", verbosity=0)
    path = given or home / "bench.mrc"
    if given is None:
        make(path, count)
    read, pymarc_seconds = only_pymarc(path)
    print(
        f"pymarc only reads {read} records: {pymarc_seconds:.1f} s CPU, {read / pymarc_seconds:.0f} a second"
    )

    ahead_kb = [
        0
    ]  # the reading process: asked from outside, since getrusage counts us before its exec
    steps: list[tuple[int, float, float]] = [(0, time.monotonic(), time.process_time())]

    def tell(_done: int, _size: int) -> None:
        newest = Work.objects.order_by("-number").values_list("number", flat=True).first()
        steps.append((newest or 0, time.monotonic(), time.process_time()))
        ahead_kb[0] = max(ahead_kb[0], *children_kb(), 0)

    at = timezone.now()
    import_run = ImportRun.objects.create(started_at=at, label="bench")
    cpu = time.process_time()
    counts = import_records(path, run=import_run, at=at, progress=tell)
    seconds = time.monotonic() - steps[0][1]
    cpu = time.process_time() - cpu
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    tenth = max(1, (len(steps) - 1) // 10)
    first, last = pace(steps[0], steps[tenth]), pace(steps[-1 - tenth], steps[-1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = sum(f.stat().st_size for f in home.rglob("*") if f.is_file()) // 2**20
    total = sum(counts.values())
    print(f"import: {counts}")
    print(f"  {total / seconds:.0f} records a second ({seconds:.1f} s; CPU {cpu:.1f} s here, "
          f"{children.ru_utime + children.ru_stime:.1f} s reading ahead)")  # fmt: skip
    print(f"  the time of reading with pymarc alone: x {seconds / pymarc_seconds:.1f}")
    for name, a, b in zip(("by the clock", "by CPU here"), first, last, strict=True):
        print(f"  {name}: first tenth {a:.0f}, last tenth {b:.0f} records a second: x {a / b:.2f}")
    print(
        f"  peak memory {peak} MB here, {ahead_kb[0] // 1024} MB reading ahead; library on disk {size} MB"
    )


if __name__ == "__main__":
    main()
