"""How the product says no."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the product refused the request. Nothing was changed.

    A subclass states one refusal. Its parts have different readers:

    * `message`: the person. One translated sentence with named placeholders, ends in a full stop.
    * `advice`: the person. What to do now; may be empty.
    * `code`: programs, logs and tests. `<room>.<reason>`; it never changes once released.
    * `status`: HTTP. 403 not allowed, 404 hidden or absent, 409 conflicts with the present state.
    * `facts`: the values behind the words, sent to API clients too. Never personal data.

    Bugs are not DomainErrors: let TypeError and friends travel to the error log.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 409
    message: ClassVar[Promise]
    advice: ClassVar[Promise | str] = ""

    def __init__(self, **facts: str | int) -> None:
        self.facts = facts
        super().__init__(self.code, facts)

    def __reduce__(self) -> tuple[Any, ...]:
        # Refusals cross from reading processes to the importer.
        return _again, (type(self), self.facts)

    def __str__(self) -> str:
        parts = (str(self.message), str(self.advice))
        return " ".join(part % self.facts for part in parts if part)


def _again(kind: type[DomainError], facts: dict[str, str | int]) -> DomainError:
    refusal = kind.__new__(kind)
    DomainError.__init__(refusal, **facts)
    return refusal


class Forbidden(DomainError):
    """The actor may see the thing but may not do this to it (404 hides things; 403 does not)."""

    code = "core.forbidden"
    status = 403
    message = _("You are not allowed to %(action)s.")
    advice = _("Ask the person who manages this place to do it or to give you the right.")


class SignInFirst(DomainError):
    """The API was asked for something that needs an account."""

    code = "core.sign_in_first"
    status = 401
    message = _("This needs an account.")
    advice = _("Sign in first.")


class NotForYou(DomainError):
    """The API was asked for something that this account may not have."""

    code = "core.not_for_you"
    status = 403
    message = _("Your account may not do this.")
    advice = _("Ask your administrator for the right role.")
