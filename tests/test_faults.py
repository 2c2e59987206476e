"""Faults of servers on a real socket, each with its outcome; and that forbidden addresses are never connected to."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import faults
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from faults import FAULTS, Fault, FaultServer

from extractors import formats, standins
from extractors.archive import Archive
from extractors.catalog import Catalog, Source
from extractors.http import (
    BudgetSpent,
    Cookies,
    Endpoint,
    Fetcher,
    FetchError,
    HostNotAllowed,
    HttpStatus,
    PublicResolver,
    TableResolver,
)
from extractors.pages import UnreadablePage
from extractors.records import Page
from flows.collect import collect

HOSTS = [f"{fault.name}.example" for fault in FAULTS]


def source(**changes: Any) -> Source:
    fields: dict[str, Any] = {
        "id": "a", "name": "A", "publisher": "A", "kind": "news", "language": ["en"], "trust": "press", "licence": "none",
        "hosts": HOSTS, "listings": [{"kind": "rss", "url": "https://a.example/rss"}],
        "url_pattern": r"https://([\w-]+\.example)/(page\w*|open/\.\./page)", "canonical_url": r"https://\1/\2",
        "selectors": {"body": ["article"]}, "cadence": "0 2 * * *", "pace_seconds": 0,
    }  # fmt: skip
    return Source.model_validate(fields | changes)


SOURCE = source()


# -- certificates


def certify(name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None, days: int) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A certificate of `name` that ends so many days from now, signed by `issuer` or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer[0].subject if issuer else subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=30)).not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=name == "ca", path_length=None), critical=True)
    )  # fmt: skip
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, ssl.SSLContext]]:
    """The authority that the fetcher trusts, and the servers' contexts."""
    folder = tmp_path_factory.mktemp("tls")
    ca = certify("ca", None, 30)
    made = {
        "self-signed": certify("self-signed.example", None, 30), "other-name": certify("else.example", ca, 30),
        "expired": certify("expired.example", ca, -1), "trusted": certify("trusted.example", ca, 30),
    }  # fmt: skip
    contexts = {}
    for name, (certificate, key) in made.items():
        path = folder / f"{name}.pem"
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*plain))
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(path)
    (folder / "ca.pem").write_bytes(ca[0].public_bytes(serialization.Encoding.PEM))
    return folder / "ca.pem", contexts


class Table:
    """The hosts of the faults; every other is unknown. Records what it was asked for."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._hosts = {f"{f.name}.example": Endpoint("127.0.0.1", ports[f.tls], bool(f.tls), paced=False) for f in FAULTS}
        self.asked: list[str] = []

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:
        self.asked.append(host)
        return self._hosts[host]


@pytest.fixture(scope="module")
def server(certificates: tuple[Path, dict[str, ssl.SSLContext]]) -> Iterator[FaultServer]:
    with FaultServer(FAULTS, certificates[1]) as serving:
        yield serving


# -- what is connected to

_CONNECTED: list[tuple[str, int]] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _CONNECTED is not None and isinstance(arguments[1], tuple):
        _CONNECTED.append(arguments[1][:2])


sys.addaudithook(_hook)


@contextmanager
def connections() -> Iterator[list[tuple[str, int]]]:
    """Every address that this process connects to meanwhile, told by the interpreter itself."""
    global _CONNECTED
    _CONNECTED = seen = []
    try:
        yield seen
    finally:
        _CONNECTED = None


def outcome(fault: Fault, fetcher: Fetcher, catalog: Catalog) -> tuple[str, str]:
    """The name of what comes of a fault, and the error's text or the page's."""
    try:
        snapshot = fetcher.fetch(SOURCE, f"https://{fault.name}.example{fault.path}")
        standins.check(SOURCE, snapshot)
        page = formats.read(snapshot, SOURCE, catalog)
    except (FetchError, UnreadablePage) as error:
        return type(error).__name__, str(error)
    assert isinstance(page, Page)
    assert all(c not in value for value in snapshot.headers.values() for c in "\r\n")
    return "page", page.text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_each_fault_has_its_outcome(fault: Fault, server: FaultServer, certificates: tuple[Path, dict[str, ssl.SSLContext]], catalog: Catalog) -> None:
    table = Table(server.ports)
    times: dict[str, Any] = {"timeout": (5, 0.5), "total_seconds": 0.8, "attempts": 1} if fault.slow else {"timeout": (10, 10), "attempts": 2}
    fetcher = Fetcher(table, backoff_seconds=0.01, max_bytes=faults.CAP, ca_bundle=certificates[0], **times)
    with connections() as connected:
        name, text = outcome(fault, fetcher, catalog)
    assert name == fault.outcome, text
    assert re.search(fault.words, text), text
    if name == "page":
        assert re.search(r"reached 38\.9 billion USD, up 4\.5 percent|đạt 1\.234 tỷ đồng, tăng 20,5%", text)
    # nothing but the fault's own server was asked for or connected to, wherever it pointed
    assert set(table.asked) <= {f"{fault.name}.example"}
    assert set(connected) <= {("127.0.0.1", server.ports[fault.tls])}
    if fault.requests is not None:
        host = f"{fault.name}.example"
        assert sum(n for (h, path), n in server.requests.items() if h == host and path.startswith("/page")) == fault.requests


def test_docs_have_the_table() -> None:
    assert faults.DOCS.read_text(encoding="utf-8") == faults.table(), "run: python tests/faults.py"


def test_names_are_told_apart() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40
