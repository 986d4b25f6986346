"""
Goal: echo sends back what it receives, to many clients at once, whatever they do.
Method: nc and plain sockets against build/bin/echo on a free port of the loopback.
"""

import os
import pathlib
import signal
import socket
import time
import unittest

from server import BIN, Server, read_exactly, run, wait_until


class Echo(unittest.TestCase):
    def setUp(self):
        self.server = Server("echo")

    def tearDown(self):
        self.server.stop()

    def test_nc_gets_its_lines_back(self):
        host, port = self.server.address
        done = run(["nc", "-N", host, str(port)], input=b"hello\nworld\n")
        self.assertEqual(done.stdout, b"hello\nworld\n")

    def test_a_signal_closes_every_connection_and_ends_it(self):
        clients = [self.server.connect() for _ in range(20)]
        for client in clients:
            client.sendall(b"x")
            self.assertEqual(read_exactly(client, 1), b"x")
        self.assertEqual(self.server.stop(signal.SIGTERM), 0)
        for client in clients:
            self.assertEqual(client.recv(1), b"")
            client.close()

    def test_megabytes_come_back_unchanged(self):
        data = os.urandom(1 << 20)
        with self.server.connect() as connection:
            received = bytearray()
            for begin in range(0, len(data), 8192):
                connection.sendall(data[begin:begin + 8192])
                received += read_exactly(connection, min(8192, len(data) - begin))
            self.assertEqual(bytes(received), data)

    def test_two_hundred_clients_take_turns(self):
        clients = [self.server.connect() for _ in range(200)]
        for turn in range(3):
            for number, client in enumerate(clients):
                client.sendall(b"%d:%d" % (turn, number))
            for number, client in enumerate(clients):
                expected = b"%d:%d" % (turn, number)
                self.assertEqual(read_exactly(client, len(expected)), expected)
        for client in clients:
            client.close()

    def test_clients_that_vanish_leave_no_descriptor(self):
        before = self.server.descriptors()
        for _ in range(100):
            with self.server.connect() as connection:
                connection.sendall(b"x" * 100)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      b"\1\0\0\0\0\0\0\0")  # close with a reset
        wait_until(lambda: self.server.descriptors() <= before, "descriptors leak")

    def test_a_client_that_does_not_read_stops_nobody(self):
        with self.server.connect() as deaf, self.server.connect() as other:
            deaf.setblocking(False)
            try:
                while True:
                    deaf.send(b"x" * 65536)
            except BlockingIOError:
                pass
            other.sendall(b"still there?")
            self.assertEqual(read_exactly(other, 12), b"still there?")

    def test_end_of_input_is_echoed_as_end(self):
        self.assertEqual(self.server.talk(b"last words", half_close=True), b"last words")


class EchoStarts(unittest.TestCase):
    def test_a_port_in_use_is_an_error(self):
        server = Server("echo")
        try:
            done = run([BIN / "echo", "%s:%d" % server.address])
        finally:
            server.stop()
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Address already in use", done.stderr)

    def test_an_address_that_is_none_is_an_error(self):
        done = run([BIN / "echo", "nonsense"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"nonsense", done.stderr)

    @staticmethod
    def ticks(server):
        """Hundredths of a second of processor time."""
        fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def test_too_few_descriptors_pause_accepting_and_no_more(self):
        server = Server("echo", limit="-n 24", environment={"WOK_WORKERS": "1"})
        try:
            clients = [server.connect() for _ in range(40)]  # the rest wait in the backlog
            clients[0].sendall(b"one")
            self.assertEqual(read_exactly(clients[0], 3), b"one")
            before = self.ticks(server)
            time.sleep(1)
            # Asking again and again would be 100 of them, or what a busy machine leaves.
            self.assertLess(self.ticks(server) - before, 20, "it spins while it has no descriptor")
            for client in clients[:30]:
                client.close()
            clients[39].sendall(b"last")
            self.assertEqual(read_exactly(clients[39], 4), b"last")
            for client in clients:
                client.close()
        finally:
            server.stop()


if __name__ == "__main__":
    unittest.main()
