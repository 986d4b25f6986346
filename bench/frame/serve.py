"""The network figures: a server on its own CPUs, the client on the last one, loopback between them.

A plan's `server` says what the client does: `echo serve`, `echo http`, `echo connect` (a new connection
for each message), `echo idle` (connections that have said one thing and then stay).

On two CPUs each side has one, so a server of two workers shares one: its figure then shows what the
second worker costs when there is nothing for it to run on.
"""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile

WARMUP_MS, MEASURE_MS, COUNT_MS, MESSAGE_BYTES = 300, 1500, 400, 64


class ServeError(Exception):
    pass


def _cpus(workers):
    """(the server's CPUs, the client's CPU)"""
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) == 1:
        return set(cpus), set(cpus)
    return set(cpus[:-1][:max(1, workers)]), {cpus[-1]}


class _Server:
    """A started server; leaving the block ends it."""

    def __init__(self, command, environment, cpus):
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True, env=os.environ | environment,
                                        preexec_fn=lambda: os.sched_setaffinity(0, cpus))

    def __enter__(self):
        found = re.fullmatch(r"listening (\d+)", self.process.stdout.readline().strip())
        if not found:
            self.__exit__()
            self.errors.seek(0)
            raise ServeError(f"the server did not start: {self.errors.read().strip()[-300:]}")
        self.port = int(found.group(1))
        return self

    def __exit__(self, *_exception):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def _client(binary, server, program, warmup_ms, measure_ms, cpus):
    what = str(MESSAGE_BYTES) if program.argument == "serve" else program.argument
    command = [str(binary), str(server.port), str(program.connections), what, str(warmup_ms),
               str(measure_ms), str(server.process.pid)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False,
                          preexec_fn=lambda: os.sched_setaffinity(0, cpus))
    if done.returncode:
        raise ServeError(done.stderr.strip() or f"the client ended with {done.returncode}")
    return {key: int(value) for key, value in
            (line.split() for line in done.stdout.splitlines())}


def _perf_counts():
    """Can perf count system calls here? It needs tracefs and the right to read it."""
    if not shutil.which("perf"):
        return False
    done = subprocess.run(["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "--", "true"],
                          capture_output=True, text=True, check=False)
    return bool(re.search(r"^\d+,", done.stderr, re.MULTILINE))


def counting_tool():
    """What counts system calls here: perf, strace or None. perf disturbs the server less."""
    if _perf_counts():
        return "perf"
    return "strace" if shutil.which("strace") else None


def _count_command(tool, process, report):
    if tool == "perf":
        return ["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p", str(process), "-o",
                report]
    return ["strace", "-f", "-c", "-p", str(process), "-o", report]


def _counted(tool, text):
    """The number of calls in the tool's report, or None."""
    if tool == "perf":
        found = re.search(r"^(\d+),", text, re.MULTILINE)
        return int(found.group(1)) if found else None
    total = re.search(r"^100\.00 .* total$", text, re.MULTILINE)
    return int(total.group(0).split()[3]) if total else None  # % time, seconds, usecs/call, calls


def _system_calls(tool, server, run_client):
    """System calls a request, over a run of its own: counting slows a server down."""
    with tempfile.TemporaryDirectory() as folder:
        report = str(pathlib.Path(folder) / "calls")
        counter = subprocess.Popen(_count_command(tool, server.process.pid, report),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_until_attached(tool, counter, server.process.pid)
            requests = run_client()["total"]
        finally:
            counter.send_signal(signal.SIGINT)
            counter.wait(timeout=20)
        calls = _counted(tool, pathlib.Path(report).read_text())
    return None if calls is None else calls / requests


def _wait_until_attached(tool, counter, process):
    """strace shows as the tracer; perf does not show, and has attached within a moment."""
    status = pathlib.Path(f"/proc/{process}/status")
    for _attempt in range(100):
        if tool == "strace" and "TracerPid:\t0" not in status.read_text():
            return
        try:
            counter.wait(timeout=0.02)
            raise ServeError(f"{tool} could not attach to the server")
        except subprocess.TimeoutExpired:
            if tool == "perf" and _attempt >= 9:
                return


def _anonymous_bytes(process):
    """Memory of its own that is in RAM: not the kernel's, not a file's."""
    text = pathlib.Path(f"/proc/{process}/status").read_text()
    return 1024 * int(re.search(r"^RssAnon:\s+(\d+) kB", text, re.MULTILINE).group(1))


def _idle_bytes(server, connections):
    """What a connection costs that has echoed one message and now says nothing.

    A few before those that are counted, so that what a server makes once is there already.
    """
    message = b"x" * MESSAGE_BYTES
    with contextlib.ExitStack() as streams:
        def connect(count):
            for _ in range(count):
                stream = streams.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                stream.settimeout(20)
                stream.sendall(message)
                left = MESSAGE_BYTES
                while left:
                    left -= len(stream.recv(left)) or left
        connect(100)
        before = _anonymous_bytes(server.process.pid)
        connect(connections)
        return (_anonymous_bytes(server.process.pid) - before) / connections


def measure(client, command, environment, peer, program, tool):
    """Lines `figure/peer value unit`, as a program would print them."""
    server_cpus, client_cpus = _cpus(peer.workers)
    subject = program.subject if program.argument == "serve" else program.argument
    stem = f"net/{subject}{program.connections}"
    calls = None
    with _Server(command, environment, server_cpus) as server:
        if program.argument == "idle":
            return [f"{stem}_bytes/{peer.name} {_idle_bytes(server, program.connections):.0f} B"]
        seen = _client(client, server, program, WARMUP_MS, MEASURE_MS, client_cpus)
        if tool and program.argument != "connect":
            calls = _system_calls(tool, server, lambda: _client(client, server, program, 0, COUNT_MS,
                                                                client_cpus))
    rate = seen["requests"] / (seen["elapsed_ns"] / 1e9)
    cpu_us = seen["server_cpu_ns"] / seen["requests"] / 1e3
    lines = [f"{stem}_rate/{peer.name} {rate:.0f} 1/s", f"{stem}_cpu/{peer.name} {cpu_us:.3f} us",
             f"{stem}_p99/{peer.name} {seen['p99_ns'] / 1e3:.1f} us"]
    if calls is not None:
        lines.append(f"{stem}_calls/{peer.name} {calls:.3f} calls")
    return lines
