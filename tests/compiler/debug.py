#!/usr/bin/env python3
"""
Goal: a debugger shows the user's program: breakpoints on source lines stop there, after suspensions
too, and the line that it shows is the user's. In the fast back end locals have their own names.
Method: gdb in batch mode over debug/steps.c, with a breakpoint on every line that says so; the
stops must come in the order in which the program runs, for gcc and clang and both back ends; at one
of them gdb prints variables by their names.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE / "debug" / "steps.c"


def marked_lines():
    """{name: line} of the comments `// stop: name`."""
    lines = SOURCE.read_text().splitlines()
    return {match[1]: number for number, line in enumerate(lines, 1)
            if (match := re.search(r"// stop: (\w+)$", line))}


def stops_of(binary, lines):
    """The marked lines at which gdb stopped, in order, with the source line that it showed."""
    commands = []
    for line in lines.values():
        commands += ["-ex", f"break {SOURCE.name}:{line}"]
    commands += ["-ex", "run"] + ["-ex", "continue"] * 20
    done = subprocess.run(["gdb", "-batch", "-nx", "-ex", "set debuginfod enabled off",
                           "-ex", "set style enabled off", *commands, binary],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                          env={**os.environ, "WOK_WORKERS": "1"}, check=False)
    names = {line: name for name, line in lines.items()}
    shown = re.findall(r"^(\d+)\t(.*)$", done.stdout, re.M)
    stops = [(names.get(int(line), f"line {line}"), text) for line, text in shown]
    return stops, done.stdout


def values_of(binary, line, names):
    """What gdb prints of these variables, each time that it stops at the line."""
    script = binary.with_suffix(".gdb")
    form = " ".join("%d" for _ in names)
    script.write_text(f"set debuginfod enabled off\nbreak {SOURCE.name}:{line}\ncommands\nsilent\n"
                      f'printf "values {form}\\n", {", ".join(names)}\ncontinue\nend\nrun\n')
    done = subprocess.run(["gdb", "-batch", "-nx", "-x", script, binary], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60,
                          env={**os.environ, "WOK_WORKERS": "1"}, check=False)
    return [match.split() for match in re.findall(r"^values (.*)$", done.stdout, re.M)], done.stdout


def check_values(compiler, binary):
    name, *rest = re.search(r"^// shows: (.*)$", SOURCE.read_text(), re.M)[1].split()
    names = [word.split("=")[0] for word in rest]
    expected = list(zip(*(word.split("=")[1].split(",") for word in rest)))
    found, output = values_of(binary, marked_lines()[name], names)
    if [tuple(values) for values in found] == expected:
        return True
    print(f"{compiler}: expected {names} to be {expected}\n   found {found}\n{output}")
    return False


def check(wokcc, compiler, backend, work):
    lines = marked_lines()
    expected = re.search(r"^// stops: (.*)$", SOURCE.read_text(), re.M)[1].split()
    binary = pathlib.Path(work) / f"steps.{compiler}.{backend}"
    subprocess.run([wokcc, f"--backend={backend}", compiler, "-std=gnu11", "-g", "-O0", SOURCE, "-o", binary], check=True)
    stops, output = stops_of(binary, lines)
    found = [name for name, _ in stops]
    texts_match = all(f"stop: {name}" in text for name, text in stops)
    if found == expected and texts_match:
        return backend == "reference" or check_values(compiler, binary)
    print(f"{compiler}, {backend}: expected stops {expected}\n   found {found}\n{output}")
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", default=HERE.parent.parent / "build/bin/wokcc")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wok-debug-") as work:
        right = [check(chosen.wokcc, compiler, backend, work) for compiler in ("gcc", "clang")
                 for backend in ("reference", "fast")]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
