"""The config of a Synapse that serves on loopback alone, knows no other server, and lives in one directory."""

from pathlib import Path

OPEN = """\
enable_registration: true
enable_registration_without_verification: true
"""
"""Anybody may register."""
UNLIMITED = """\
rc_login: {address: &free {per_second: 100000, burst_count: 100000}, account: *free, failed_attempts: *free}
rc_registration: *free
rc_message: *free
rc_admin_redaction: *free
rc_joins_per_room: *free
rc_room_creation: *free
rc_joins: {local: *free, remote: *free}
rc_invites: {per_room: *free, per_user: *free, per_issuer: *free}
"""
"""Anybody may say as much as they like."""
_CONFIG = """\
server_name: "{name}"
pid_file: "{home}/homeserver.pid"
public_baseurl: "http://127.0.0.1:{port}/"
listeners:
  - {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, tls: false, resources: [{{names: [client]}}]}}
database: {{name: sqlite3, args: {{database: "{home}/homeserver.db"}}}}
log_config: "{home}/log.yaml"
media_store_path: "{home}/media"
signing_key_path: "{home}/signing.key"
macaroon_secret_key: "known to all"
form_secret: "known to all"
report_stats: false
suppress_key_server_warning: true
trusted_key_servers: []
federation_domain_whitelist: []
url_preview_enabled: false
presence: {{enabled: false}}
push: {{enabled: false}}
bcrypt_rounds: 4
"""
_LOG = """\
version: 1
formatters: {{plain: {{format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}}}
handlers: {{file: {{class: logging.FileHandler, formatter: plain, filename: "{home}/homeserver.log"}}}}
root: {{level: WARNING, handlers: [file]}}
disable_existing_loggers: false
"""


def lay_out(home: Path, name: str, port: int, *more: str) -> None:
    """Write `homeserver.yaml` and what it names; `more` are settings, as lines of YAML."""
    config = _CONFIG.format(name=name, home=home, port=port) + "".join(more)
    (home / "homeserver.yaml").write_text(config, encoding="utf-8")
    (home / "log.yaml").write_text(_LOG.format(home=home), encoding="utf-8")
