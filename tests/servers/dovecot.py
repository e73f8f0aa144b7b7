"""Dovecot: an IMAP server with one mailbox, "minutebot" with the password "secret", in a Maildir."""

import atexit
import os
import pwd
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.presence import path_of
from tests.servers.process import RealServer, free_ports

_CONFIG = """\
base_dir = {run}
state_dir = {home}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{run}/mail
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
{users}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={run}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
"""


_ONE_USER = "default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {user}"


@dataclass(eq=False, slots=True)
class Dovecot:
    """`mail` is the Maildir: what `deliver` puts there is new and unseen."""

    server: RealServer
    mail: Path

    def deliver(self, name: str, content: bytes) -> None:
        (self.mail / "new" / name).write_bytes(content)

    def seen(self) -> list[str]:
        """The mails that are marked as seen."""
        return sorted(path.name.partition(":")[0] for path in (self.mail / "cur").iterdir() if path.name.endswith("S"))


def make_dovecot(home: Path, certificates: Certificates) -> Dovecot:
    """Plain and STARTTLS on `port`, TLS on `tls_port`. Of root's its processes give up root's rights."""
    port, tls_port = free_ports(2)
    me = pwd.getpwuid(os.getuid())
    owner = pwd.getpwnam("nobody") if me.pw_uid == 0 else me
    run = _open_folder()
    for folder in (run / "mail", *(run / "mail" / name for name in ("new", "cur", "tmp"))):
        folder.mkdir()
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    config = home / "dovecot.conf"
    values = {"home": home, "run": run, "chain": certificates.chain, "key": certificates.key}
    users = "" if me.pw_uid == 0 else _ONE_USER.format(user=me.pw_name)
    ids = {"uid": owner.pw_uid, "gid": owner.pw_gid, "port": port, "tls_port": tls_port}
    config.write_text(_CONFIG.format(**values, **ids, users=users))
    program = path_of("dovecot")
    server = RealServer([program, "-F", "-c", str(config)], home, port, lambda: _greets(port), tls_port)
    return Dovecot(server, run / "mail")


def _open_folder() -> Path:
    """Pytest's folders are root's alone, and these processes are not root's."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as found:
            found.settimeout(1)
            return found.recv(100).startswith(b"* OK")
    except OSError:
        return False
