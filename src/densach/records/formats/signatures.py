"""Signed statements: a JWS (RFC 7515) that came as attachment (xAPI 1.0.3, data 2.6)."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from .sameness import same
from .shapes import Wrong
from .statements import SIGNATURE

ALGORITHMS = ["RS256", "RS384", "RS512"]


def check_signature(
    statement: Mapping[str, Any], attachment: Mapping[str, Any], jws: bytes
) -> None:
    """Raise Wrong unless `jws` signs `statement`; checked with the certificate that it brings.

    Without one (`x5c`) nobody here can say whose it is; then the form alone is checked. Whether the
    certificate belongs to somebody to be trusted is for those who read the statement.
    """
    import jwt
    from jwt.api_jws import PyJWS

    if attachment["contentType"].split(";")[0].strip() != "application/octet-stream":
        raise Wrong(_("A signature must come as application/octet-stream."), "contentType")
    try:
        reader = PyJWS(algorithms=ALGORITHMS)
        headers = reader.get_unverified_header(jws)
        if headers.get("alg") not in ALGORITHMS:
            raise Wrong(_("A signature must use RS256, RS384 or RS512."))
        key = _key(headers.get("x5c"))
        options: Any = {"verify_signature": key is not None}
        payload = reader.decode(jws, key or "", algorithms=ALGORITHMS, options=options)
        signed = json.loads(payload)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Wrong(_("The signature does not hold.")) from error
    if not isinstance(signed, dict) or not same(signed, statement, attachments=False):
        raise Wrong(_("What was signed is not this statement."))


def _key(chain: Any) -> Any:
    if chain is None:
        return None
    from base64 import b64decode

    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(b64decode(chain[0])).public_key()


def is_signature(attachment: Mapping[str, Any]) -> bool:
    """Whether an attachment says that it is the statement's signature."""
    return bool(attachment["usageType"] == SIGNATURE)
