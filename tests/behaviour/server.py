"""Start a server from build/bin, talk to it, stop it. Loopback and free ports only."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

BIN = pathlib.Path(os.environ.get(
    "WOK_BIN", pathlib.Path(__file__).resolve().parents[2] / "build" / "bin"))
TIME_LIMIT_S = 30
# A poll takes as long as a busy machine makes it take; none of these tests is about that.
QUIET = {"WOK_POLL_LIMIT_MS": "60000"}


def is_sanitized(program):
    return re.search(rb"__[at]san_init", (BIN / program).read_bytes()) is not None


def run(command, **options):
    """A client from outside, run to its end."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=TIME_LIMIT_S, check=False, **options)


class Server:
    """A program that says "listening on ADDRESS" on its first line."""

    def __init__(self, program, *arguments, limit="", environment=None):
        command = [str(BIN / program), *map(str, arguments)]
        if limit:
            command = ["sh", "-c", f'ulimit {limit} && exec "$@"', "sh", *command]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True, env={**QUIET, **os.environ, **(environment or {})})
        line = self.process.stdout.readline()
        match = re.fullmatch(r"listening on (?:http://)?(127\.0\.0\.1):(\d+)\n", line)
        if not match:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{program} said {line!r} and {self.complaints()!r}")
        self.address = (match[1], int(match[2]))
        self.url = f"http://{match[1]}:{match[2]}"

    def connect(self):
        connection = socket.create_connection(self.address, timeout=TIME_LIMIT_S)
        connection.settimeout(TIME_LIMIT_S)
        return connection

    def talk(self, data, half_close=False):
        """Send, then read until the server closes."""
        with self.connect() as connection:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return read_to_end(connection)

    def memory_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+)", status, re.M)[1])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def complaints(self):
        """What it said on standard error, once it has stopped; asked again, the same."""
        if not self.errors.closed:
            self.errors.seek(0)
            self.said = self.errors.read()
            self.errors.close()
        return self.said

    def stop(self, number=signal.SIGTERM):
        """
        Returns the exit status. A server that does not stop is killed, and reported, as is one that
        had something to complain about: servers here are silent on standard error.
        """
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(timeout=TIME_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the server did not stop") from None
        finally:
            if not self.process.stdout.closed:
                self.rest = self.process.stdout.read()
                self.process.stdout.close()
        complaints = self.complaints()
        if complaints:
            raise AssertionError(complaints)
        return status


def read_to_end(connection):
    parts = []
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def read_exactly(connection, size):
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            break
        data += part
    return data


def wait_until(condition, what):
    """Poll for something that must come true; a generous limit, so that no speed is tested."""
    end = time.monotonic() + TIME_LIMIT_S
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(what)
