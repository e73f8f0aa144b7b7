"""TLS as the config wants it: verified unless told otherwise."""

import ssl

from bot.config import Tls


def context(settings: Tls) -> ssl.SSLContext:
    """A client's context.

    Raises:
        OSError: a file can't be read, or holds no certificate or key (ssl.SSLError).
    """
    made = ssl.create_default_context(cafile=settings.ca_file)
    if not settings.verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    if settings.cert_file is not None:
        made.load_cert_chain(settings.cert_file, settings.key_file)
    return made
