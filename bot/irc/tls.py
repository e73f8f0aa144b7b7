"""TLS as the config wants it: verified unless told otherwise."""

import ssl

from bot.config import ConfigError, Tls


def context(settings: Tls) -> ssl.SSLContext:
    """A client's context.

    Raises:
        ConfigError: a file can't be read, or holds no certificate or key.
    """
    try:
        made = ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise ConfigError([f"{settings.ca_file}: no certificates to read there: {error}"]) from None
    if not settings.verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    if settings.cert_file is not None:
        try:
            made.load_cert_chain(settings.cert_file, settings.key_file)
        except OSError as error:
            raise ConfigError([f"{settings.cert_file}: no certificate with its key to read there: {error}"]) from None
    return made
