"""A mail server small enough to read, that refuses whom it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class MailServer:
    """What it refuses, by address and code, and whose mail it took."""

    refuses: dict[str, int]
    port: int = 0
    took: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        """Take one connection after the other until the listener is closed."""
        while True:
            try:
                line, _address = listener.accept()
            except OSError:
                return
            with line:
                self.talk(line)

    def talk(self, line: socket.socket) -> None:
        """Speak as much SMTP as a client needs to leave a mail."""
        line.sendall(b"220 here\r\n")
        reader, asked = "", line.makefile("rb")
        with asked:
            for command in asked:
                word = command[:4].upper()
                if word == b"RCPT":
                    reader = command.decode().partition("<")[2].partition(">")[0]
                    code = self.refuses.get(reader, 250)
                    line.sendall(f"{code} said\r\n".encode())
                elif word == b"DATA":
                    line.sendall(b"354 go on\r\n")
                    while asked.readline().rstrip() != b".":
                        pass
                    self.took.append(reader)
                    line.sendall(b"250 taken\r\n")
                elif word == b"QUIT":
                    line.sendall(b"221 bye\r\n")
                    return
                else:
                    line.sendall(b"250 well\r\n")


@contextmanager
def run_mail_server(refuses: dict[str, int]) -> Iterator[MailServer]:
    """Run the server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = MailServer(refuses, port=listener.getsockname()[1])
        thread = Thread(target=server.serve, args=(listener,))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
