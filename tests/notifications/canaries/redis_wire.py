"""Everything that goes through a Redis: each command as it is given, and what is kept at the end."""

import re
import socket
import threading
from collections.abc import Iterator

from redis import Redis as RedisClient

# As kombu writes it, quoted once more by Redis.
TASK = re.compile(rb'\\"task\\": \\"([a-z_.]+)\\"')


class Wire:
    """Listens to every command (`MONITOR`), and again as soon as a Redis that was away is back."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard = bytearray()
        self.listens = threading.Event()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=0.2) as connection:
                    connection.sendall(b"MONITOR\r\n")
                    self._take(connection)
            except OSError:
                self._is_over.wait(0.01)
            self.listens.clear()

    def _take(self, connection: socket.socket) -> None:
        while not self._is_over.is_set():
            try:
                heard = connection.recv(1 << 16)
            except TimeoutError:
                continue
            if not heard:
                return
            self.heard += heard
            self.listens.set()

    def tasks(self) -> set[str]:
        """Return the names of the tasks that somebody was asked to do."""
        return {name.decode() for name in TASK.findall(bytes(self.heard))}

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join()


def kept(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every key with all it holds."""
    with RedisClient.from_url(url) as redis:
        for key in redis.scan_iter():
            yield key.decode(), b"\n".join([key, *_values(redis, key)])


def _values(redis: RedisClient, key: bytes) -> list[bytes]:
    kind = redis.type(key)
    if kind == b"string":
        return [redis.get(key)]
    if kind == b"list":
        return redis.lrange(key, 0, -1)
    if kind == b"hash":
        return [text for pair in redis.hgetall(key).items() for text in pair]
    if kind == b"set":
        return list(redis.smembers(key))
    if kind == b"zset":
        return redis.zrange(key, 0, -1)
    if kind == b"none":  # gone since the keys were listed
        return []
    raise AssertionError(f"Nobody knows how to read {key!r}, a {kind!r}.")
