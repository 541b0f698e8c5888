"""Fetching an address that somebody typed: with limits, and never from inside our own network.

The name is resolved here, every address it has is looked at, and the connection goes to the address
that was looked at; so a name that changes its mind between the two gains nothing.
"""

import ipaddress
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

if TYPE_CHECKING:
    import httpx

MAX_FILE_BYTES = 2 * 1024**3
MAX_PAGE_BYTES = 32 * 1024**2
FILE_SECONDS, PAGE_SECONDS = 1800.0, 90.0
REDIRECTS = 5
BLOCK = 1 << 16
AGENT = "DenSach/1 (library; catalogue harvester)"
OK, GONE = 200, 400
_LATER = {429, 503}


class NotAnAddress(DomainError):
    code = "library.not_an_address"
    status = 422
    message = _("“%(address)s” is not an address on the web.")
    advice = _("An address begins with https:// or http://.")


class NotReached(DomainError):
    code = "library.address_not_reached"
    status = 422
    message = _("%(host)s could not be reached: %(reason)s.")
    advice = _("Check the address and the connection, then try again.")


class InsideAddress(DomainError):
    code = "library.address_inside"
    status = 422
    message = _("%(host)s is an address inside this network; such addresses are not fetched.")
    advice = _("The administrator can allow it with DENSACH_PRIVATE_FETCH=1.")


class AnsweredNo(DomainError):
    code = "library.address_answered_no"
    status = 422
    message = _("%(host)s answered with error %(answer)d.")
    advice = _("Open the address in a browser to see whether it still exists.")


class ComeLater(AnsweredNo):
    """The server asks to wait (503, 429); `seconds` as it says."""

    code = "library.address_come_later"

    def __init__(self, *, host: str, answer: int, seconds: int) -> None:
        super().__init__(host=host, answer=answer)
        self.seconds = seconds


class AddressTooLarge(DomainError):
    code = "library.address_too_large"
    status = 422
    message = _("What is at this address is larger than %(limit_mb)d MB.")
    advice = _("Fetch it with a browser and import the parts you need.")


class AddressTooSlow(DomainError):
    code = "library.address_too_slow"
    status = 422
    message = _("%(host)s did not send everything within %(seconds)d seconds.")
    advice = _("Try again at another time.")


class GoesInCircles(DomainError):
    code = "library.address_goes_in_circles"
    status = 422
    message = _("The address leads on to another one more than %(times)d times.")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched. `url` is where it was found in the end."""

    path: Path
    name: str
    media_type: str
    url: str


def fetch(address: str, *, into: Path, limit_bytes: int = MAX_FILE_BYTES) -> Fetched:
    """Fetch a file into the folder `into`. Raises one of the refusals above; nothing is left then."""
    with _answer(address, seconds=FILE_SECONDS) as (response, blocks):
        url = str(response.extensions["densach_url"])
        name = _name(response, url)
        path = into / name
        try:
            with path.open("wb") as target:
                for block in _limited(blocks, limit_bytes):
                    target.write(block)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
        return Fetched(path, name, media_type, url)


def get(address: str, *, limit_bytes: int = MAX_PAGE_BYTES) -> tuple[bytes, str]:
    """The bytes at an address and where they were found in the end. Raises as `fetch`."""
    with _answer(address, seconds=PAGE_SECONDS) as (response, blocks):
        data = b"".join(_limited(blocks, limit_bytes))
        return data, str(response.extensions["densach_url"])


def head(address: str, *, size: int = 65_536) -> tuple[bytes, str]:
    """The first bytes at an address, to see what is there. Raises as `fetch`."""
    data = b""
    with _answer(address, seconds=PAGE_SECONDS) as (response, blocks):
        for block in blocks:
            data += block
            if len(data) >= size:
                break
        return data[:size], str(response.extensions["densach_url"])


@contextmanager
def _answer(address: str, *, seconds: float) -> Iterator[tuple["httpx.Response", Iterator[bytes]]]:
    """The answer after redirects, and its blocks until the time is over."""
    import httpx

    until = time.monotonic() + seconds
    url = _checked(address)
    limits = httpx.Timeout(20.0, connect=10.0)
    with httpx.Client(timeout=limits, trust_env=False, verify=True) as client:
        for _turn in range(REDIRECTS + 1):
            request = _request(client, url)
            try:
                response = client.send(request, stream=True)
            except httpx.HTTPError as error:
                raise NotReached(host=url.host, reason=_reason(error)) from None
            with _closing(response):
                if response.is_redirect:
                    url = _checked(str(url.join(response.headers.get("location", ""))))
                    continue
                _refuse(response, url.host)
                response.extensions["densach_url"] = str(url)
                yield response, _in_time(response, url.host, until, seconds)
                return
    raise GoesInCircles(times=REDIRECTS)


@contextmanager
def _closing(response: "httpx.Response") -> Iterator[None]:
    try:
        yield
    finally:
        response.close()


def _checked(address: str) -> "httpx.URL":
    import httpx

    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, ValueError):
        raise NotAnAddress(address=address[:200]) from None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        raise NotAnAddress(address=address[:200])
    return url


def _request(client: "httpx.Client", url: "httpx.URL") -> "httpx.Request":
    """A request to the checked address behind the name, under the name."""
    address = _outside_address(url.host, url.port or (443 if url.scheme == "https" else 80))
    default = {"http": 80, "https": 443}[url.scheme]
    host = url.netloc.decode() if url.port and url.port != default else url.host
    return client.build_request(
        "GET",
        url.copy_with(host=address),
        headers={"Host": host, "User-Agent": AGENT, "Accept": "*/*"},
        extensions={"sni_hostname": url.host},
    )


def _outside_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached(host=host, reason=str(_("the name is not known"))) from None
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    if not private_allowed() and any(not is_outside(one) for one in addresses):
        raise InsideAddress(host=host)
    return addresses[0]


def is_outside(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when written as IPv4 in IPv6."""
    ip: Any = ipaddress.ip_address(address)
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is not None:
        ip = inner
    return bool(ip.is_global) and not ip.is_multicast


def private_allowed() -> bool:
    """Whether the operator lets addresses inside the network be fetched."""
    return bool(
        getattr(settings, "PRIVATE_FETCH", False) or os.environ.get("DENSACH_PRIVATE_FETCH") == "1"
    )


def _refuse(response: "httpx.Response", host: str) -> None:
    if response.status_code in _LATER:
        wait = response.headers.get("retry-after", "")
        seconds = int(wait) if wait.isdecimal() else 10
        raise ComeLater(host=host, answer=response.status_code, seconds=seconds)
    if response.status_code != OK:
        raise AnsweredNo(host=host, answer=response.status_code)


def _in_time(
    response: "httpx.Response", host: str, until: float, seconds: float
) -> Iterator[bytes]:
    import httpx

    try:
        for block in response.iter_bytes(BLOCK):
            if time.monotonic() > until:
                raise AddressTooSlow(host=host, seconds=int(seconds))
            yield block
    except httpx.HTTPError as error:
        raise NotReached(host=host, reason=_reason(error)) from None


def _limited(blocks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > limit:
            raise AddressTooLarge(limit_mb=limit // 2**20)
        yield block


def _reason(error: Exception) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return str(_("it did not answer in time"))
    if "CERTIFICATE" in str(error).upper():
        return str(_("its certificate is not valid"))
    return str(_("the connection failed"))


def _name(response: "httpx.Response", url: str) -> str:
    """A plain name for the file: as the server calls it, else the end of the address."""
    said = response.headers.get("content-disposition", "")
    match = re.search(r"filename\*=UTF-8''([^;]+)", said, re.IGNORECASE)
    name = unquote(match[1]) if match else ""
    if not name and (match := re.search(r'filename="?([^";]+)"?', said, re.IGNORECASE)):
        name = match[1]
    name = name or unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    name = re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", name).strip(". ")[-120:]
    return name or "tep"
