"""Keys and certificates for the TLS of the real servers, made anew in each run."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in PEM: the authority, and the server's chain and key for localhost and 127.0.0.1."""

    authority: Path
    chain: Path
    key: Path

    def trusting(self) -> ssl.SSLContext:
        """A client's context that trusts the authority alone."""
        return ssl.create_default_context(cafile=self.authority)


def make_certificates(home: Path, *names: str) -> Certificates:
    """For these host names and addresses instead, where there are any."""
    authority = trustme.CA()
    leaf = authority.issue_cert(*(names or ("localhost", "127.0.0.1")))
    certificates = Certificates(home / "authority.pem", home / "chain.pem", home / "key.pem")
    authority.cert_pem.write_to_path(certificates.authority)
    for blob in leaf.cert_chain_pems:
        blob.write_to_path(certificates.chain, append=True)
    leaf.private_key_pem.write_to_path(certificates.key)
    return certificates
