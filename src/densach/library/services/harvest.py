"""Harvesting other libraries: OAI-PMH 2.0 and OPDS, resumable, by date, with deletions.

Each answer is one transaction: its records, the lines of bad and similar ones, and where the harvest
goes on (`run.cursor`). A killed harvest, begun again with the same run, goes on there; a record that
came before is known by its identifier and bytes, so nothing is doubled.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.db.models import Count

from densach.search import services as search

from ..catalogue.entry import Entry
from ..catalogue.errors import LooksLikeNews, NotAList
from ..catalogue.record import parse
from ..catalogue.sniff import kind_of_bytes
from ..models import CatalogueRecord, Identifier, ImportLine, ImportRun, Work
from ..protocols import oai_in, opds_in
from ..protocols.ahead import with_keys
from . import fetch, records
from .bulk_known import sort_out
from .bulk_lines import Lines
from .bulk_rows import Rows

LONGEST_WAIT = 120  # seconds that a server may ask us to wait
PATIENCE = 5  # times
MOST_FEEDS = 5_000
Progress = Callable[[int, int], None]


def harvest_address(
    *,
    run: ImportRun,
    line: ImportLine | None,
    address: str,
    at: datetime,
    with_files: bool = False,
) -> dict[str, int] | None:
    """Harvest what is at `address`; None where it is neither an OAI-PMH server nor an OPDS feed.

    Raises what `fetch` raises, and LooksLikeNews for a feed of news.
    """
    head, found_at = fetch.head(address)
    kind = kind_of_bytes(head)
    if kind == "OAI":
        return harvest_oai(found_at, run=run, line=line, at=at)
    if kind in {"FEED", "OPDS"}:
        return harvest_opds(found_at, run=run, line=line, at=at, with_files=with_files)
    if kind == "RSS":
        raise LooksLikeNews
    return None


def harvest_oai(
    url: str,
    *,
    run: ImportRun,
    at: datetime,
    line: ImportLine | None = None,
    chosen_set: str = "",
    progress: Progress | None = None,
) -> dict[str, int]:
    """Harvest a server: all it has, or what changed since our last harvest of it.

    Counts: added, known, changed, withdrawn, similar, refused. Raises what `fetch` raises, and
    NotAList when the address is no OAI-PMH server.
    """
    base = url.split("?", maxsplit=1)[0]
    job = _Harvest(run, line, name=base, kind="oai", at=at)
    place = job.place
    if not place.get("base"):
        identity = oai_in.identity(_get(f"{base}?verb=Identify"))
        if identity is None:
            raise NotAList
        offered = oai_in.prefixes(_get(f"{base}?verb=ListMetadataFormats"))
        place |= {
            "base": base,
            "set": chosen_set,
            "prefix": oai_in.best_prefix(offered),
            "from": _last_harvest(run, base, chosen_set, identity.granularity),
            "token": "",
        }
    again = False
    while not place.get("done"):
        page = oai_in.page(_get(_asked(place)))
        if page.error == "badResumptionToken" and not again:
            again, place["token"] = True, ""  # it forgot: begin again, what came is known
            continue
        if page.error not in {"", "noRecordsMatch"}:
            raise NotAList
        place.setdefault("answered", page.answered)
        place["token"], place["done"] = page.token, not page.token
        job.take(page.entries)
        if progress is not None:
            progress(sum(job.counts.values()), page.size or 0)
        if job.is_stopped():
            break
    return dict(job.counts)


def harvest_opds(
    url: str,
    *,
    run: ImportRun,
    at: datetime,
    line: ImportLine | None = None,
    with_files: bool = False,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Harvest a catalogue: the feed at `url`, its next pages, and the feeds below it on that host.

    `with_files`: a waiting line is written for the best free file of each new work, which the import
    then fetches as an edition of it. Counts as `harvest_oai`. Raises what `fetch` raises.
    """
    job = _Harvest(run, line, name=url, kind="opds", at=at)
    place = job.place
    place.setdefault("waiting", [url])
    place.setdefault("seen", [])
    host = urlsplit(url).netloc
    while place["waiting"] and len(place["seen"]) < MOST_FEEDS:
        address = place["waiting"].pop(0)
        data, found_at = fetch.get(address)
        feed = opds_in.feed(data, base=found_at)
        place["seen"].append(address)
        ahead = [feed.next, *(href for _title, href in feed.catalogues)]
        known = {*place["seen"], *place["waiting"]}
        place["waiting"] = [
            *place["waiting"],
            *(
                a
                for a in dict.fromkeys(ahead)
                if a and a not in known and urlsplit(a).netloc == host
            ),
        ]
        job.take(feed.entries, with_files=with_files)
        if progress is not None:
            progress(len(place["seen"]), len(place["seen"]) + len(place["waiting"]))
        if job.is_stopped():
            break
    return dict(job.counts)


class _Harvest:
    """One source being harvested into a run."""

    def __init__(
        self, run: ImportRun, line: ImportLine | None, *, name: str, kind: str, at: datetime
    ) -> None:
        self.run, self.line, self.at = run, line, at
        self.key = f"{kind} {name}"
        kept = ImportRun.objects.values_list("cursor", flat=True).get(pk=run.pk).get(self.key, {})
        self.place: dict[str, Any] = kept.get("place", {})
        self.counts: Counter[str] = Counter(kept.get("counts", {}))
        self.rows = Rows(run, source=name, at=at)
        self.lines = Lines(run, name=name, key=self.key)
        self._number = sum(self.counts.values())

    def take(self, entries: Sequence[Entry], *, with_files: bool = False) -> None:
        """Write one page and the place where the harvest goes on."""
        counts = Counter(self.counts)
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
            if entries:
                self._write(entries, counts, with_files=with_files)
            run.cursor[self.key] = {"place": self.place, "counts": dict(counts)}
            run.save(update_fields=["cursor"])
        self.counts = counts

    def is_stopped(self) -> bool:
        return ImportRun.objects.filter(pk=self.run.pk, state=ImportRun.State.STOPPED).exists()

    def _write(self, entries: Sequence[Entry], counts: "Counter[str]", *, with_files: bool) -> None:
        for entry in entries:
            self._number += 1
            entry.number = self._number
        here = _editions_by_key([entry.key for entry in entries if entry.key])
        counts["withdrawn"] += self._withdraw(
            [e for e in entries if e.deleted and e.key in here], here
        )
        bad = [e for e in entries if e.problem is not None]
        good = [e for e in entries if e.problem is None and not e.deleted]
        fresh = []
        for entry in good:
            sha = hashlib.sha256(entry.raw).hexdigest()
            if entry.key in here:
                counts["changed" if self._change(entry, sha, here[entry.key]) else "known"] += 1
                continue
            assert entry.description is not None
            if entry.key:
                entry.description.identifiers.append(("URI", entry.key[:200]))
            fresh.append((with_keys(entry), sha))
        sorted_out = sort_out(fresh)
        documents = self.rows.write(sorted_out.new)
        search.changed([document.key for document in documents])
        counts["added"] += len(documents)
        counts["known"] += sorted_out.known
        counts["similar"] += len(sorted_out.similar)
        counts["refused"] += len(bad)
        self.lines.write(bad, sorted_out.similar)
        if with_files:
            self._files(
                [(e, d.key) for (e, _sha), d in zip(sorted_out.new, documents, strict=True)]
            )

    def _change(self, entry: Entry, sha: str, edition: Any) -> bool:
        """A record that came before: replaced where it says something else now."""
        kept = (
            CatalogueRecord.objects.select_related("edition__work").filter(edition=edition).first()
        )
        if kept is None:
            return False
        work = kept.edition.work
        if kept.sha256 == sha and work.withdrawn_at is None:
            return False
        assert entry.description is not None
        work.withdrawn_at = None
        records.replace_record(
            kept.edition, parse(entry.marc), entry.description, work=work, at=self.at,
            sha256=sha, kept_as=entry.kept_as,
        )  # fmt: skip
        return True

    def _withdraw(self, gone: Iterable[Entry], here: dict[str, Any]) -> int:
        """Works whose only edition was harvested and is gone there; those with more stay."""
        editions = [here[entry.key] for entry in gone]
        works = Work.objects.filter(editions__in=editions, withdrawn_at__isnull=True)
        alone = works.annotate(n=Count("editions__work__editions", distinct=True)).filter(
            n=1, formats=""
        )
        keys = list(alone.values_list("pk", flat=True))
        for work in Work.objects.filter(pk__in=keys):
            work.withdrawn_at = work.updated_at = self.at
            work.version += 1
            work.save(update_fields=["withdrawn_at", "updated_at", "version"])
        search.changed([key.hex for key in keys])
        return len(keys)

    def _files(self, taken: Iterable[tuple[Entry, str]]) -> None:
        """Waiting lines for the free files of new works."""
        position = (
            self.run.lines.order_by("-position").values_list("position", flat=True).first() or 0
        )
        rows = []
        for entry, work in taken:
            assert entry.description is not None
            link = opds_in.file_of(entry.description)
            if link is not None:
                position += 1
                details = {"decision": "edition", "into": work}
                rows.append(
                    ImportLine(run=self.run, position=position, source=link.url[:1000],
                               title=entry.description.title[:500], details=details)
                )  # fmt: skip
        ImportLine.objects.bulk_create(rows, batch_size=200)


def _editions_by_key(keys: Sequence[str]) -> dict[str, Any]:
    """Editions that came under these identifiers. One query for 500."""
    found: dict[str, Any] = {}
    for start in range(0, len(keys), 500):
        part = [key[:200] for key in keys[start : start + 500]]
        rows = Identifier.objects.filter(scheme="URI", value__in=part)
        found.update(rows.values_list("value", "edition"))
    return {key: found[key[:200]] for key in keys if key[:200] in found}


def _asked(place: dict[str, Any]) -> str:
    arguments = {"verb": "ListRecords"}
    if place["token"]:
        arguments["resumptionToken"] = place["token"]
    else:
        arguments["metadataPrefix"] = place["prefix"]
        arguments |= {name: place[name] for name in ("from", "set") if place[name]}
    return f"{place['base']}?{urlencode(arguments)}"


def _last_harvest(run: ImportRun, base: str, chosen_set: str, granularity: str) -> str:
    """When the last whole harvest of `base` began, as its server counts time; empty: never."""
    key = f"oai {base}"
    earlier = ImportRun.objects.exclude(pk=run.pk).filter(cursor__has_key=key)
    for cursor in earlier.order_by("-started_at").values_list("cursor", flat=True)[:20]:
        place = cursor[key].get("place", {})
        if place.get("done") and place.get("set", "") == chosen_set and place.get("answered"):
            moment = str(place["answered"])
            return moment if "hh" in granularity else moment[:10]
    return ""


def _get(address: str) -> bytes:
    """The answer of a server that may ask us to come later."""
    for turn in range(PATIENCE):
        try:
            return fetch.get(address)[0]
        except fetch.ComeLater as refusal:
            if turn == PATIENCE - 1:
                raise
            time.sleep(min(refusal.seconds, LONGEST_WAIT))
    raise AssertionError
