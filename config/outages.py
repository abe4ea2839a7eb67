"""What a command says when the machine fails it: a full disk, a database that does not answer or has no tables yet."""

from django.db import DatabaseError, InterfaceError, OperationalError

from agencies.stored_files.disk import is_disk_error, is_disk_full

SILENCE = (OperationalError, InterfaceError)
FULL = ("disk is full", "disk full", "no space left", "readonly database", "disk i/o error")  # SQLite and PostgreSQL
UNMADE = ("no such table", "does not exist")
BUSY = ("database is locked", "lock timeout", "deadlock")


def is_database_full(error: BaseException) -> bool:
    """Say whether the database was not written because its disk takes nothing."""
    return isinstance(error, DatabaseError) and _says(error, FULL)


def outage_sentence(error: BaseException) -> str:
    """Return what to tell the person who ran a command, or nothing where the error is the program's own."""
    if is_disk_error(error):
        where = f"（{error.filename}）" if getattr(error, "filename", None) else ""
        if is_disk_full(error):
            return _no_room(where)
        return (
            f"没有权限读写文件{where}，命令没有做完。 / No permission for a file{where}: the command was not finished."
        )
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return ""
    if is_database_full(error):
        return _no_room("（数据库）")
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
