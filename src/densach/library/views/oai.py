"""Our OAI-PMH 2.0 server: other libraries take our catalogue from here."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from densach.core import limits
from densach.core.access import access, anyone
from densach.people.models import Installation

from ..catalogue import dublin_core, marcxml
from ..models import Kind, Shelf, Work
from ..protocols import oai_out
from ..protocols.oai_out import FORMATS, VERBS, Item, OaiError
from ..protocols.tokens import Token, pack, unpack
from ..queries import exchange
from .places import base_of, caller

PAGE = 100  # records an answer
COUNTED = 20_000  # larger lists do not say how many they are: counting would cost more than a page
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@csrf_exempt
@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer one request of the protocol. At most nine queries, whatever is asked."""
    try:
        limits.allow("oai", caller(request), times=600, seconds=60)
    except limits.TooMany as refusal:
        wait = str(refusal.facts["seconds"])
        return HttpResponse(str(refusal), status=503, headers={"Retry-After": wait})
    base = base_of(request)
    given = request.POST if request.method == "POST" else request.GET
    arguments = {name: given[name] for name in given}
    try:
        _check(given)
        body = _ANSWERS[arguments["verb"]](base, arguments)
    except OaiError as refusal:
        body = oai_out.error(refusal)
        if refusal.code in {"badVerb", "badArgument"}:
            arguments = {}
    whole = oai_out.answer(f"{base}{request.path}", arguments, body, at=timezone.now())
    return HttpResponse(whole, content_type="text/xml; charset=utf-8")


def _check(given: QueryDict) -> None:
    """The arguments against those of the verb."""
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"One verb is needed, one of {', '.join(VERBS)}.")
    required, optional = VERBS[verbs[0]]
    names = set(given) - {"verb"}
    for name in sorted(names):
        if len(given.getlist(name)) > 1:
            raise OaiError("badArgument", f"The argument {name} is given twice.")
        if name not in required | optional:
            raise OaiError("badArgument", f"{verbs[0]} takes no argument {name}.")
    if "resumptionToken" in names:
        if len(names) > 1:
            raise OaiError("badArgument", "A resumptionToken stands alone.")
    elif missing := required - names:
        raise OaiError("badArgument", f"{verbs[0]} needs {', '.join(sorted(missing))}.")


def _identify(base: str, _arguments: Mapping[str, str]) -> str:
    installation = Installation.objects.first()
    host = _host(base)
    domain = (
        host if "." in host and not host.replace(".", "").isdigit() else "localhost.localdomain"
    )
    email = getattr(settings, "CONTACT_EMAIL", "") or f"thu-vien@{domain}"
    return oai_out.identify(
        name=installation.name if installation else "Đèn Sách",
        base=f"{base}/oai",
        email=email,
        earliest=exchange.first_change() or timezone.now(),
        host=_repository(base),
        sample=_identifier(base, 1),
    )


def _formats(base: str, arguments: Mapping[str, str]) -> str:
    if "identifier" in arguments:
        _work(base, arguments["identifier"])
    return oai_out.formats()


def _sets(_base: str, arguments: Mapping[str, str]) -> str:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets is one page.")
    rows = [("kind", "By kind")]
    rows += [(f"kind:{kind.value}", str(kind.label)) for kind in Kind]
    shelves = Shelf.objects.filter(is_public=True).order_by("slug").values_list("slug", "title")
    rows += [("shelf", "Shelves"), *((f"shelf:{slug}", title) for slug, title in shelves[:1000])]
    return oai_out.sets(rows)


def _get_record(base: str, arguments: Mapping[str, str]) -> str:
    prefix = _prefix(arguments["metadataPrefix"])
    work = _work(base, arguments["identifier"])
    found = exchange.load(Work.objects.filter(pk=work.pk))
    items = _items(found, base, prefix, with_metadata=True)
    return f"<GetRecord>\n{oai_out.record(items[0])}</GetRecord>\n"


def _list(base: str, arguments: Mapping[str, str]) -> str:
    verb = arguments["verb"]
    token = _begun(verb, arguments)
    begin, until = _moments(token)
    works = exchange.changed_works(
        begin=begin,
        end=until,
        after=token.after if token.moment else None,
        chosen_set=_set(token.set),
    )
    found = exchange.load(works[: PAGE + 1])
    if not found:
        raise OaiError("noRecordsMatch", "Nothing fits these arguments.")
    more, found = len(found) > PAGE, found[:PAGE]
    size = token.size
    if not token.moment and more:
        counted = works[: COUNTED + 1].count()
        size = counted if counted <= COUNTED else 0
    items = _items(found, base, token.prefix, with_metadata=verb == "ListRecords")
    following: str | None = "" if token.moment else None
    if more:
        last = found[-1].work
        following = pack(
            Token(
                verb, token.prefix, token.set, token.begin, token.until,
                last.updated_at.isoformat(), last.number, token.done + len(found), size,
            )
        )  # fmt: skip
    return oai_out.listing(verb, items, token=following, done=token.done, size=size)


_ANSWERS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}


def _begun(verb: str, arguments: Mapping[str, str]) -> Token:
    if text := arguments.get("resumptionToken"):
        token = unpack(text)
        if token is None or token.verb != verb:
            raise OaiError("badResumptionToken", "This token is not one of ours; begin again.")
        return token
    return Token(
        verb, _prefix(arguments["metadataPrefix"]), arguments.get("set", ""),
        arguments.get("from", ""), arguments.get("until", ""), "", 0, 0, 0,
    )  # fmt: skip


def _prefix(name: str) -> str:
    if name not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"We offer {', '.join(FORMATS)}.")
    return name


def _set(spec: str) -> tuple[str, str] | None:
    if not spec:
        return None
    name, _colon, value = spec.partition(":")
    if name not in {"kind", "shelf"} or not value:
        raise OaiError("noRecordsMatch", "There is no such set; ListSets tells which there are.")
    return name, value


def _moments(token: Token) -> tuple[datetime | None, datetime | None]:
    """`from` and the moment behind `until`."""
    begin, long_begin = _moment(token.begin, "from")
    until, long_until = _moment(token.until, "until")
    if begin and until:
        if long_begin != long_until:
            raise OaiError("badArgument", "from and until have different granularity.")
        if begin > until:
            raise OaiError("badArgument", "from is later than until.")
    if until is not None:
        until += timedelta(seconds=1) if long_until else timedelta(days=1)
    return begin, until


def _moment(text: str, name: str) -> tuple[datetime | None, bool]:
    if not text:
        return None, False
    is_long = bool(_SECOND.fullmatch(text))
    if not is_long and not _DAY.fullmatch(text):
        raise OaiError(
            "badArgument", f"{name} is not a date as {oai_out.GRANULARITY} or YYYY-MM-DD."
        )
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC), is_long
    except ValueError:
        raise OaiError("badArgument", f"{name} is not a date that exists.") from None


def _items(
    found: list[exchange.Loaded], base: str, prefix: str, *, with_metadata: bool
) -> list[Item]:
    shelves = exchange.sets_of(loaded.work for loaded in found)
    items = []
    for loaded in found:
        work = loaded.work
        specs = [f"kind:{work.kind}", *(f"shelf:{slug}" for slug in shelves.get(work.pk, ()))]
        gone = exchange.is_gone(work)
        item = Item(_identifier(base, work.number), work.updated_at, specs, gone)
        if with_metadata and not gone:
            if prefix == "oai_dc":
                item.metadata = dublin_core.write(loaded.description(base=base))
            else:
                item.metadata = marcxml.write(loaded.records(base=base)[0], namespace=True)
        items.append(item)
    return items


def _work(base: str, identifier: str) -> Work:
    head = f"oai:{_repository(base)}:"
    number = identifier.removeprefix(head)
    work = None
    if identifier.startswith(head) and number.isascii() and number.isdecimal() and len(number) < 18:  # noqa: PLR2004
        work = Work.objects.filter(exchange.EXCHANGED, number=int(number)).first()
    if work is None:
        raise OaiError("idDoesNotExist", "There is no record with this identifier.")
    return work


def _identifier(base: str, number: int) -> str:
    return f"oai:{_repository(base)}:{number}"


def _repository(base: str) -> str:
    """The name of this repository within identifiers: its host, such as the standard wants."""
    host = _host(base)
    return (
        host
        if re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+", host)
        else "densach.local"
    )


def _host(base: str) -> str:
    return urlsplit(base).hostname or "densach.local"
