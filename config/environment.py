"""The environment's settings, read so that a wrong one is a sentence that names it, and a place is the same for everybody.

`~` is the user's home, and a relative path begins at the project's folder, whatever folder a command was started in.
`python -m config.environment VAR_DIR` prints where that is; with a number after it, over that descriptor.
"""

import ipaddress
import logging
import os
import re
import secrets
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from kombu.transport import TRANSPORT_ALIASES

from agencies.installation import database_server

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("clerk", "handler", "reviewer", "signer", "head", "supervisor", "auditor", "administrator", "security")
YES = ("1", "true", "t", "yes", "y", "on")
NO = ("0", "false", "f", "no", "n", "off")


def wrong(name: str, chinese: str, english: str) -> ImproperlyConfigured:
    """Return the sentence about a setting that cannot be used."""
    return ImproperlyConfigured(f"环境变量 {name}={given(name)}：{chinese}。 / {name}: {english}.")


def given(name: str) -> str:
    """Return a setting as it was given, without blanks around it; empty where it was not."""
    return os.environ.get(name, "").strip()


# -- words, numbers, switches ------------------------------------------------------------------------------


def switch(name: str) -> bool:
    """Return whether a setting is on; off where it is not given."""
    text = given(name).lower()
    if text and text not in (*YES, *NO):
        raise wrong(name, "应当是 1 或者 0", "must be 1 or 0")
    return text in YES


def number(name: str, default: float, *, least: float = 1, whole: bool = True) -> float:
    """Return a setting that is a number of at least `least`."""
    try:
        value = (int if whole else float)(given(name) or default)
    except ValueError:
        value = float("nan")
    if not least <= value < 10**9:
        raise wrong(
            name, f"应当是不小于 {least} 的{'整数' if whole else '数'}", f"must be a number of at least {least}"
        )
    return value


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return a setting that is one of some words, in any case."""
    found = {word.lower(): word for word in choices}.get((given(name) or default).lower())
    if found is None:
        raise wrong(name, f"应当是 {'、'.join(choices)} 之一", f"must be one of {', '.join(choices)}")
    return found


def some_of(name: str, choices: tuple[str, ...]) -> list[str]:
    """Return the words of a setting, divided by commas, each of which is one of some."""
    found = listed(name)
    if not set(found) <= set(choices):
        raise wrong(name, f"只能是 {'、'.join(choices)}，用逗号隔开", f"must be among {', '.join(choices)}")
    return found


def level(name: str, default: str) -> str:
    """Return how much is logged."""
    return choice(name, tuple(logging.getLevelNamesMapping()), default)


def rate(name: str, default: str) -> str:
    """Return how often something may be asked, such as 30/min."""
    text = given(name) or default
    if not re.fullmatch(r"[0-9]+/(s|sec|second|m|min|minute|h|hour|d|day)", text):
        raise wrong(name, "应当是次数/时间，例如 30/min", "must be a number and a time, such as 30/min")
    return text


def listed(name: str) -> list[str]:
    """Return the parts of a setting between commas."""
    return [part.strip() for part in given(name).replace("，", ",").split(",") if part.strip()]


def hosts(name: str, default: list[str]) -> list[str]:
    """Return the names under which the server answers."""
    for host in (found := listed(name)):
        if not re.fullmatch(r"\*|\.?[\w-]+(\.[\w-]+)*|\[[0-9A-Fa-f:.]+\]", host):
            raise wrong(
                name, f"“{host}”应当只是主机名，不带 http://、端口和路径", f"{host} must be the name of a host alone"
            )
    return found or default


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return networks: 10.0.0.0/8, 192.168.7.5."""
    try:
        return [ipaddress.ip_network(part) for part in listed(name)]
    except ValueError:
        raise wrong(name, "应当是网段，例如 10.20.0.0/16", "must be networks, such as 10.20.0.0/16") from None


def origins(name: str) -> list[str]:
    """Return addresses with their scheme: https://xxgk.example.gov.cn."""
    for one in (found := listed(name)):
        if not _is_address(one):
            raise wrong(name, f"“{one}”应当以 https:// 或者 http:// 开头", f"{one} must begin with https:// or http://")
    return found


def address(name: str) -> str:
    """Return an address of the web; empty where none is given."""
    if given(name) and not _is_address(given(name)):
        raise wrong(name, "应当是完整的网址，例如 https://xxgk.example.gov.cn", "must be a whole address: https://…")
    return given(name)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and not re.search(r"\s", text)


def machines(name: str, default: list[str]) -> list[str]:
    """Return addresses or networks of machines: 127.0.0.1, 10.20.0.0/16; * is every machine."""
    for one in (found := listed(name)):
        try:
            if one != "*":
                ipaddress.ip_network(one, strict=False)
        except ValueError:
            raise wrong(
                name, f"“{one}”应当是 IP 地址或者网段，例如 10.20.0.0/16", f"{one} must be an address or a network"
            ) from None
    return found or default


# -- places ------------------------------------------------------------------------------------------------


def place(name: str, default: Path | str) -> Path:
    """Return the place that a setting names."""
    return _resolved(name, given(name) or str(default))


def _resolved(name: str, text: str) -> Path:
    if "\0" in text:
        raise wrong(name, "路径中有不能用的字符", "holds a character that no path has")
    try:
        return ROOT / Path(text).expanduser()
    except RuntimeError:
        raise wrong(name, "没有这个用户的主目录", "there is no home of that user") from None


def folder(name: str, default: Path | str) -> Path:
    """Return a folder of ours to write in, made for its user alone where it is not there yet."""
    path = place(name, default)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise wrong(name, f"{path} 不是文件夹", f"{path} is not a folder") from None
    except OSError as error:
        raise wrong(
            name, f"不能建立文件夹 {path}（{error.strerror}）", f"{path} cannot be made: {error.strerror}"
        ) from None
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise wrong(
            name, f"文件夹 {path} 不能写入，请用它的所有者运行或者改权限", f"{path} cannot be written by this user"
        )
    return path


def private(path: Path) -> Path:
    """Return a file or folder after taking from it what others could do with it, where it is there and ours."""
    with suppress(OSError):
        status = path.stat()
        if status.st_mode & 0o077 and status.st_uid == os.geteuid():
            path.chmod(status.st_mode & 0o700)
    return path


def present(name: str) -> str:
    """Return a folder that somebody else keeps for us, which must be there if it is given; empty where it is not."""
    if not given(name):
        return ""
    path = place(name, "")
    if not path.is_dir() or not os.access(path, os.R_OK | os.X_OK):
        raise wrong(name, f"{path} 不是可以读的文件夹", f"{path} is not a folder that can be read")
    return str(path)


# -- services ----------------------------------------------------------------------------------------------


def database(name: str, var: Path) -> dict:
    """Return Django's settings of the database: a file below `var` where none is named."""
    text = given(name)
    if not text:
        return _embedded(var / "db.sqlite3")
    if text.startswith("sqlite:"):
        path = unquote(text.removeprefix("sqlite:").removeprefix("//").removeprefix("/"))
        if not path or path == ":memory:":
            raise wrong(
                name, "请写明数据库文件，例如 sqlite:////srv/kaidang/db.sqlite3", "must name a file: sqlite:////path"
            )
        file = _resolved(name, path)
        if not file.parent.is_dir() or file.is_dir():
            raise wrong(
                name, f"文件夹 {file.parent} 不存在，或者 {file.name} 是文件夹", f"there can be no database at {file}"
            )
        return _embedded(file)
    if not text.startswith(("postgres://", "postgresql://")):
        raise secret(name, "应当以 sqlite: 或者 postgres:// 开头", "must begin with sqlite: or postgres://")
    try:
        return database_server.connection_settings(text)
    except ValueError as error:
        raise secret(name, *error.args) from None


def secret(name: str, chinese: str, english: str) -> ImproperlyConfigured:
    """Return the sentence about a setting that may hold a password: its value is not shown."""
    return ImproperlyConfigured(f"环境变量 {name}：{chinese}。 / {name}: {english}.")


def _embedded(file: Path) -> dict:
    """Return an SQLite file; never as an address, in which + and # and % would mean something else."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}


def broker(name: str, default: str) -> str:
    """Return the address of the broker."""
    text = given(name) or default
    if text.startswith("memory:"):
        raise wrong(
            name,
            "内存里的消息传不到另一个进程，请不要设置它，或者用 redis://",
            "never reaches another process: leave it out, or use redis://",
        )
    if text.partition("://")[0].partition("+")[0] not in TRANSPORT_ALIASES or "://" not in text:
        raise secret(name, "应当是 redis://、amqp:// 一类的地址", "must be an address such as redis:// or amqp://")
    return text


def kept_secret(file: Path) -> str:
    """Return the secret that is kept in a file, made once for its user alone: of processes that start together, by one."""
    try:
        with suppress(FileExistsError):
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(made, secrets.token_urlsafe(50).encode())
            finally:
                os.close(made)
        for _ in range(20):  # whoever made it may be about to write
            if found := file.read_text().strip():
                return found
            time.sleep(0.05)
    except OSError as error:
        raise wrong("VAR_DIR", f"读写不了 {file}（{error.strerror}）", f"{file}: {error.strerror}") from None
    raise wrong("VAR_DIR", f"{file} 是空的，请删除后重新启动", f"{file} is empty: delete it and start again")


if __name__ == "__main__":
    from django.conf import settings  # not for those who import us: settings do

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        with open(
            int(sys.argv[2]) if sys.argv[2:] else sys.stdout.fileno(), "w", encoding="utf-8", closefd=False
        ) as answer:
            print(getattr(settings, sys.argv[1]), file=answer)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
