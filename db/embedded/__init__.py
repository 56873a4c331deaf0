"""The PostgreSQL that comes along: binaries of a wheel, life cycle of our own, reached by unix socket only."""

from db.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer"]
