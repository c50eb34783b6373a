"""A mail server on loopback in a process of its own, which takes everything and keeps nothing.

    python -m scripts.bench_messages.sink aiosmtpd|plain

Prints its port. `aiosmtpd` is a complete server in Python; `plain` says the least that `smtplib`
understands, as fast as Python can.
"""

import asyncio
import socketserver
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

REPLIES = {b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Taker:
    """Takes every mail."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        return "250 ok"


async def serve_aiosmtpd() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taker(), hostname="sink"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Plain(socketserver.StreamRequestHandler):
    """One connection that agrees to every command."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.say(b"220 sink")
        while line := self.rfile.readline():
            self.say(REPLIES.get(line[:4].upper(), b"250 ok"))
            if line[:4].upper() == b"DATA":
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.say(b"250 ok")

    def say(self, reply: bytes) -> None:
        self.wfile.write(reply + b"\r\n")


def serve_plain() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Plain) as server:
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "plain":
        serve_plain()
    else:
        asyncio.run(serve_aiosmtpd())
