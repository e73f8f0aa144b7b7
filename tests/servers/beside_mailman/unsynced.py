"""Mailman's own class for SQLite, but for the disk: nobody waits for it, as nothing needs to outlive the machine.

It is loaded by Mailman's processes (`[database] class`), and needs their environment.
"""

from mailman.database.sqlite import SQLiteDatabase
from sqlalchemy import event


class UnsyncedDatabase(SQLiteDatabase):
    def initialize(self, debug=None):
        super().initialize(debug)
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
