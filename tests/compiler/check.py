#!/usr/bin/env python3
"""The programs of this folder, compiled with wokcc and held against what they say of themselves.

usage: check.py SUITE [--wokcc PATH] [--backend KIND] [--jobs N] [--update] [NAME...]

accept   must compile, run and print what their comments say; one built by every compiler and
         optimisation level (`// full`), the others by one each in turn. Where order cannot matter,
         the sequential program that `wokcc --erase` writes must print the same.
reject   must be refused: exactly the errors that the comments name, on their lines. The twin, one
         edit away (-DTWIN), must be accepted.
stages   what `wokcc --print=STAGE` says must be what it said; --update writes the new answers.
messages  what wokcc says must be what it said, word for word and line for line; --update as above.
view     the same programs as plain C, the way an editor sees them: no diagnostics.
reference  the programs of docs/reference/language.md: like accept, and the text has each of them.
corpus   what rustc says of programs, said in C (corpus/corpus.txt): those that expect an error like
         reject, the others must pass without a word, and run if they say what they print.
cancel   see tests/cancel: cancelled at each suspension in turn, everything released once, in order.

Comments in a program, each on a line of its own:
  // expect: TEXT       one line of standard output
  // status: N          the exit status, 0 when left out
  // args: A B          arguments           // env: NAME=VALUE   environment
  // flags: F           for the compiler    // full              every compiler and level
  // wokcc: F           for wokcc itself, before the compiler; a file's own go before the program's
  // shadows             names hide others on purpose
  // no-erase           the sequential program may differ, or does not exist
and in reject/:
  code // error: E0101  this error is reported here; E0001|E0002: one of the two
  code // error: E0101 (unless TWIN)    the same, on a line that the twin has too
  code // compiler-error                the C compiler reports something here
  // says: TEXT         the message holds this text
  code // note: TEXT    a note points here and holds this text
and in cancel/:
  // suspensions: N     it suspends N times or more (with one worker the count is exact)
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MATRIX = [("gcc", "-O0"), ("clang", "-O2"), ("gcc", "-O2"), ("clang", "-O0")]
VIEWERS = ["gcc", "clang", "clang-19"]
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
STAGES = ["marks", "flow", "live", "frame"]
TIME_LIMIT_S = 60


class Failure(Exception):
    """What is wrong with a program, for people to read."""


def run(command, limit_s=TIME_LIMIT_S, **options):
    """Run to the end; a program that hangs is a failure like any other."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=limit_s, errors="replace",
                              **options)
    except subprocess.TimeoutExpired:
        raise Failure(f"no end after {limit_s} s: {shown(command)}") from None


def shown(command):
    return " ".join(str(word) for word in command)


def must(command, **options):
    done = run(command, **options)
    if done.returncode != 0:
        raise Failure(f"{shown(command)}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Program:
    """One program: a file, or a folder of files that are linked together."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem if path.is_file() else path.name
        self.sources = [path] if path.is_file() else sorted(path.glob("*.c"))
        self.text = "\n".join(source.read_text() for source in self.sources)

    def all(self, word):
        return re.findall(rf"^// {word}: ?(.*)$", self.text, re.M)

    def one(self, word, default=""):
        return (self.all(word) or [default])[0]

    def has(self, word):
        return re.search(rf"^// {word}$", self.text, re.M) is not None

    def notes(self):
        lines = enumerate(self.text.splitlines(), 1)
        return [(number, line.split("// note: ")[1]) for number, line in lines if "// note: " in line]

    def is_refused(self):
        return re.search(r"// (error: E\d|compiler-error)", self.text) is not None

    def flags(self):
        return self.one("flags").split()

    def wokcc_flags(self, source):
        """What this file asks for, else what the program does."""
        own = re.search(r"^// wokcc: ?(.*)$", source.read_text(), re.M)
        return (own.group(1) if own else self.one("wokcc")).split()

    def environment(self):
        pairs = dict(pair.split("=", 1) for pair in self.all("env"))
        return {**os.environ, "WOK_WORKERS": "2", **pairs}

    def standard(self, compiler):
        """One each in turn: the oldest, the one between, the newest under the name it has there."""
        newest = "gnu23" if compiler.endswith("-19") else "gnu2x"
        choices = ["gnu11", "gnu17", newest]
        return choices[zlib.crc32((self.name + compiler).encode()) % len(choices)]

    def matrix(self):
        if self.has("full"):
            return MATRIX
        return [MATRIX[zlib.crc32(self.name.encode()) % len(MATRIX)]]


class Rig:
    def __init__(self, wokcc, backend, work, update):
        self.wokcc = wokcc
        self.backend = [f"--backend={backend}"] if backend else []
        self.work = work
        self.update = update
        self.build = wokcc.parent.parent

    def library(self):
        return [self.build / "lib" / "libwok.a", "-lcares", "-luring", "-pthread"]

    def compile(self, program, compiler, level, out, extra=()):
        """Compile each file as its user would, and link with wokcc as the linker's driver."""
        objects = []
        for source in program.sources:
            target = f"{out}.{source.stem}.o"
            flags = ["-std=gnu11", level, "-g", *WARNINGS, *program.flags(), *extra]
            if source.name.startswith("plain_"):
                command = [compiler, *flags, "-DWOK_CALLER", f"-I{self.build / 'include'}"]
            else:
                command = [self.wokcc, *self.backend, *program.wokcc_flags(source), compiler,
                           *flags]
            must([*command, "-c", source, "-o", target])
            objects.append(target)
        must([self.wokcc, compiler, *extra, *objects, "-o", out])

    def check_output(self, program, binary, what):
        done = run([binary, *program.one("args").split()], env=program.environment())
        expected = [line.rstrip() for line in program.all("expect")]
        found = [line.rstrip() for line in done.stdout.splitlines()]
        status = int(program.one("status", "0"))
        if found != expected or done.returncode != status:
            raise Failure(f"{what}: exit {done.returncode}, expected {status}\n"
                          f"expected {expected}\n   found {found}\n{done.stderr}")

    # accept

    def accept(self, program):
        for compiler, level in program.matrix():
            binary = self.work / f"{program.name}.{compiler}{level}"
            self.compile(program, compiler, level, binary)
            self.check_output(program, binary, f"{compiler} {level}")
        if not program.has("no-erase") and len(program.sources) == 1:
            self.accept_erased(program)

    def accept_erased(self, program):
        erased = self.work / f"{program.name}.erased.c"
        binary = self.work / f"{program.name}.erased"
        flags = ["-std=gnu11", *program.flags()]
        must([self.wokcc, "--erase", "gcc", *flags, program.path, "-o", erased])
        must(["gcc", *flags, "-w", erased, "-o", binary, *self.library()])
        self.check_output(program, binary, "sequential program")

    # reference

    def reference(self, program):
        text = (program.path.parent.parent / "language.md").read_text()
        if f"```c\n{program.text}```" not in text:
            raise Failure(f"language.md does not show {program.path.name} as it is")
        self.accept(program)

    # reject

    def reject(self, program):
        self.refuse(program, ("gcc", "clang"))

    def refuse(self, program, compilers, out=()):
        """`out`: what is asked for, beside the errors."""
        flags = ["-std=gnu11", *program.flags(), program.path]
        own = program.one("wokcc").split()
        out = out or ["-c", "-o", self.work / f"{program.name}.o"]
        must([self.wokcc, *own, "gcc", "-DTWIN", *flags, *out])
        for compiler in compilers:
            done = run([self.wokcc, *own, compiler, *flags, *out])
            if done.returncode == 0:
                raise Failure(f"{compiler}: accepted")
            self.check_errors(program, done.stderr)

    # corpus

    def corpus(self, program):
        compiler = program.matrix()[0][0]
        if program.is_refused():
            self.refuse(program, [compiler], ["-fsyntax-only"])
            return
        if program.all("expect"):
            self.accept(program)
        done = must([self.wokcc, compiler, "-std=gnu11", "-Wall", "-Wextra", *program.flags(),
                     "-fsyntax-only", program.path])
        if done.stderr:
            raise Failure(f"{compiler} has something to say\n{done.stderr}")

    def check_errors(self, program, text):
        expected, compiler_lines = {}, set()
        for number, line in enumerate(program.text.splitlines(), 1):
            if match := re.search(r"// error: (E\d{4}(?:\|E\d{4})*)", line):
                expected[number] = match[1].split("|")
            if line.endswith("// compiler-error"):
                compiler_lines.add(number)
        name = re.escape(program.path.name)
        found = re.findall(rf"{name}:(\d+):\d+: error\[(E\d{{4}})\]", text)
        found = {(int(line), code) for line, code in found}
        said = {int(line) for line in re.findall(rf"{name}:(\d+):\d+: (?:fatal )?error", text)}
        right = all(any((line, code) in found for code in codes)
                    for line, codes in expected.items())
        stray = {line for line, _ in found} - set(expected) - compiler_lines
        if not right or stray or not compiler_lines <= said:
            raise Failure(f"expected {expected or compiler_lines}, found {sorted(found)}\n{text}")
        for number, words in program.notes():
            if not re.search(rf"{name}:{number}:\d+: note: .*{re.escape(words)}", text):
                raise Failure(f"no note in line {number} says '{words}'\n{text}")
        for words in program.all("says"):
            if words not in text:
                raise Failure(f"the message does not say '{words}'\n{text}")

    # stages

    def stages(self, program):
        for stage in [*STAGES, *(["c"] if "golden c" in program.text else [])]:
            answer = must([self.wokcc, f"--print={stage}", "gcc", "-std=gnu11", "-c",
                           program.path.name], cwd=program.path.parent).stdout
            answer = without_headers(stage, answer, program.path.name)
            golden = program.path.with_name(f"{program.name}.{stage}.txt")
            if self.update:
                golden.write_text(answer)
            elif not golden.exists():
                raise Failure(f"there is no {golden.name}; --update writes it")
            elif golden.read_text() != answer:
                raise Failure(difference(golden, answer))

    # messages

    def messages(self, program):
        said = []
        for compiler in ("gcc", "clang"):
            done = run([self.wokcc, compiler, "-std=gnu11", "-fsyntax-only", program.path.name],
                       cwd=program.path.parent)
            said.append(without_lines(done.stderr))
        if said[0] != said[1]:
            raise Failure(f"gcc and clang make a difference:\n{said[0]}\n{said[1]}")
        golden = program.path.with_name(f"{program.name}.txt")
        if self.update:
            golden.write_text(said[0])
        elif not golden.exists():
            raise Failure(f"there is no {golden.name}; --update writes it")
        elif golden.read_text() != said[0]:
            raise Failure(difference(golden, said[0]))

    # view

    def view(self, program):
        for compiler in filter(shutil.which, VIEWERS):
            for source in program.sources:
                done = must([compiler, f"-std={program.standard(compiler)}", "-fsyntax-only", "-Wall",
                             "-Wextra", "-Wno-shadow" if program.has("shadows") else "-Wshadow",
                             f"-I{ROOT / 'include'}", *program.flags(), source])
                if done.stderr:
                    raise Failure(f"{compiler} says\n{done.stderr}")

    # cancel

    def cancel(self, program):
        sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
        for compiler, level, extra in (("gcc", "-O2", []), ("gcc", "-O0", sanitize),
                                       ("clang", "-O2", [])):
            binary = self.work / f"{program.name}.{compiler}{level}"
            self.compile(program, compiler, level, binary, [*extra, f"-I{program.path.parent}"])
            for workers in ("1", "2"):
                done = run([binary], env={**os.environ, "WOK_WORKERS": workers})
                count = re.search(r"^cancelled at each of (\d+) suspensions$", done.stdout, re.M)
                fewest = int(program.one("suspensions")) if workers == "1" else 0
                if done.returncode != 0 or not count or int(count[1]) < fewest:
                    raise Failure(f"{compiler} {level}, {workers} workers: "
                                  f"exit {done.returncode}\n{done.stdout}{done.stderr}")


def without_lines(text):
    """Of places in libwok's headers neither the folder nor the line: they may change."""
    text = re.sub(r"^\./", "", text, flags=re.M) # as clang names headers of the same folder
    return re.sub(r"\S*/include/(wok/\w+\.h):\d+(:.*\n) *\d+ \|", r"<\1>\2      |", text)


def without_headers(stage, answer, name):
    """What a stage says about the program itself, so that headers may change."""
    if stage == "marks":
        return "".join(line for line in answer.splitlines(True) if line.startswith(name))
    if stage != "c":
        return answer
    kept, inside = [], False
    for line in answer.splitlines(True):
        if match := re.match(r'# \d+ "([^"]*)"', line):
            inside = match[1] == name
        if inside:
            kept.append(line)
    return "".join(kept)


def difference(golden, answer):
    done = subprocess.run(["diff", "-u", golden, "-"], input=answer, text=True,
                          stdout=subprocess.PIPE, check=False)
    return done.stdout


FOLDERS = {"accept": "compiler/accept", "reference": "../docs/reference/programs",
           "reject": "compiler/reject", "stages": "compiler/stages",
           "view": "compiler/accept", "messages": "compiler/messages", "cancel": "cancel",
           "corpus": "compiler/corpus"}


def programs_of(suite, names):
    folder = HERE.parent / FOLDERS[suite]
    paths = [path for path in sorted(folder.iterdir())
             if path.suffix == ".c" or (path.is_dir() and any(path.glob("*.c")))]
    programs = [Program(path) for path in paths]
    return [p for p in programs if not names or any(name in p.name for name in names)]


def attempt(rig, suite, program):
    try:
        getattr(rig, suite)(program)
    except Failure as failure:
        return str(failure)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", choices=FOLDERS)
    parser.add_argument("--wokcc", type=pathlib.Path, default=ROOT / "build/bin/wokcc")
    parser.add_argument("--backend", choices=["fast", "reference"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_intermixed_args()
    programs = programs_of(chosen.suite, chosen.names)
    if not programs:
        parser.error("no program has such a name")
    bad = 0
    with tempfile.TemporaryDirectory(prefix="wok-check-") as work, \
            concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        rig = Rig(chosen.wokcc.resolve(), chosen.backend, pathlib.Path(work), chosen.update)
        answers = pool.map(lambda program: attempt(rig, chosen.suite, program), programs)
        for program, failure in zip(programs, answers):
            if failure:
                bad += 1
                print(f"FAIL {chosen.suite}/{program.name}\n    " + failure.replace("\n", "\n    "))
                sys.stdout.flush()
    if chosen.suite == "view":
        for compiler in VIEWERS:
            if not shutil.which(compiler):
                print(f"skipped: there is no {compiler}; packages.txt names its package")
    print(f"{chosen.suite}: {len(programs) - bad} of {len(programs)} programs as they should be")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
