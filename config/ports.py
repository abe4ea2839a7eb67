"""Whether a server can listen at a port: asked before anything is loaded, so with the standard library only.

`python -m config.ports 8000` says in a sentence why not, with exit 1.
"""

import argparse
import errno
import socket
import sys

NEAR = 100  # ports after a busy one that are looked at for another


def bound(host: str, port: int) -> OSError | None:
    """Return what keeps a server from listening there, None where nothing does."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            probe.listen()
    except OSError as error:
        return error
    return None


def why_not(host: str, port: int) -> str:
    """Return why no server can listen there, in Chinese and English; empty where one can."""
    error = bound(host, port)
    if error is None:
        return ""
    if error.errno == errno.EADDRINUSE:
        other = next((near for near in range(port + 1, min(port + NEAR, 65536)) if bound(host, near) is None), 0)
        hint = (
            (f"，请换一个：make demo PORT={other}", f", choose another: make demo PORT={other}") if other else ("", "")
        )
        return f"端口 {port} 已被占用{hint[0]}\nPort {port} is in use{hint[1]}"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}，请用 1024 以上的：make demo PORT=8000\nPort {port} needs root, choose one above 1024: make demo PORT=8000"
    return (
        f"这台机器不能在 {host} 上提供服务（{error.strerror}）\nThis machine cannot listen at {host}: {error.strerror}"
    )


def port_number(text: str) -> int:
    """Return a port from the command line."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"端口应当是 1 到 65535 的数 / a port is a number from 1 to 65535: {text}")
    return int(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="config.ports", description=__doc__.splitlines()[0])
    parser.add_argument("port", type=port_number)
    sys.exit(why_not("127.0.0.1", parser.parse_args().port) or 0)
