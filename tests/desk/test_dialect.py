"""What only SQLite can do is in two modules, the database's and the word index's, and nowhere else."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("casework", "letters", "dpo_console")
HOMES = ("casework/vault/database.py", "casework/records/index.py")
STEPS = "casework/desk/migrations/versions/"
"""The migrations: each is written for the schema of its time, and is never changed."""
ONLY_SQLITE = {
    "its package": r"\b(import|from) (sqlcipher3|sqlite3|pysqlcipher3)\b|['\"](sqlcipher3|sqlite3)(\.\w+)*['\"]",
    "its dialect": r"dialects\.sqlite|dialects import|sqlite(\+\w+)?://",
    "its driver": r"\b(exec_driver_sql|driver_connection|dbapi_connection|text_factory|isolation_level|create_function)\b",
    "statements for its driver": r"\.execute(many|script)?\((f?['\"]|[A-Z][A-Z_]+\b)",
    "its settings": r"(?i)\bpragma\b|sqlcipher_\w",
    "its triggers": r"\bTRIGGER\b|(?i:\b(create|drop)( temp(orary)?)? trigger\b)|RAISE ?\((ABORT|IGNORE|FAIL|ROLLBACK)",
    "its word index": r"(?i:fts[345]|\bvirtual table\b|\bcreate virtual\b|\bitem_(words|terms)\b)|\bMATCH\b|\bbm25\(",
    "its ways to insert": r"\bOR (IGNORE|REPLACE|ABORT|FAIL|ROLLBACK)\b|(?i:\binsert or |\breplace into\b|\bon[_ ]conflict)",
    "its numbers of rows": r"\b(last_insert_|last)?_?(rowid|ROWID)_?\b|AUTOINCREMENT",
    "its own tables and options": r"\bsqlite_\w",
    "its functions over JSON": r"\bjsonb?_(each|extract|tree|valid|type|set|insert|replace|remove|patch|quote|array|group)|->>",
    "strings looked for in JSON": r"\.(contains|i?like)\(f?['\"]{1,3}%?(\\?\")",
    "its patterns": r"\b(LIKE|GLOB|REGEXP)\b|\bNOCASE\b|(?i:['\"]glob['\"])",
    "its whole file": r"\b(VACUUM|ATTACH|DETACH|REINDEX)\b|(?i:\b(attach|detach) database\b)",
    "its functions": r"(?<!\.)\bstrftime ?\(|\b(julianday|unixepoch|randomblob|typeof|group_concat)\b|func\.(strftime|total)\(",
}
"""Each kind of code that only SQLite understands, or understands in its own way, and the pattern that finds it."""
PLANTED = [
    ("its package", "def f():\n    import sqlcipher3.dbapi2 as sqlcipher"),
    ("its package", "from sqlite3 import connect"),
    ("its package", "driver = importlib.import_module('sqlcipher3.dbapi2')"),
    ("its dialect", "from sqlalchemy.dialects.sqlite import insert"),
    ("its dialect", "from sqlalchemy.dialects import sqlite"),
    ("its dialect", "engine = create_engine('sqlite+pysqlcipher://')"),
    ("its driver", "session.connection().exec_driver_sql(statement)"),
    ("its driver", "driver = session.connection().connection.driver_connection"),
    ("its driver", "connection.text_factory = bytes"),
    ("statements for its driver", "connection.execute('SELECT name FROM blob')"),
    ("statements for its driver", "connection.execute(f'SELECT * FROM {name}')"),
    ("statements for its driver", "connection.execute(CHAIN)"),
    ("its settings", "session.execute(text('PRAGMA user_version'))"),
    ("its settings", "session.execute(text('pragma integrity_check'))"),
    ("its settings", "session.execute(text('SELECT sqlcipher_export(:name)'))"),
    ("its triggers", "made = f'CREATE TRIGGER {name} BEFORE UPDATE ON history '"),
    ("its triggers", "gone = f'''\ndrop\n  trigger {name}'''"),
    ("its triggers", "made = 'BEGIN SELECT RAISE(ABORT, :why); END'"),
    ("its word index", "query = 'SELECT id FROM words WHERE words MATCH :said'"),
    ("its word index", "query = 'SELECT id FROM item_words'"),
    ("its word index", "made = 'CREATE VIRTUAL ' 'TABLE words USING Fts5(words)'"),
    ("its word index", "query = query.order_by(text('bm25(words)'))"),
    ("its ways to insert", "session.execute(insert(Erased).prefix_with('OR IGNORE'), rows)"),
    ("its ways to insert", "session.execute(insert(Erased).on_conflict_do_nothing(), rows)"),
    ("its ways to insert", "statement = 'insert or replace into erased VALUES (:digest)'"),
    ("its ways to insert", "statement = 'INSERT INTO erased VALUES (:digest) ON CONFLICT DO NOTHING'"),
    ("its numbers of rows", "query = query.order_by(text('decision.rowid DESC'))"),
    ("its numbers of rows", "number = session.execute(statement).lastrowid"),
    ("its numbers of rows", "made = 'CREATE TABLE t (k TEXT PRIMARY KEY) WITHOUT ROWID'"),
    ("its numbers of rows", "made = 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)'"),
    ("its own tables and options", "query = text('SELECT sql FROM sqlite_master')"),
    ("its own tables and options", "class T:\n    __table_args__ = {'sqlite_autoincrement': True}"),
    ("its functions over JSON", "query = query.where(func.json_extract(Payload.facts, '$.person') == 1)"),
    ("its functions over JSON", "query = text('SELECT value FROM payload, json_each(payload.facts)')"),
    ("its functions over JSON", "query = text('SELECT facts ->> :path FROM payload')"),
    ("strings looked for in JSON", "query = query.where(Payload.facts.contains(f'\"{key}\"'))"),
    ("strings looked for in JSON", "query = query.where(Payload.facts.like(f'%\"{key}\"%'))"),
    ("its patterns", "query = text('SELECT seq FROM payload WHERE facts LIKE :said')"),
    ("its patterns", "query = query.where(PersonName.key.op('GLOB')('a*'))"),
    ("its whole file", "session.execute(text('VACUUM'))"),
    ("its whole file", "session.execute(text('ATTACH :path AS other'))"),
    ("its functions", "query = text(\"SELECT strftime('%Y', day) FROM history\")"),
    ("its functions", "query = select(func.julianday(History.day))"),
    ("its functions", "query = select(func.strftime('%Y', History.day))"),
]


def spoken(text):
    """The kinds of code in a file that only SQLite understands; its docstrings and comments do not count."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None), getattr(node, "finalbody", None)):
            if isinstance(body, list) and body:
                body[:] = [one for one in body if not _says_only(one)] or [ast.Pass()]
    code = re.sub(r"(\\n|\s)+", " ", ast.unparse(tree))
    return {what for what, spelled in ONLY_SQLITE.items() if re.search(spelled, code)}


def _says_only(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def test_what_only_sqlite_can_do_stands_in_two_modules():
    """No other module, apart from the migrations, uses the dialect or the driver."""
    paths = [str(path.relative_to(ROOT)) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    elsewhere = [path for path in paths if path not in HOMES and not path.startswith(STEPS)]
    assert {path: found for path in elsewhere if (found := spoken((ROOT / path).read_text()))} == {}


@pytest.mark.parametrize("home", HOMES)
def test_the_two_modules_speak_it(home):
    """Both excepted modules do use the dialect, so each has a reason to be excepted."""
    assert spoken((ROOT / home).read_text())


@pytest.mark.parametrize(("what", "planted"), PLANTED)
def test_a_planted_spelling_is_seen(what, planted):
    """The planted fault: each line, put into a module, is found there and named by its kind."""
    assert what in spoken(f'"""A module."""\n\n{planted}\n')


def test_every_kind_was_planted():
    """Every kind that is looked for has a planted line."""
    assert {what for what, _ in PLANTED} == ONLY_SQLITE.keys()


@pytest.mark.parametrize(
    "innocent",
    [
        '"""Its rowid, and what sqlite_master says of a TRIGGER."""',
        "x = 1  # PRAGMA",
        "class T:\n    a: int\n    '''Not the rowid.'''",
        "RowId = Annotated[str, typer.Argument(metavar='ROW')]",
        "said = now.strftime('%Y-%m-%dT%H:%M:%SZ')",
        "ATTACHMENT, sentence = 'attachment', 'Attach it, or replace it'",
        "known = {b'SQLite format 3\\0': 'a database'}",
        "query = query.where(Request.reference.startswith(prefix), table.words.contains(word, autoescape=True))",
        "session.execute(select(Item.id).where(Item.id.in_(some)))",
        "mend = 'reinstall the package sqlcipher3, 0.6.4 or later'",
    ],
)
def test_what_any_database_understands_is_left_in_peace(innocent):
    """Prose, Python's own words and portable queries are not taken for the dialect."""
    assert spoken(innocent) == set()
