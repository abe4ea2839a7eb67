"""Certificates for the tests of signing; made anew each time, worth nothing outside them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "test"


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(subject: str, issuer: str, key, issuer_key, *, authority: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def write_key(path: Path, name: str, *, self_signed: bool = True) -> bytes:
    """Write a PKCS#12 file; return the certificate (DER) that a validator has to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    if self_signed:
        own = root = _certificate(name, name, key, key, authority=False)
    else:
        root_key = ec.generate_private_key(ec.SECP256R1())
        root = _certificate("测试根", "测试根", root_key, root_key, authority=True)
        own = _certificate(name, "测试根", key, root_key, authority=False)
    data = pkcs12.serialize_key_and_certificates(
        name.encode(), key, own, None if self_signed else [root], BestAvailableEncryption(PASSWORD.encode())
    )
    path.write_bytes(data)
    return root.public_bytes(Encoding.DER)
