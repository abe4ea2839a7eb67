"""The machine's disk: which errors are its own, and files that people ask for, written whole or not at all."""

import errno
import os
import stat
import uuid
from contextlib import suppress
from pathlib import Path

from lxml.etree import SerialisationError

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WORKBOOK = {f"IO_{errno.errorcode[number]}" for number in NO_ROOM}
NO_ENTRY = {errno.EROFS, errno.EACCES, errno.EPERM}
NOT_THERE = {
    errno.ENOENT: "没有这个文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是文件夹，请写明文件名",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘出错，请通知系统管理员",
}
PART = ".part"  # the ending of a file that is being written; a sweep removes what a killed process left in the store


def is_disk_error(error: BaseException) -> bool:
    """Say whether an error means that the disk takes nothing; a workbook on its way there says it in words of lxml."""
    return is_disk_full(error) or isinstance(error, OSError) and error.errno in NO_ENTRY


def disk_words(error: OSError) -> str:
    """Return in Chinese why the disk took nothing, for the person who gave the command; what is rare in the system's words."""
    if is_disk_full(error):
        return "磁盘已满，请腾出空间后再运行一次"
    if error.errno in NO_ENTRY:
        return "没有写入的权限"
    return NOT_THERE.get(error.errno or 0, "") or error.strerror or str(error)


def is_disk_full(error: BaseException) -> bool:
    """Say whether an error means that the disk is full."""
    if isinstance(error, SerialisationError):
        return str(error) in WORKBOOK
    return isinstance(error, OSError) and error.errno in NO_ROOM


def write_file(path: Path, data: bytes, *, over: bool = True) -> None:
    """Write a file that a person asked for, whole or not at all: what stands there under the name stays until then.

    Raises OSError where the disk does not take it, FileExistsError where it may not be written `over` what stands there.
    A device or a pipe is written as it is.
    """
    target = path.resolve()
    if not over and target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{uuid.uuid4().hex}{PART}")
    try:
        with part.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))  # who may read it stays as it was
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)  # gone already where it was renamed
