"""Keys that too many records share are no use to look up by: which ones they are stands in PostgreSQL's statistics."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from db import clock

TOO_MANY = 50
AT_LEAST = 3
SECONDS_KEPT = 300
MOST_DATABASES = 8
# Behind the frequencies of the keys come the least and the greatest of them: without a key.
READ = text(
    "SELECT key, frequency * c.reltuples AS records FROM pg_stats AS s"
    " JOIN pg_class AS c ON c.oid = to_regclass('compared_form'),"
    " unnest(CAST(CAST(s.most_common_elems AS text) AS bigint[]), s.most_common_elem_freqs) AS common (key, frequency)"
    " WHERE s.schemaname = current_schema() AND s.tablename = 'compared_form' AND s.attname = 'keys'"
    " AND key IS NOT NULL AND frequency * c.reltuples > :many"
)

_known: dict[str, tuple[float, dict[int, float]]] = {}


def rare(session: Session, keys: set[int]) -> list[int]:
    """Return the keys that are worth looking up: those that few records share; where all are shared, the rarest."""
    frequent = _frequent(session)
    chosen = [key for key in keys if key not in frequent]
    if len(chosen) >= AT_LEAST or len(chosen) == len(keys):
        return chosen
    return sorted(keys, key=lambda key: frequent.get(key, 0.0))[:AT_LEAST]


def _frequent(session: Session) -> dict[int, float]:
    """Return the keys that are frequent in a database, with how many records share each; read every few minutes."""
    database = str(session.get_bind().engine.url)
    now = clock.now().timestamp()
    read_at, found = _known.get(database, (0.0, {}))
    if abs(now - read_at) > SECONDS_KEPT:
        found = {row.key: row.records for row in session.execute(READ, {"many": TOO_MANY})}
        while len(_known) >= MOST_DATABASES:
            _known.pop(next(iter(_known)))
        _known[database] = (now, found)
    return found
