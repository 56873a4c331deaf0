"""SQL as it stands in a file, with functions and per cent signs: nothing in it is taken for a parameter."""

from sqlalchemy import Connection


def run_script(connection: Connection, script: str) -> None:
    """Run statements within the transaction of a connection."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(script)
