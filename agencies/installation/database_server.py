"""The address of a database server, read to the letter: what could be read in two ways is refused and not repeated."""

import re

import environ

_HALF_CODE = re.compile(r"%(?![0-9A-Fa-f]{2})")  # a % in a password that was not written as %25


def connection_settings(text: str) -> dict:
    """Return Django's settings of postgres://role:password@host/name.

    Raise ValueError with what is wrong, in Chinese and in English: the address itself may hold a password.
    """
    authority = text.partition("://")[2].partition("?")[0]
    if authority.count("@") > 1 or "#" in text or "@" in text.partition("?")[2] or _HALF_CODE.search(authority):
        raise ValueError(
            "口令里的 @ : / ? # % 要写成 %40 %3A %2F %3F %23 %25，否则读不出口令到哪里为止",
            "in the password @ : / ? # % must be written %40 %3A %2F %3F %23 %25",
        )
    try:
        found = environ.Env.db_url_config(text)
    except (ValueError, KeyError):
        raise ValueError("不是可以读的数据库地址", "is no address of a database") from None
    if not found.get("NAME"):
        raise ValueError(
            "没有写数据库的名字，例如 postgres://账号@主机/kaidang", "names no database: postgres://role@host/kaidang"
        )
    return found
