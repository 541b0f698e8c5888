"""A certificate authority of a school, made with openssl, and installed where Chromium on Linux looks for it.

    python -m tests.journeys.authority HOME CA.pem      puts the authority into HOME/.pki/nssdb

Through libnss3 itself, which Chromium needs anyway: certutil is not on every machine.
"""

import ctypes
import ssl
import subprocess
import sys
from pathlib import Path

SUBJECT = "/CN=Truong Suoi May, may chu"


class _Item(ctypes.Structure):
    _fields_ = (("type", ctypes.c_uint), ("data", ctypes.c_char_p), ("len", ctypes.c_uint))


class _Trust(ctypes.Structure):
    _fields_ = (("ssl", ctypes.c_uint), ("email", ctypes.c_uint), ("objects", ctypes.c_uint))


def make(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """An authority that may sign for `name` only, and a server's certificate for it. (CA file, context)."""
    ca, key, request, leaf = (
        folder / part for part in ("ca.pem", "key.pem", "leaf.csr", "leaf.pem")
    )
    for_ca = folder / "ca.cnf"
    for_ca.write_text(
        "[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:true\n"
        f"keyUsage=critical,keyCertSign\nnameConstraints=critical,permitted;DNS:{name}\n"
        f"[leaf]\nsubjectAltName=DNS:{name}\nextendedKeyUsage=serverAuth\n"
    )
    ca_key = folder / "ca-key.pem"
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl("req", "-x509", *new_key, "-keyout", ca_key, "-out", ca, "-days", "30", "-subj", SUBJECT,
             "-config", for_ca, "-extensions", "ca")  # fmt: skip
    _openssl(
        "req", *new_key, "-keyout", key, "-out", request, "-subj", f"/CN={name}", "-config", for_ca
    )
    _openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-out", leaf,
             "-days", "20", "-extfile", for_ca, "-extensions", "leaf")  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, key)
    return ca, context


def install(home: Path, ca: Path) -> None:
    """Trust `ca` in browsers whose HOME is `home`. In a process of its own: NSS keeps global state."""
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.authority", str(home), str(ca)], check=True
    )


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def _install(home: Path, ca: Path) -> None:
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True, exist_ok=True)
    nss = ctypes.CDLL("libnss3.so")
    for name in ("CERT_GetDefaultCertDB", "CERT_NewTempCertificate", "PK11_GetInternalKeySlot"):
        getattr(nss, name).restype = ctypes.c_void_p
    _must(nss, nss.NSS_InitReadWrite(f"sql:{folder}".encode()), "open the database")
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    if nss.PK11_NeedUserInit(slot):
        _must(nss, nss.PK11_InitPin(slot, None, b""), "begin the database")
    der = ssl.PEM_cert_to_DER_cert(ca.read_text())
    database = ctypes.c_void_p(nss.CERT_GetDefaultCertDB())
    item = _Item(0, der, len(der))
    cert = ctypes.c_void_p(nss.CERT_NewTempCertificate(database, ctypes.byref(item), None, 0, 1))
    _must(nss, nss.PK11_ImportCert(slot, cert, 0, b"truong", 0), "take the certificate in")
    trust = _Trust()
    _must(nss, nss.CERT_DecodeTrustString(ctypes.byref(trust), b"C,,"), "read the trust")
    _must(nss, nss.CERT_ChangeCertTrust(database, cert, ctypes.byref(trust)), "trust it")
    nss.NSS_Shutdown()


def _must(nss: ctypes.CDLL, code: int, what: str) -> None:
    if code:
        raise SystemExit(f"NSS could not {what}: error {nss.PORT_GetError()}")


if __name__ == "__main__":
    _install(Path(sys.argv[1]), Path(sys.argv[2]))
