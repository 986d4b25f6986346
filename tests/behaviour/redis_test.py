"""
Goal: mini-redis answers like Redis, keeps what it has acknowledged, and passes messages on.
Method: the same random commands to it and to redis-server, reply by reply; the command-line client and
the benchmark of Redis; killed in the midst of writing and started again; a file that cannot grow.
"""

import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from server import BIN, TIME_LIMIT_S, Server, run, wait_until


class Client:
    """Speaks RESP 2. An error is its first word, with a minus sign."""

    def __init__(self, connection):
        self.connection = connection
        self.file = connection.makefile("rb")

    @staticmethod
    def encode(words):
        parts = [b"*%d\r\n" % len(words)]
        for word in words:
            data = word if isinstance(word, bytes) else str(word).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
        return b"".join(parts)

    def __call__(self, *words):
        self.connection.sendall(self.encode(words))
        return self.reply()

    def reply(self):
        line = self.file.readline()
        if not line:
            raise EOFError
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            return b"-" + rest.split(b" ")[0]
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        size = int(rest)
        if kind == b"*":
            return None if size < 0 else [self.reply() for _ in range(size)]
        return None if size < 0 else self.file.read(size + 2)[:-2]

    def close(self):
        self.file.close()
        self.connection.close()


KEYS = ["a", "b", "c", "list", "set", "hash", "sorted"]


def some_command(chance):
    """A command whose answer does not depend on chance or time."""
    key = chance.choice(KEYS)
    value = lambda: chance.choice(["", "x", "7", "-3", "long " * 9, "9223372036854775807", "1.5"])
    index = lambda: chance.randrange(-6, 6)
    member = lambda: chance.choice("pqrstu")
    score = lambda: chance.choice(["1", "2", "-1.5", "inf", "3e2", "0"])
    return chance.choice([
        lambda: ("SET", key, value()),
        lambda: ("SET", key, value(), chance.choice(["NX", "XX", "KEEPTTL", "EX", "nonsense"])),
        lambda: ("SET", key, value(), "EX", chance.choice([100, 0, -1, "x"])),
        lambda: ("GET", key), lambda: ("SETNX", key, value()), lambda: ("STRLEN", key),
        lambda: ("APPEND", key, value()), lambda: ("INCR", key), lambda: ("DECR", key),
        lambda: ("INCRBY", key, value()), lambda: ("DECRBY", key, value()),
        lambda: ("MSET", key, value(), chance.choice(KEYS), value()), lambda: ("MSET", key, "1", "2"),
        lambda: ("MGET", *KEYS), lambda: ("DEL", key, chance.choice(KEYS)),
        lambda: ("EXISTS", key, key, chance.choice(KEYS)), lambda: ("TYPE", key),
        lambda: ("DBSIZE",), lambda: ("PERSIST", key), lambda: ("TTL", key),
        lambda: ("EXPIRE", key, chance.choice([100, 1000, -1, "x"])), lambda: ("KEYS", "[a-c]*"),
        lambda: ("LPUSH", "list", value(), value()), lambda: ("RPUSH", key, value()),
        lambda: ("LPOP", "list"), lambda: ("RPOP", key), lambda: ("LPOP", "list", 2),
        lambda: ("LRANGE", "list", index(), index()), lambda: ("LLEN", key),
        lambda: ("LINDEX", "list", index()),
        lambda: ("SADD", "set", member(), member()), lambda: ("SADD", key, member()),
        lambda: ("SREM", "set", member(), member()), lambda: ("SISMEMBER", "set", member()),
        lambda: ("SMEMBERS", "set"), lambda: ("SCARD", key),
        lambda: ("HSET", "hash", member(), value(), member(), value()), lambda: ("HSET", "hash", "x"),
        lambda: ("HGET", "hash", member()), lambda: ("HDEL", "hash", member(), member()),
        lambda: ("HGETALL", "hash"), lambda: ("HLEN", key), lambda: ("HEXISTS", "hash", member()),
        lambda: ("ZADD", "sorted", score(), member(), score(), member()),
        lambda: ("ZADD", "sorted", "nan", "x"), lambda: ("ZREM", "sorted", member()),
        lambda: ("ZRANGE", "sorted", index(), index()), lambda: ("ZPOPMIN", "sorted"),
        lambda: ("ZRANGE", "sorted", 0, -1, "WITHSCORES"), lambda: ("ZSCORE", "sorted", member()),
        lambda: ("ZRANK", "sorted", member()), lambda: ("ZCARD", key), lambda: ("PING",),
        lambda: ("ECHO", value()), lambda: ("GET",), lambda: ("NOSUCH", "thing"),
        lambda: ("FLUSHALL",) if chance.random() < 0.05 else ("PING", "x"),
    ])()


def comparable(words, reply):
    if isinstance(reply, list) and words[0] in ("SMEMBERS", "KEYS"):
        return sorted(reply)
    if isinstance(reply, list) and words[0] == "HGETALL":
        return sorted(zip(reply[::2], reply[1::2]))
    return reply


class Redis(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.server = None

    def tearDown(self):
        if self.server:
            self.server.stop()
        self.folder.cleanup()

    def start(self, *arguments, **options):
        self.server = Server("mini-redis", "--address", "127.0.0.1:0", *arguments, **options)
        return self.server

    def kill(self):
        """Without any chance to tidy up; what it said stays readable."""
        self.server.process.kill()
        self.server.process.wait()
        self.server.process.stdout.close()
        return self.server.complaints()

    def client(self):
        client = Client(self.server.connect())
        self.addCleanup(client.close)
        return client

    def test_it_answers_what_redis_answers(self):
        self.assertTrue(shutil.which("redis-server"), "redis-server is among the packages")
        path = self.path / "socket"
        reference = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--dir", self.path],
            stdout=subprocess.DEVNULL)
        try:
            peer = socket.socket(socket.AF_UNIX)
            self.addCleanup(peer.close)
            # The socket is there before it listens.
            wait_until(lambda: peer.connect_ex(str(path)) == 0, "redis-server listens")
            theirs = Client(peer)
            self.start()
            ours, chance = self.client(), random.Random(5)
            for _ in range(6000):
                words = some_command(chance)
                expected = comparable(words, theirs(*words))
                self.assertEqual(comparable(words, ours(*words)), expected, words)
            theirs.close()
        finally:
            reference.kill()
            reference.wait()

    def test_requests_may_come_in_any_pieces(self):
        self.start()
        client, stream = self.client(), b""
        for i in range(60):
            stream += Client.encode(["RPUSH", "pieces", i])
        stream += b"LLEN pieces\r\n\r\nPING\r\n"
        for begin in range(0, len(stream), 7):
            client.connection.sendall(stream[begin:begin + 7])
        self.assertEqual([client.reply() for _ in range(62)], [*range(1, 61), 60, b"PONG"])

    def test_what_is_no_protocol_is_told_and_hung_up_on(self):
        self.start()
        for bad in (b"*x\r\n", b"*1\r\n$-x\r\n", b"*1\r\n:1\r\n", b"*9999999999\r\n", b"x" * 70000):
            answer = self.server.talk(b"PING\r\n" + bad)
            self.assertTrue(answer.startswith(b"+PONG\r\n-ERR Protocol error: "), answer)

    def test_keys_end_whether_anybody_asks_or_not(self):
        self.start()
        client = self.client()
        for i in range(50):
            client("SET", f"asked{i}", "x", "PX", 150)
            client("SET", f"forgotten{i}", "x")
            client("PEXPIRE", f"forgotten{i}", 150)
        client("SET", "stays", "x")
        self.assertIn(client("PTTL", "asked0"), range(1, 151))
        wait_until(lambda: client("DBSIZE") == 1, "keys end")
        self.assertEqual(client("GET", "asked0"), None)
        self.assertEqual(client("GET", "stays"), b"x")

    def test_messages_reach_all_who_have_subscribed(self):
        self.start()
        readers, writer = [self.client() for _ in range(20)], self.client()
        for reader in readers:
            self.assertEqual(reader("SUBSCRIBE", "news", "more"), [b"subscribe", b"news", 1])
            self.assertEqual(reader.reply(), [b"subscribe", b"more", 2])
        for number in range(50):
            self.assertEqual(writer("PUBLISH", "news", number), 20)
        for reader in readers:
            for number in range(50):
                self.assertEqual(reader.reply(), [b"message", b"news", b"%d" % number])
        self.assertEqual(readers[0]("UNSUBSCRIBE", "news"), [b"unsubscribe", b"news", 1])
        readers[1].connection.shutdown(socket.SHUT_RDWR)
        wait_until(lambda: writer("PUBLISH", "news", "x") == 18, "who went is not told")
        self.assertEqual(writer("PUBLISH", "nowhere", "x"), 0)

    def test_a_subscriber_that_takes_nothing_does_not_stop_the_others(self):
        self.start()
        sleeper, reader, writer = self.client(), self.client(), self.client()
        for one in (sleeper, reader):
            one("SUBSCRIBE", "flood")
        message = b"x" * 100000
        for _ in range(300):
            told = writer("PUBLISH", "flood", message)
            self.assertEqual(reader.reply(), [b"message", b"flood", message])
            if told == 1:
                break
        wait_until(lambda: writer("PUBLISH", "flood", "x") == 1, "the sleeper is hung up on")

    def fill(self, client, chance, count):
        for _ in range(count):
            words = some_command(chance)
            if words[0] != "FLUSHALL":
                client(*words)

    def contents(self, client):
        found = {}
        for key in sorted(client("KEYS", "*")):
            read = {b"string": ("GET", key), b"list": ("LRANGE", key, 0, -1), b"set": ("SMEMBERS", key),
                    b"hash": ("HGETALL", key), b"zset": ("ZRANGE", key, 0, -1, "WITHSCORES")}
            words = read[client("TYPE", key)]
            found[key] = comparable(words, client(*words))
        return found

    def test_everything_is_there_again_after_a_kill(self):
        log, chance = self.path / "log", random.Random(7)
        for policy in ("always", "second", "never"):
            self.start("--append", log, "--sync", policy)
            client = self.client()
            self.fill(client, chance, 2000)
            client("SPOP", "set")
            client("ZPOPMIN", "sorted")
            client("SET", "short", "5", "PX", 30)
            time.sleep(0.05)
            client("INCR", "short")  # it has ended: this makes another
            before = self.contents(client)
            self.kill()
            self.start("--append", log)
            after = self.contents(self.client())
            self.assertEqual(after, before)
            self.server.stop()
        self.server = None

    def test_a_torn_end_is_cut_off_and_the_rest_kept(self):
        log = self.path / "log"
        whole = Client.encode(["SET", "a", "1"]) + Client.encode(["RPUSH", "l", "x", "y"])
        torn = Client.encode(["SET", "b", "2"])
        for cut in range(1, len(torn), 4):
            log.write_bytes(whole + torn[:cut])
            self.start("--append", log)
            client = self.client()
            self.assertEqual(client("MGET", "a", "b"), [b"1", None])
            client("SET", "c", "3")
            wait_until(lambda: log.stat().st_size > len(whole), "it is written")
            self.assertIn("was cut off", self.kill())
            self.assertEqual(log.read_bytes(), whole + Client.encode(["SET", "c", "3"]))
        self.server = None

    def test_a_log_of_something_else_is_refused(self):
        for text, why in ((b"*1\r\n$7\r\nNOTHING\r\n", "refused"), (b"*z\r\n", "length")):
            (self.path / "log").write_bytes(text)
            done = run([BIN / "mini-redis", "--append", self.path / "log"])
            self.assertEqual(done.returncode, 1)
            self.assertIn(why, done.stderr.decode())

    def test_nothing_that_was_acknowledged_is_lost_when_the_file_cannot_grow(self):
        log = self.path / "log"
        self.start("--append", log, "--sync", "always", limit="-f 8")
        client, acknowledged = self.client(), 0
        with self.assertRaises((EOFError, ConnectionError)):
            while acknowledged < 10000:
                client("SET", f"key{acknowledged}", "x" * 50)
                acknowledged += 1
        self.assertGreater(acknowledged, 20)
        self.kill()
        self.start("--append", log)
        client = self.client()
        for i in range(acknowledged):
            self.assertEqual(client("GET", f"key{i}"), b"x" * 50)
        self.kill()
        self.server = None

    def test_the_tools_of_redis_work_with_it(self):
        self.start()
        port = str(self.server.address[1])
        done = run(["redis-cli", "-p", port, "set", "k", "from the shell"])
        self.assertEqual(done.stdout, b"OK\n")
        done = run(["redis-cli", "-p", port, "get", "k"])
        self.assertEqual(done.stdout, b"from the shell\n")
        for options in ([], ["-P", "16"]):
            done = subprocess.run(["redis-benchmark", "-p", port, "-q", "-n", "600", "-c", "20", *options],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = done.stdout.decode()
            for name in ("PING_INLINE", "SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP", "RPOP", "SADD",
                         "HSET", "SPOP", "ZADD", "ZPOPMIN", "LRANGE_600", "MSET"):
                self.assertRegex(text, rf"{name}.*: (?:[\d.]+|inf) requests per second")
            self.assertNotIn("rror", text + done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
