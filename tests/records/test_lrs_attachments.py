"""Files that come with statements, and signatures."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from densach.core.models import StoredFile
from densach.records.formats.multipart import Part, join, media_type_of, split
from densach.records.formats.shapes import Wrong
from densach.records.models import Attachment, Statement

from .lrs import Program, new_id, statement

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\r\n--seam\r\nnot an end"
KIND = "multipart/mixed; boundary=seam"


@pytest.fixture
def program():
    return Program()


def about(content, **others):
    return {
        "usageType": "https://example.org/picture",
        "display": {"vi": "Ảnh"},
        "contentType": "image/png",
        "length": len(content),
        "sha2": hashlib.sha256(content).hexdigest(),
        **others,
    }


def body(one, *contents, hashed=None):
    parts = [Part(json.dumps(one).encode(), {"Content-Type": "application/json"})]
    for content in contents:
        sha2 = hashed or hashlib.sha256(content).hexdigest()
        headers = {
            "Content-Type": "image/png",
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": sha2,
        }
        parts.append(Part(content, headers))
    return b"".join(join(parts, boundary="seam"))


def test_a_file_comes_back_byte_for_byte(program):
    picture = b"\x89PNG\r\n\r\nbytes \x00\xff"
    whole = statement(id=new_id(), attachments=[about(picture)])
    assert program.send(body(whole, picture), content_type=KIND).status_code == 200

    answer = program.one(whole["id"], attachments="true")
    kind, named = media_type_of(answer["Content-Type"])
    first, second = split(b"".join(answer.streaming_content), boundary=named["boundary"])
    assert kind == "multipart/mixed"
    assert json.loads(first.content)["id"] == whole["id"]
    assert second.content == picture
    assert second.headers["x-experience-api-hash"] == about(picture)["sha2"]
    assert "multipart" not in program.one(whole["id"])["Content-Type"]


@pytest.mark.parametrize("name", ["sha224", "sha384", "sha512"])
def test_other_kinds_of_sha2_are_known(program, name):
    sha2 = hashlib.new(name, b"abc").hexdigest()
    whole = statement(attachments=[about(b"abc", sha2=sha2)])
    assert program.send(body(whole, b"abc", hashed=sha2), content_type=KIND).status_code == 200


def test_what_must_be_refused(program):
    named = statement(attachments=[about(b"abc")])
    wrong = {
        "not along": (json.dumps(named).encode(), "application/json"),
        "not along, in parts": (body(named), KIND),
        "more than named": (body(named, b"abc", b"xyz"), KIND),
        "another content": (body(named, b"xyz", hashed=about(b"abc")["sha2"]), KIND),
        "no boundary": (body(named, b"abc"), "multipart/mixed"),
        "no end": (body(named, b"abc")[:-12], KIND),
        "a form": (body(named, b"abc"), "multipart/form-data; boundary=seam"),
        "text": (json.dumps(statement()).encode(), "text/plain"),
    }
    for what, (data, kind) in wrong.items():
        assert program.send(data, content_type=kind).status_code == 400, what
    assert not Statement.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_elsewhere_needs_no_bytes(program):
    there = about(b"abc", fileUrl="https://example.org/a.png")
    assert program.send(statement(attachments=[there])).status_code == 200


def test_the_file_goes_with_its_last_statement(program, django_capture_on_commit_callbacks):
    first = statement(id=new_id(), attachments=[about(b"abc")])
    second = {**first, "id": new_id()}
    for whole in (first, second):
        program.send(body(whole, b"abc"), content_type=KIND)
    assert Attachment.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        Statement.objects.get(id=first["id"]).delete()
    assert StoredFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        Statement.objects.get(id=second["id"]).delete()
    assert not StoredFile.objects.exists()


def test_a_boundary_inside_of_a_line_parts_nothing():
    whole = b"".join(join([Part(b"a--seam b", {"x": "1"}), Part(b"", {})], boundary="seam"))
    assert [part.content for part in split(whole, boundary="seam")] == [b"a--seam b", b""]
    with pytest.raises(Wrong):
        split(b"no parts at all", boundary="seam")


# Signatures


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Trường A")])
    now = datetime(2026, 11, 24, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


def signed(one, key, *, algorithm="RS256", payload=None, chain=None, **others):
    headers = {"x5c": chain} if chain else {}
    text = json.dumps(one if payload is None else payload).encode()
    jws = jwt.PyJWS().encode(text, key, algorithm=algorithm, headers=headers).encode()
    usage = "http://adlnet.gov/expapi/attachments/signature"
    attached = about(jws, usageType=usage, contentType="application/octet-stream", **others)
    return body({**one, "attachments": [attached]}, jws)


def test_a_signed_statement_is_checked_with_the_certificate_that_it_brings(program, key):
    one = statement(id=new_id())
    for algorithm in ("RS256", "RS384", "RS512"):
        whole = signed({**one, "id": new_id()}, key, algorithm=algorithm, chain=[certificate(key)])
        assert program.send(whole, content_type=KIND).status_code == 200, algorithm

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = signed(one, other, chain=[certificate(key)])
    assert program.send(forged, content_type=KIND).status_code == 400
    assert program.send(signed(one, key), content_type=KIND).status_code == 200


def test_signatures_that_must_be_refused(program, key):
    one = statement(id=new_id())
    wrong = {
        "another statement": signed(one, key, payload={**one, "result": {"success": True}}),
        "no statement": signed(one, key, payload="x"),
        "an algorithm with a shared secret": signed(one, "s" * 64, algorithm="HS256"),
        "no certificate": signed(one, key, chain=["AAAA"]),
        "another kind": signed(one, key).replace(b'"application/octet-stream"', b'"text/plain"'),
    }
    for what, data in wrong.items():
        assert program.send(data, content_type=KIND).status_code == 400, what
