"""The desk's schema, step by step (Alembic), each step in the transaction that opens the desk."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

KNOWN = tuple(f"{number:04}" for number in range(1, 20))
"""Every schema this version can bring up to date, oldest first."""
NEWEST = KNOWN[-1]


def version(connection: Connection) -> str | None:
    """The desk's schema, or None if it has none yet."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def to_newest(connection: Connection) -> None:
    """Bring the schema up to date inside the caller's transaction."""
    # imported only where a desk is made or migrated: opening one must stay quick
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)
