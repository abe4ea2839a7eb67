"""What a command says when the machine fails it: a full disk, a database that does not answer or has no tables yet."""

import re

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.migrations.exceptions import MigrationSchemaMissing

from agencies.stored_files.disk import is_disk_error, is_disk_full

SILENCE = (OperationalError, InterfaceError)
FULL = ("disk is full", "disk full", "no space left", "readonly database", "disk i/o error")  # SQLite and PostgreSQL
UNMADE = ("no such table", "does not exist")
READ_ONLY = ("read-only transaction",)
NOT_THERE = re.compile(r'(?:database|role) "[^"]*" does not exist')
OF_THE_DATABASE = (  # its words, and what to tell the person; {} are the words
    (("permission denied",), "数据库的账号没有这一步要的权限：{}。建表用表的主人，见 docs/operations.md", "The database's role lacks a right"),
    (READ_ONLY, "数据库现在是只读的，什么都没有写入，请通知数据库管理员", "The database is read-only at present"),
    (("invalid connection option", "invalid sslmode"), "DATABASE_URL 里有数据库不认识的选项：{}", "DATABASE_URL has an option that is unknown"),
    (("has no equivalent in encoding",), "数据库的编码存不下这个字：{}。请用 UTF8 重新建立数据库，见 docs/operations.md", "The database must be made in UTF8"),
    (("statement timeout",), "这一步超过了数据库允许的时间，没有做完", "The database ended a statement that took too long"),
    (("too many clients", "too many connections", "remaining connection slots"), "数据库的连接已经用完，请稍后再运行一次", "The database has no connection left"),
)  # fmt: skip
BUSY = ("database is locked", "lock timeout", "deadlock")


def is_database_full(error: BaseException) -> bool:
    """Say whether the database was not written because its disk takes nothing."""
    return isinstance(error, DatabaseError) and _says(error, FULL)


def is_database_read_only(error: BaseException) -> bool:
    """Say whether the database takes nothing because it is a copy, or is being moved."""
    return isinstance(error, DatabaseError) and _says(error, READ_ONLY)


def outage_sentence(error: BaseException) -> str:
    """Return what to tell the person who ran a command, or nothing where the error is the program's own."""
    if is_disk_error(error):
        where = f"（{error.filename}）" if getattr(error, "filename", None) else ""
        if is_disk_full(error):
            return _no_room(where)
        return (
            f"没有权限读写文件{where}，命令没有做完。 / No permission for a file{where}: the command was not finished."
        )
    if isinstance(error, (DatabaseError, InterfaceError, MigrationSchemaMissing)):
        return _of_the_database(error)
    return ""


def _of_the_database(error: BaseException) -> str:
    if is_database_full(error):
        return _no_room("（数据库）")
    if NOT_THERE.search(str(error)):
        return f"数据库服务器上没有 DATABASE_URL 写的数据库或者账号，请先建立（docs/operations.md）：{_first(error)} / The server has no such database or role: make it first."
    for words, chinese, english in OF_THE_DATABASE:
        if _says(error, words):
            return f"{chinese.format(_first(error))}；命令没有做完。 / {english}; the command was not finished."
    if _says(error, UNMADE):
        return "数据库里还没有这个版本的表，请先运行 manage.py migrate。 / The database lacks this version's tables: run manage.py migrate first."
    if _says(error, BUSY):
        return "数据库正忙，命令没有做完，请稍后再运行一次。 / The database is busy: the command was not finished, run it again later."
    if isinstance(error, SILENCE):
        return (
            f"连不上数据库，命令没有做完：{_first(error)} / The database does not answer; the command was not finished."
        )
    return ""


def _no_room(where: str) -> str:
    return (
        f"磁盘已满{where}，命令没有做完；腾出空间后再运行一次同样的命令。"
        " / The disk is full: the command was not finished; make room and run it again."
    )


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    return any(word in str(error).lower() for word in words)


def _first(error: BaseException) -> str:
    """Return the first line of an error's words."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
