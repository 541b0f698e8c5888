"""The administrative units, loaded from the data files that come with the program."""

import csv
from collections.abc import Iterator
from importlib.resources import files

from django.db import transaction

from densach.people.models import AdminUnit, FormerUnit
from densach.search.text import fold_key

_DATA = files("densach.people") / "data"
_BATCH = 2000
_LEVEL_WORDS = (
    "Thành phố ", "Đặc khu ", "Thị trấn ", "Thị xã ", "Phường ", "Huyện ", "Quận ", "Tỉnh ", "Xã ",
)  # fmt: skip


@transaction.atomic
def load_units(*, again: bool = False) -> int:
    """Fill the tables of units of today and of former ones; how many units of today there are.

    Does nothing where the tables are full, unless `again`: then names are corrected, new units
    come in, former ones are written anew; a unit that is no longer in the file stays, because
    organisations may lie in it. About two seconds.
    """
    here = AdminUnit.objects.count()
    if here and not again:
        return here
    units = list(_units())
    AdminUnit.objects.bulk_create(
        units,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "full_name", "name_key", "level", "province"],
    )
    FormerUnit.objects.all().delete()
    FormerUnit.objects.bulk_create(_former({unit.code: unit for unit in units}), batch_size=_BATCH)
    return AdminUnit.objects.count()


def _text(name: str) -> list[str]:
    return (_DATA / name).read_text(encoding="utf-8").splitlines()


def _units() -> Iterator[AdminUnit]:
    """Provinces come before their communes in the file, as foreign keys want it."""
    for row in csv.DictReader(_text("units.csv")):
        province = row["province_code"]
        yield AdminUnit(
            code=row["code"],
            name=row["name"],
            full_name=row["full_name"],
            name_key=fold_key(bare_name(row["full_name"])),
            level=AdminUnit.Level.COMMUNE if province else AdminUnit.Level.PROVINCE,
            province_id=province or None,
        )


def _former(units: dict[str, AdminUnit]) -> Iterator[FormerUnit]:
    """Communes as they stand in the file; districts and provinces by what their communes became."""
    province = district = ""
    into: dict[tuple[str, str], dict[str, None]] = {}
    for line in _text("former_units.tsv"):
        if not line.startswith("\t"):
            province = line
        elif not line.startswith("\t\t"):
            district = line.strip()
        else:
            full_name, codes = line[2:].split("\t")
            for text in codes.split():
                code = text.rstrip("~")
                into.setdefault((province, ""), {})[str(units[code].province_id)] = None
                into.setdefault((province, district), {})[code] = None
                if full_name:
                    yield _row("COMMUNE", full_name, district, province, code, divided=text != code)
    for (province_name, district_name), codes_of in into.items():
        for code in codes_of:
            level = "DISTRICT" if district_name else "PROVINCE"
            yield _row(level, district_name or province_name, "", province_name, code)


def _row(
    level: str, full_name: str, district: str, province: str, code: str, *, divided: bool = False
) -> FormerUnit:
    name = bare_name(full_name)
    return FormerUnit(
        level=level,
        name=name,
        full_name=full_name,
        name_key=fold_key(name),
        district_name=district,
        province_name=province,
        became_id=code,
        divided=divided,
    )


def bare_name(full_name: str) -> str:
    """`Huyện Kỳ Sơn` → `Kỳ Sơn`; names that begin with a number keep their level (`Quận 1`)."""
    for word in _LEVEL_WORDS:
        rest = full_name.removeprefix(word)
        if rest != full_name:
            return full_name if rest[:1].isdigit() else rest
    return full_name
