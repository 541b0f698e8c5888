"""Administrative units by name: those of today, and what the former ones became."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from densach.people.models import AdminUnit, FormerUnit
from densach.search.text import exact_and_folded, fold_key

# What people write before a name; as they come out of `fold_key`.
_LEVEL_WORDS = {
    fold_key(written): fold_key(meant)
    for meant, all_written in {
        "thành phố": ("thành phố", "tp"),
        "đặc khu": ("đặc khu",),
        "thị trấn": ("thị trấn", "tt"),
        "thị xã": ("thị xã", "tx"),
        "phường": ("phường", "p"),
        "huyện": ("huyện", "h"),
        "quận": ("quận", "q"),
        "tỉnh": ("tỉnh", "t"),
        "xã": ("xã", "x"),
    }.items()
    for written in all_written
}
_ROWS = 600  # read at most: the longest former unit became 27 communes
SHORTEST = 2  # letters
_LONGEST_NAME = 12  # words: the longest names have five, with district and province after them
_LEVELS = "Thành phố, đặc khu, thị trấn, thị xã, phường, huyện, quận, tỉnh, xã"


@dataclass(frozen=True, slots=True)
class UnitHit:
    """One unit found. `code` is empty and `became` filled for a former unit.

    `full_name` has its level (“Huyện Kỳ Sơn”); `province` and `district` are those of its time.
    `divided`: it was split over several communes, the one that took most of it first.
    """

    full_name: str
    level: str
    province: str
    district: str = ""
    code: str = ""
    became: tuple[AdminUnit, ...] = ()
    divided: bool = False
    rank: tuple[int, int] = field(default=(0, 0), repr=False)

    @property
    def is_former(self) -> bool:
        """Whether it ended on 1 July 2025."""
        return not self.code

    @property
    def sentence(self) -> str:
        """`Huyện Kỳ Sơn (tỉnh Nghệ An, trước 1/7/2025) nay là các xã Mường Xén, Mỹ Lý …`."""
        if not self.is_former:
            return (
                f"{self.full_name}, {lower_first(self.province)}"
                if self.province
                else self.full_name
            )
        places = [self.district, self.province if self.province != self.full_name else ""]
        where = ", ".join(lower_first(place) for place in places if place)
        provinces = {unit.province.full_name: None for unit in self.became if unit.province}
        facts = {
            "name": self.full_name,
            "where": where,
            "units": ", ".join([listed(self.became), *(lower_first(p) for p in provinces)]),
        }
        if not where:
            return _("%(name)s (before 1 July 2025) is now %(units)s.") % facts
        if self.divided:
            text = _(
                "%(name)s (%(where)s, before 1 July 2025) was divided; it is now in %(units)s."
            )
            return text % facts
        return _("%(name)s (%(where)s, before 1 July 2025) is now %(units)s.") % facts


def lower_first(text: str) -> str:
    """`Huyện Kỳ Sơn` inside a sentence: `huyện Kỳ Sơn`."""
    return text[:1].lower() + text[1:]


def listed(units: Iterable[AdminUnit]) -> str:
    """`các xã Mường Xén, Mỹ Lý và phường Vinh`: one word of level for all of a kind."""
    by_level: dict[str, list[str]] = {}
    for one in units:
        level = one.full_name.removesuffix(one.name).strip() or one.full_name
        by_level.setdefault(level.lower(), []).append(one.name)
    several = _("%(level)s %(names)s")
    parts = [
        f"{level} {names[0]}"
        if len(names) == 1
        else several % {"level": level, "names": ", ".join(names)}
        for level, names in by_level.items()
    ]
    return _(" and ").join(parts)


def units_named(text: str, limit: int = 20) -> list[UnitHit]:
    """Units of today and before 1 July 2025 whose name begins with `text`, at most `limit`.

    Marks, case and tone places do not matter; a level before the name (`huyện kỳ sơn`, `tp vinh`)
    and a province or district after it (`kỳ sơn nghệ an`) are understood. Whole names come before
    beginnings, units of today before former ones of the same name. Two queries, four where the
    name carries a province.
    """
    key = fold_key(text)
    if len(key) < SHORTEST:
        return []
    level, name = _without_level(key)
    found = _hits(Q(name_key__startswith=name), (name,)) or _with_place(name)
    return sorted(_of_level(found, level), key=lambda hit: hit.rank)[:limit]


def units_meant(text: str, limit: int = 6) -> list[UnitHit]:
    """Units of which `text` is the whole name, for a page that searches for anything.

    As `units_named`, but no beginnings; and marks that were typed must be those of the name, so
    that `kiều` is not `Kiểu`. One query where nothing is named so, else three.
    """
    level, name = _without_level(fold_key(text))
    words = name.split()
    if not 1 <= len(words) <= _LONGEST_NAME or len(name) < SHORTEST:
        return []
    places = {
        " ".join(words[:n]): _without_level(" ".join(words[n:]))[1] for n in range(1, len(words))
    }
    known = _known({name, *places, *places.values()})
    ends = tuple(place for place in places.values() if place in known)
    heads = [
        head for head, place in places.items() if head in known and place and place.endswith(ends)
    ]
    heads = [name] if name in known else heads
    if not heads:
        return []
    found = [
        hit
        for hit in _hits(Q(name_key__in=heads), tuple(heads))
        if name in known or _lies_in(hit, places.get(_name_key(hit), ""))
    ]
    typed = {exact for exact, folded in exact_and_folded(text) if exact != folded}
    fitting = [hit for hit in _of_level(found, level) if typed <= _words_of(hit)]
    return sorted(fitting, key=lambda hit: hit.rank)[:limit]


def provinces() -> list[AdminUnit]:
    """The 34 provinces by name. One query."""
    rows = AdminUnit.objects.filter(level=AdminUnit.Level.PROVINCE)
    return sorted(rows, key=lambda unit: fold_key(unit.name))


def communes_of(province: AdminUnit) -> list[AdminUnit]:
    """All communes of `province` by name. One query."""
    return sorted(province.communes.all(), key=lambda unit: fold_key(unit.name))


def unit(code: str) -> AdminUnit | None:
    """The unit of today with this code. One query."""
    return AdminUnit.objects.select_related("province").filter(pk=code).first()


def _without_level(key: str) -> tuple[str, str]:
    """The level before a name, written out, and the name. `quan 1` is a name of its own."""
    for written, meant in _LEVEL_WORDS.items():
        rest = key.removeprefix(written + " ")
        if rest != key:
            return meant, f"{meant} {rest}" if rest[:1].isdigit() else rest
    return "", key


def _of_level(found: list[UnitHit], level: str) -> list[UnitHit]:
    """Those of the level that was typed, if there are any."""
    return [hit for hit in found if fold_key(hit.full_name).startswith(level + " ")] or found


def _known(names: set[str]) -> set[str]:
    """Those of `names` that are names of units, today's or former. One query."""
    present, former = (
        model.objects.filter(name_key__in=names).order_by().values_list("name_key", flat=True)
        for model in (AdminUnit, FormerUnit)
    )
    return set(present.union(former))


def _words_of(hit: UnitHit) -> set[str]:
    """The words by which it can be called, with their marks."""
    named = f"{hit.full_name} {hit.district} {hit.province} {_LEVELS}"
    return {exact for exact, _folded in exact_and_folded(named)}


def _with_place(name: str) -> list[UnitHit]:
    """`ky son nghe an`: every way to cut the words into a name and the place it lies in."""
    words = name.split()
    if len(words) < SHORTEST:
        return []
    heads = [" ".join(words[:n]) for n in range(1, len(words))]
    places = {head: _without_level(" ".join(words[len(head.split()) :]))[1] for head in heads}
    hits = _hits(Q(name_key__in=heads), tuple(heads))
    return [hit for hit in hits if _lies_in(hit, places.get(_name_key(hit), ""))]


def _lies_in(hit: UnitHit, place: str) -> bool:
    """Whether a word of its district or province begins with `place`."""
    where = f"{fold_key(hit.district)} {fold_key(hit.province)}"
    return place != "" and re.search(rf"\b{re.escape(place)}", where) is not None


def _name_key(hit: UnitHit) -> str:
    return _without_level(fold_key(hit.full_name))[1]


def _hits(wanted: Q, names: tuple[str, ...]) -> list[UnitHit]:
    """Units of today and former ones; `names` are those that count as whole. Two queries."""
    return [*_present(wanted, names), *_former(wanted, names)]


def _present(wanted: Q, names: tuple[str, ...]) -> list[UnitHit]:
    rows = AdminUnit.objects.filter(wanted).select_related("province").order_by("name_key", "pk")
    return [
        UnitHit(
            full_name=row.full_name,
            level=row.level,
            province=row.province.full_name if row.province else "",
            code=row.pk,
            rank=(row.name_key not in names, 0),
        )
        for row in rows[:_ROWS]
    ]


def _former(wanted: Q, names: tuple[str, ...]) -> list[UnitHit]:
    rows = (
        FormerUnit.objects.filter(wanted)
        .select_related("became__province")
        .order_by("name_key", "-level", "province_name", "district_name", "full_name", "pk")
    )
    hits = []
    for (full_name, level, province, district), group in groupby(
        rows[:_ROWS],
        key=lambda row: (row.full_name, row.level, row.province_name, row.district_name),
    ):
        members = list(group)
        hits.append(
            UnitHit(
                full_name=full_name,
                level=level,
                province=province,
                district=district,
                became=tuple(row.became for row in members),
                divided=any(row.divided for row in members),
                rank=(members[0].name_key not in names, _LEVEL_RANK[level]),
            )
        )
    return hits


_LEVEL_RANK = {
    FormerUnit.Level.PROVINCE: 1,
    FormerUnit.Level.DISTRICT: 2,
    FormerUnit.Level.COMMUNE: 3,
}
