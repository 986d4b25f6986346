"""
Builds batches of programs in all their forms, runs them, and says where the forms differ.

A batch is one executable with many programs, because starting compilers costs more than compiling.
The forms are the plain program (gcc), the sequential one (wokcc --erase), and the compiled one with
each back end. Mostly tcc compiles what wokcc wrote, thirty times faster than gcc -O0; now and then it is
gcc or clang at some level, which also see the code that the optimiser makes of it.
"""

import os
import pathlib
import re
import shutil
import subprocess

import csmith
import grammar

HAS_TCC = shutil.which("tcc") is not None
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD_LIMIT_S = 300
RUN_LIMIT_S = 300
STANDARD = ["-std=gnu11", "-w"]
UNDEFINED = ["-fsanitize=undefined", "-fno-sanitize-recover=all"]


class Failure(Exception):
    """A text that wokcc did not take as it should; what it did instead."""


class Broken(Exception):
    """A form of a text does not compile; the text says what the compiler said."""


def run(command, limit_s=BUILD_LIMIT_S, output=None, **variables):
    """Exit status and output. A hang is a status of its own. With `output`, standard output goes there."""
    with open(output, "wb") if output else open(os.devnull, "wb") as target:
        try:
            done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, timeout=limit_s,
                                  stdout=target if output else subprocess.PIPE,
                                  stderr=subprocess.PIPE if output else subprocess.STDOUT,
                                  env={**os.environ, **variables}, check=False)
            return done.returncode, ((done.stderr if output else done.stdout) or b"").decode(errors="replace")
        except subprocess.TimeoutExpired as expired:
            return "hang", (expired.stdout or b"").decode(errors="replace")


class Case:
    """One program: its texts for the first and the other file, plain and async."""

    def __init__(self, seed, kind, plain, compiled, exact, cover, erasable=True):
        self.erasable = erasable    # the first arm of each race is the one that wins
        self.seed, self.kind, self.exact, self.cover = seed, kind, exact, cover
        self.plain, self.compiled = plain, compiled

    def head(self, is_async):
        return grammar.head(is_async) if self.kind == "grammar" else csmith.HEAD


def grammar_case(seed):
    program = grammar.Program(seed)
    return Case(seed, "grammar", program.texts(False, seed), program.texts(True, seed), program.exact, program.cover,
                program.erasable)


def csmith_case(seed):
    made = csmith.make(seed)
    if not made:
        return None
    plain, text, points = made
    return Case(seed, "csmith", (plain, ""), (text, ""), True, {"awaits in Csmith programs": points})


CASES = {"grammar": grammar_case, "csmith": csmith_case}


def files(cases, is_async):
    """The text of the first file, with the table of programs, and of the other one ("": none)."""
    texts = [case.compiled if is_async else case.plain for case in cases]
    head = cases[0].head(is_async)
    table = "".join(f"    {{{case.seed}, program_{case.seed}, {int(case.exact)}}},\n" for case in cases)
    first = "\n".join([head] + [text[0] for text in texts]
                      + [f"struct fuzz_entry fuzz_entries[] = {{\n{table}    {{0, 0, 0}},\n}};\n"])
    far = [text[1] for text in texts if text[1]]
    return first, "\n".join([head] + far) if far else ""


TCC_ATOMIC = re.compile(r"_Atomic\(([^()]*)\)")
TCC_AUTO = re.compile(r"__auto_type (\w+) = \(")

TCC_COPY = re.compile(r"__auto_type (\w+) = (\w+);")


def typed(text):
    """`__auto_type x = (…);` with the initialiser's type spelt out."""
    out, at = [], 0
    for match in TCC_AUTO.finditer(text):
        if match.start() < at:
            continue
        end, depth = match.end(), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        value = text[match.end() - 1:end]
        out += [text[at:match.start()], f"__typeof__({value}) {match[1]} = {value}"]
        at = end
    return "".join(out) + text[at:]


def for_tcc(text):
    """Without the few things that tcc does not know, and which mean nothing here."""
    if "_Atomic" in text:
        text = TCC_ATOMIC.sub(r"volatile \1", text).replace("_Atomic ", "volatile ")
    text = TCC_COPY.sub(r"__typeof__(\2) \1 = \2;", text)
    text = text.replace("__builtin_unreachable()", "(*(volatile int *)0 = 0)")
    return typed(text).replace(": __attribute__((__unused__));", ":;")


class Rig:
    """Where batches are built: a wokcc, a folder, and libraries of the driver and what is under it."""

    def __init__(self, wokcc, folder, backends=None):
        self.wokcc, self.folder = pathlib.Path(wokcc).resolve(), pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.libraries = self.wokcc.parents[1] / "lib"
        self.include = self.wokcc.parents[1] / "include"
        self.backends = backends or [name for name in ("reference", "fast") if self.knows(f"--backend={name}")]
        self.garbles = self.knows("--garble")
        self.runs = 0
        self.stops_at_crash = False # one is enough to know
        plain = ["gcc", *STANDARD, "-O1", "-fexceptions", "-fPIC", "-shared", "-DFUZZ_PLAIN", f"-I{HERE}"]
        sources = [HERE / "driver.c", HERE / "support.c", "-pthread"]
        self.must([*plain, *sources, "-o", self.file("libplain.so")])
        self.must([*plain, "-DFUZZ_ERASED", *sources, "-o", self.file("liberased.so")])
        for backend in self.backends:
            self.must([self.wokcc, f"--backend={backend}", "--libwok=none", "gcc", *STANDARD, "-O1", "-fPIC", "-shared",
                       f"-I{HERE}", *sources, "-o", self.file(f"lib{backend}.so")])

    @staticmethod
    def must(command):
        status, output = run(command)
        if status:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{output}")

    def knows(self, option):
        return run([self.wokcc, option, "--version"])[1].startswith("wokcc ")

    def file(self, name):
        return self.folder / name

    def build(self, form, cases, flavour=("tcc", "-O0"), name=""):
        """The executable of a form of these programs; Broken says why there is none."""
        source = self.file(f"{name}{'plain' if form == 'plain' else 'async'}.c")
        far = source.with_name(f"{name}{'plain' if form == 'plain' else 'async'}_far.c")
        texts = files(cases, form != "plain")
        if form == "plain":
            source.write_text(texts[1] + texts[0].replace(cases[0].head(False), "") if texts[1] else texts[0])
        else:
            source.write_text(texts[0])
            far.write_text(texts[1])
        return self.build_files(form, [source, far] if texts[1] and form != "plain" else [source], flavour, name)

    def build_files(self, form, sources, flavour=("tcc", "-O0"), name=""):
        objects = []
        for source in sources:
            objects.append(source.with_name(f"{source.stem}_{form}.o"))
            self.compile(form, source, objects[-1], flavour)
        program = self.file(name + form)
        extra = UNDEFINED if flavour[2:] else []
        self.checked(["gcc", "-no-pie", "-Wl,-z,norelro", *extra, *objects, self.file(f"lib{form}.so"),
                      f"-Wl,-rpath,{self.folder}:{self.libraries}", f"-L{self.libraries}", "-lwok", "-o", program],
                     f"linking what {form} became")
        return program

    def compile(self, form, source, made, flavour):
        compiler, level = flavour[:2]
        if form == "plain":
            undefined = UNDEFINED if flavour[2:] else []
            self.checked(["gcc", *STANDARD, "-O0", "-fexceptions", *undefined, "-DFUZZ_PLAIN", f"-I{HERE}", "-c", source,
                          "-o", made], "the plain program")
            return
        how = ["--erase"] if form == "erased" else [f"--backend={form}"] + ["--garble"] * self.garbles
        if form != "erased" and compiler != "tcc":
            self.checked([self.wokcc, *how, compiler, *STANDARD, level, f"-I{HERE}", "-c", source, "-o", made],
                         f"wokcc {' '.join(how)} {compiler} {level}")
            return
        text = source.with_name(f"{source.stem}_{form}.i")
        reader = "clang" if compiler == "clang" else "gcc"     # whose system headers it has to read again
        command = [self.wokcc, *how, *["--print=c"] * (form != "erased"), reader, *STANDARD, f"-I{HERE}", "-c", source]
        self.checked(command, f"wokcc {' '.join(how)}", text)
        if compiler == "tcc" and not HAS_TCC:
            compiler, level = "gcc", "-O0"
        if compiler == "tcc":
            small = text.with_suffix(".tcc.c")
            small.write_text(for_tcc(text.read_text(errors="replace")))
            if run(["tcc", "-w", "-c", small, "-o", made])[0] == 0:
                return
            compiler, level = "gcc", "-O0"
        self.checked([compiler, *STANDARD, level, "-x", "cpp-output", "-c", text, "-o", made], f"{compiler} on what {' '.join(how)} wrote")

    @staticmethod
    def checked(command, what, output=None):
        status, said = run(command, output=output)
        if status:
            raise Broken(f"{what}: status {status}\n{said[:3000]}")

    def execute(self, program, *arguments, limit_s=RUN_LIMIT_S, **variables):
        self.runs += 1
        return run([program, *map(str, arguments)], limit_s, WOK_WORKERS="1", **variables)

    def observe(self, program):
        """
        What each of its programs showed, by seed: lines. A program that crashed or hung has a last line that
        says so; the ones behind it are run without it.
        """
        shown, skipped = {}, []
        while True:
            status, output = self.execute(program, *[word for seed in skipped for word in ("--skip", seed)])
            seed, rest = None, []
            for line in output.splitlines():
                if line.startswith("@ end"):
                    return shown
                if line.startswith("@ "):
                    seed, rest = int(line[2:]), []
                    shown[seed] = rest
                else:
                    rest.append(line.partition(" ")[2] if line.startswith(f"{seed} ") else line)
            rest.append(f"CRASH status {status}")
            if seed is None or len(skipped) >= 60 or self.stops_at_crash:
                return shown
            skipped = sorted(set(shown)) if len(shown) < 60 else skipped + [seed]
