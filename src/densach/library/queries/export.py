"""Works out of the library as files: MARC 21, MARCXML, Dublin Core, BibTeX, RIS, CSL, CSV, Excel."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..catalogue import bibtex, csl, dublin_core, marcxml, ris, table_out
from ..catalogue.description import Description
from ..catalogue.record import Record, fits, join
from ..models import Work
from .exchange import Loaded, record_of, walk


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which works go out."""

    name: Promise
    ending: str
    media_type: str


FORMS = {
    "marc": Form(_("MARC 21 (.mrc)"), "mrc", "application/marc"),
    "marcxml": Form(_("MARCXML"), "xml", "application/marcxml+xml"),
    "dc": Form(_("Dublin Core"), "xml", "application/xml"),
    "bibtex": Form(_("BibTeX"), "bib", "application/x-bibtex"),
    "ris": Form(_("RIS"), "ris", "application/x-research-info-systems"),
    "csl": Form(_("CSL JSON"), "json", "application/vnd.citationstyles.csl+json"),
    "csv": Form(_("Table (CSV)"), "csv", "text/csv"),
    "xlsx": Form(
        _("Table (Excel)"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
_WRITERS: dict[str, Callable[[Iterable[Description]], Iterator[bytes]]] = {
    "dc": dublin_core.stream,
    "bibtex": bibtex.write,
    "ris": ris.write,
    "csl": csl.write,
    "csv": table_out.csv_file,
    "xlsx": table_out.xlsx_file,
}


def export(works: "QuerySet[Work]", form: str, *, base: str = "") -> Iterator[bytes]:
    """`works` as a file of one of FORMS, in pieces; memory does not grow with their number.

    Seven queries for each 200 works. MARC records that came in go out byte for byte where nobody
    changed them; a record too long for ISO 2709 is left out of `marc` (`marcxml` has it). `base` is
    the address of this library, for links to its pages.
    """
    loaded = walk(works)
    if form == "marc":
        return (data for one in loaded for data in _binary(one, base))
    if form == "marcxml":
        return marcxml.stream(record for one in loaded for record in one.records(base=base))
    return _WRITERS[form](one.description(base=base) for one in loaded)


def _binary(loaded: Loaded, base: str) -> Iterator[bytes]:
    kept = [bytes(record.data) for e in loaded.editions if (record := record_of(e))]
    if kept:
        yield from (data for data in kept if len(data) <= _MOST)
        return
    made = loaded.made(base=base)
    yield join(made if fits(made) else _shortened(made))


_MOST = 99_999


def _shortened(record: Record) -> Record:
    """A made record whose notes are cut to what a field can hold."""
    short = [(tag, raw[:9000].decode(errors="ignore").encode()) for tag, raw in record.fields]
    return Record(record.leader, short)
