"""Settings of the services that processes share: what PostgreSQL is allowed to take, and where counters stand."""

from pathlib import Path

from config import environment


def limit_statements(connection: dict, seconds: int) -> None:
    """Let PostgreSQL be waited for five seconds, and a statement or an idle transaction end after some (0: never)."""
    options = connection.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    if seconds:
        limits = f"-c statement_timeout={seconds}s -c idle_in_transaction_session_timeout={seconds}s"
        options["options"] = f"{options.get('options', '')} {limits}".strip()


def cache(name: str, broker: str, folder: Path) -> dict:
    """Return Django's settings of what processes share: Redis where it is named or is the broker, else files of this machine."""
    text = environment.given(name) or (broker if broker.startswith(("redis:", "rediss:", "redis+socket:")) else "")
    if not text:
        return {
            "BACKEND": "config.file_cache.CountingFileCache",
            "LOCATION": str(folder),
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    if text.startswith("redis+socket://"):  # as kombu writes it
        text = text.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise environment.secret(name, "应当以 redis:// 开头，或者不设", "must begin with redis://, or be left out")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": text,
        "KEY_PREFIX": "kaidang",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
