"""
Compiles a program both ways, runs it under every schedule, cancels it at every suspension, and says
where the two forms differ.
"""

import os
import pathlib
import random
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

SCHEDULES = ("ready", "pending")
WAYS = ("task", "race", "shutdown")
PLAIN = ["gcc", "-std=gnu11", "-w", "-O0", "-g", "-fexceptions", "-fsanitize=undefined",
         "-fno-sanitize-recover=all", "-DFUZZ_PLAIN", f"-I{HERE}"]


class Failure(Exception):
    """A program that shows something wrong; the text says what."""


class Skip(Exception):
    """The reference compiler itself fails on the plain program."""


class Unsound(Exception):
    """The generator's fault: the plain program itself does not run cleanly."""


def run(command, limit_s=60, **variables):
    """Exit status and output. A hang is a status of its own."""
    try:
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, timeout=limit_s,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              env={**os.environ, **variables}, check=False)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as expired:
        out = expired.stdout or b""
        return "hang", out.decode(errors="replace") if isinstance(out, bytes) else out


class Rig:
    """Where programs are compiled: a wokcc, a folder, and the support code compiled once."""

    def __init__(self, wokcc, folder):
        self.wokcc, self.folder = pathlib.Path(wokcc).resolve(), pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.library = self.wokcc.parents[1] / "lib/libwok.a"
        self.include = self.wokcc.parents[1] / "include"
        self.support = self.must(["gcc", "-std=gnu11", "-O1", "-g", f"-I{self.include}", "-c", HERE / "support.c",
                                  "-o", self.folder / "support.o"])
        self.must([*PLAIN, "-c", HERE / "support.c", "-o", self.folder / "support_plain.o"])
        self.runs = 0

    @staticmethod
    def must(command):
        status, output = run(command)
        if status:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{output}")

    def file(self, name):
        return self.folder / name

    def build_plain(self, text):
        source = self.file("plain.c")
        source.write_text(text)
        status, output = run([*PLAIN, source, self.file("support_plain.o"), "-pthread", "-o", self.file("plain")])
        if "internal compiler error" in output:
            raise Skip
        if status:
            raise Unsound(f"the plain program does not compile\n{output[:2000]}")
        return self.file("plain")

    def build_async(self, text, compiler, level, extra=()):
        source = self.file("async.c")
        source.write_text(text)
        status, output = run([self.wokcc, compiler, "-std=gnu11", "-w", level, "-g0", *extra, f"-I{HERE}", "-c",
                              source, "-o", self.file("async.o")], 120)
        if status:
            raise Failure(f"wokcc {compiler} {level}: status {status}\n{output[:3000]}")
        self.link(self.file("async.o"), self.file("async"), compiler, extra)
        return self.file("async")

    def link(self, thing, program, compiler, extra=()):
        self.must([compiler, *extra, thing, self.file("support.o"), self.library, "-pthread", "-lm", "-o", program])

    def build_erased(self, text):
        source = self.file("async.c")
        source.write_text(text)
        status, output = run([self.wokcc, "--erase", "gcc", "-std=gnu11", f"-I{HERE}", source,
                              "-o", self.file("erased.c")], 120)
        if status:
            raise Failure(f"wokcc --erase: status {status}\n{output[:3000]}")
        status, output = run(["gcc", "-std=gnu11", "-w", "-O0", self.file("erased.c"), self.file("support.o"),
                              self.library, "-pthread", "-o", self.file("erased")])
        if status:
            raise Failure(f"what wokcc --erase wrote does not compile\n{output[:3000]}")
        return self.file("erased")

    def execute(self, program, limit_s=20, **variables):
        self.runs += 1
        return run([program], limit_s, WOK_WORKERS="1", **variables)


def answer(result):
    """What has to be equal: everything but how often it suspended."""
    status, output = result
    return status, output.rpartition(", suspensions")[0] or output


def suspensions(result):
    return int(result[1].rpartition("suspensions ")[2] or 0)


def differ(rig, left, right, names, variables):
    """The first difference of two traces, for people."""
    traces = [rig.execute(program, FUZZ_TRACE="1", **variables)[1].splitlines() for program in (left, right)]
    for number, (one, other) in enumerate(zip(*traces)):
        if one != other:
            return f"trace line {number + 1}: {names[0]} {one!r}, {names[1]} {other!r}"
    return f"traces of {len(traces[0])} ({names[0]}) and {len(traces[1])} lines ({names[1]})"


def same(rig, left, right, names, **variables):
    """Both programs must say the same; returns what they said."""
    one, other = rig.execute(left, **variables), rig.execute(right, **variables)
    if one[0] != 0 or "runtime error" in one[1]:
        raise Unsound(f"{names[0]} {variables}: {one}")
    if answer(one) != answer(other):
        where = "" if other[0] == "hang" else differ(rig, left, right, names, variables)
        raise Failure(f"{variables}: {names[0]} {one}\n{names[1]} {other}\n{where}")
    return one


def check_schedules(rig, plain, compiled, seed, names=("plain", "compiled")):
    """All schedules; returns how often it can suspend."""
    most = 0
    for schedule in (*SCHEDULES, str(seed % 1000 + 1)):
        most = max(most, suspensions(same(rig, plain, compiled, names, FUZZ_SCHEDULE=schedule)))
    return most


def check_cancel(rig, plain, compiled, seed, exact, count):
    """
    Cancel at suspension k, for each k (a sample where there are many). Exact: the plain program,
    unwound at the same suspension, has run the same defers in the same order. Otherwise, where
    branches run beside each other, everything acquired is released.
    """
    chosen = random.Random(seed)
    places = 0
    for schedule in ("pending", str(seed % 1000 + 1)):
        total = suspensions(rig.execute(compiled, FUZZ_SCHEDULE=schedule))
        if not total:
            continue
        every = range(1, total + 1)
        for k in every if total <= count else sorted(chosen.sample(every, count)):
            way = chosen.choice(WAYS)
            variables = {"FUZZ_SCHEDULE": schedule, "FUZZ_CANCEL": str(k), "FUZZ_WAY": way}
            places += 1
            if exact:
                same(rig, plain, compiled, ("plain", "compiled"), **variables)
                continue
            status, output = rig.execute(compiled, **variables)
            if status != 0 or "held 0 of" not in output:
                raise Failure(f"{variables}: status {status}, {output}")
    return places
