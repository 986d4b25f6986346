#!/usr/bin/env python3
"""
Goal: a debugger shows the user's program: breakpoints on source lines stop there, after suspensions
too, and the line that it shows is the user's.
Method: gdb in batch mode over debug/steps.c, with a breakpoint on every line that says so; the
stops must come in the order in which the program runs, for gcc and clang.
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


def check(wokcc, compiler, work):
    lines = marked_lines()
    expected = re.search(r"^// stops: (.*)$", SOURCE.read_text(), re.M)[1].split()
    binary = pathlib.Path(work) / f"steps.{compiler}"
    subprocess.run([wokcc, compiler, "-std=gnu11", "-g", "-O0", SOURCE, "-o", binary], check=True)
    stops, output = stops_of(binary, lines)
    found = [name for name, _ in stops]
    texts_match = all(f"stop: {name}" in text for name, text in stops)
    if found == expected and texts_match:
        return True
    print(f"{compiler}: expected stops {expected}\n   found {found}\n{output}")
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", default=HERE.parent.parent / "build/bin/wokcc")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wok-debug-") as work:
        right = [check(chosen.wokcc, compiler, work) for compiler in ("gcc", "clang")]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
