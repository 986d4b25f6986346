"""
Makes a failing program small, with cvise. What has to stay: the sequential program and the form that
failed still differ (or the form still does not compile, for the same reason), while the sequential one
runs without undefined behaviour, says the same with gcc and clang, and reads nothing that has no value.

Run as a program it is cvise's question about the file in the current folder.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

STRICT = ["-Werror=uninitialized", "-Werror=maybe-uninitialized", "-Werror=return-type", "-Werror=implicit-int",
          "-Werror=implicit-function-declaration", "-Werror=int-conversion", "-Werror=incompatible-pointer-types"]


def merged(kept):
    """The program as one file: the other file's part first."""
    first = next((path.read_text() for path in kept if path.name.endswith("async.c")), None)
    far = next((path.read_text() for path in kept if path.name.endswith("async_far.c")), "")
    if first and far:
        head = far[:far.index("extern u global_one")] if "extern u global_one" in far else ""
        first = far + first.replace(head, "", 1)
    return first


def reduce(rig, kept, how, seconds):
    """The path of the reduced program, or None."""
    text = merged(kept)
    if not text or not shutil.which("cvise"):
        return None
    folder = rig.folder / "reduce"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "async.c").write_text(text)
    how = dict(how, wokcc=str(rig.wokcc), libraries=str(rig.folder))
    (folder / "how.json").write_text(json.dumps(how))
    script = folder / "ask.sh"
    script.write_text(f"#!/bin/sh\nexec python3 -B {pathlib.Path(__file__).resolve()} {folder}/how.json\n")
    script.chmod(0o755)
    if subprocess.run([script], cwd=folder, check=False).returncode:
        return None
    subprocess.run(["timeout", "-k", "5", str(seconds), "cvise", "--n", "1", "--timeout", "20", "--no-timing", script, "async.c"],
                   cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    target = kept[0].with_name(kept[0].name.partition("async")[0] + "reduced.c")
    target.write_text((folder / "async.c").read_text())
    return target


def is_interesting(how):
    from rig import Broken, Rig
    rig = Rig.__new__(Rig)
    rig.__dict__.update(wokcc=pathlib.Path(how["wokcc"]), folder=pathlib.Path(how["libraries"]), runs=0, garbles=False, stops_at_crash=True)
    rig.libraries = rig.wokcc.parents[1] / "lib"
    rig.include = rig.wokcc.parents[1] / "include"
    rig.garbles = rig.knows("--garble")
    source = pathlib.Path("async.c").resolve()
    form, flavour = how["form"], tuple(how["flavour"])
    if how["broken"]:
        try:
            rig.compile(form, source, source.with_suffix(".o"), flavour)
        except Broken as broken:
            return is_fault(str(broken)) and is_valid(rig, source)
        return False
    try:
        one = rig.build_files("erased", [source], ("gcc", "-O0"), "ask_")
        two = rig.build_files(form, [source], flavour, "ask_")
    except (Broken, RuntimeError):
        return False
    return is_clean(rig, source) and ends(rig, one) != ends(rig, two)


def is_fault(message):
    """Not an error that wokcc explains: what it wrote does not compile, or it crashed."""
    return not re.search(r"error\[E\d+\]", message)


def is_valid(rig, source):
    """The tool view is C: the compiler knows whether the program is."""
    from rig import HERE, run
    return run(["gcc", "-std=gnu11", "-fsyntax-only", f"-I{HERE}", f"-I{rig.include}", source])[0] == 0


def ends(rig, program):
    """What each schedule's run to the end showed."""
    status, output = rig.execute(program, limit_s=10, FUZZ_SECONDS="1")
    lines = [line.rpartition(" ")[0] for line in output.splitlines() if " end " in line]
    return lines if lines and status == 0 else [f"status {status}"]


def is_clean(rig, source):
    from rig import run
    text = source.with_name("async_erased.i")
    if run(["gcc", "-std=gnu11", "-Wall", *STRICT, "-O1", "-x", "cpp-output", "-c", text, "-o", "strict.o"])[0]:
        return False
    answers = []
    for compiler, extra in (("gcc", ["-O0", "-fsanitize=undefined,address", "-fno-sanitize-recover=all"]), ("clang", ["-O1"])):
        status, _ = run([compiler, "-std=gnu11", "-w", *extra, "-x", "cpp-output", text, "-x", "none",
                         rig.file("liberased.so"), f"-Wl,-rpath,{rig.folder}", "-no-pie", "-Wl,-z,norelro", "-o", "strict"])
        if status:
            return False
        answers.append(ends(rig, "./strict"))
    return answers[0] == answers[1] and "status" not in answers[0][0]


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
    sys.exit(0 if is_interesting(json.loads(pathlib.Path(sys.argv[1]).read_text())) else 1)
