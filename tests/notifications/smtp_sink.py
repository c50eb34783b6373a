"""A mail server on this machine that answers as a test wrote down and keeps what it took."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import sleep


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: "SmtpSink"

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 sink ready")
        while line := self.rfile.readline():
            command, _, rest = line.decode().strip().partition(" ")
            if not self.answer(command.upper(), rest):
                return

    def answer(self, command: str, rest: str) -> bool:
        """Answer one command; say whether the connection goes on."""
        if command in ("EHLO", "HELO"):
            return self.reply_to(command, rest)
        if command in ("MAIL", "RCPT"):
            if command == "RCPT":
                self.recipient = rest.partition("<")[2].rstrip(">")
            return self.reply_to(command, rest)
        if command == "DATA":
            self.say("354 go on")
            content = self.read_mail()
            if self.reply_for(command, self.recipient).startswith("250"):
                self.server.contents.append(content)
                self.server.taken.append(message_from_bytes(content, policy=policy.default))
            return self.reply_to(command, self.recipient)
        self.say("221 bye" if command == "QUIT" else "250 ok")
        return command != "QUIT"
        return True

    def reply_to(self, command: str, about: str) -> bool:
        """Give the reply that the test wrote down for an address, or agree."""
        reply = self.reply_for(command, about)
        if "silence" in reply:
            sleep(self.server.silence)
            return False
        if "hang up" in reply:
            return False
        if "pause" in reply:
            self.server.pauses.set()
            self.server.goes_on.wait()
        self.say(reply)
        return not reply.startswith("421")

    def reply_for(self, command: str, about: str) -> str:
        script = self.server.script
        return next((script[key] for key in script if key[0] == command and key[1] in about), "250 ok")

    def read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class SmtpSink(socketserver.ThreadingTCPServer):
    """Takes every mail, unless `script` holds a reply for a command and (a part of) an address.

    A reply may be "hang up" or "silence"; with "250 hang up" for DATA the mail is taken first. One with
    "pause" is given when the test lets the server go on.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Session)
        self.script: dict[tuple[str, str], str] = {}
        self.taken: list[EmailMessage] = []
        self.contents: list[bytes] = []
        self.connections = 0
        self.silence = 3.0
        self.pauses, self.goes_on = threading.Event(), threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def running(port: int = 0) -> Iterator[SmtpSink]:
    """Run a server in a thread of its own."""
    with SmtpSink(port) as sink:
        thread = threading.Thread(target=sink.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
