from tests.store.fixtures import journal, library, new_database, path, url

__all__ = ["journal", "library", "new_database", "path", "url"]
