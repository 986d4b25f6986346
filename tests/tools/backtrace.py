#!/usr/bin/env python3
"""
Goal: a core file, and a live process, say where each task stands and what its variables hold, without
debug information, with both back ends.
Method: backtrace/stopped.c aborts while a task stands four calls deep, two of them in frames without a
header with the fast back end, and another one in a branch of a join; gdb writes the core; what
`wok backtrace` prints is compared with the values that the source gives. With unused sections dropped
by the linker the tables must still be there.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE / "backtrace/stopped.c"
FLAGS = ["-std=gnu11", "-O2", "-g0", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"]
LINES = {match[1]: number for number, line in enumerate(SOURCE.read_text().splitlines(), 1)
         if (match := re.search(r"// line: (\w+)$", line))}
EXPECTED = {"innermost": {"twice": "86"}, "between": {"next": "43"},
            "inner": {"name": '"a name"', "total": "42000", "half": "10.5", "point": "{2a 00 00 00 ff ff ff ff}",
                      "byte": "200", "negative": "-7", "is_set": "1"},
            "outer": {"before": "42"}, "patient": {}, "branching": {"seconds": "99"}}


def text_of(command, **variables):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=120, env={**os.environ, "WOK_WORKERS": "1", **variables}, check=False).stdout


def frames(output):
    """{function: (line, {variable: value})} of all backtraces."""
    found, current = {}, None
    for line in output.splitlines():
        if match := re.match(r" +#\d+ (\w+)(?: at .*?:(\d+))?", line):
            current = found[match[1]] = (int(match[2] or 0), {})
        elif current and (match := re.match(r" +(\w+) = (.*)", line)):
            current[1][match[1]] = match[2]
    return found


def faults(output):
    found = frames(output)
    for function, line in (("innermost", "sleeps"), ("between", "goes_on"), ("inner", "goes_down"), ("outer", "calls"), ("patient", "is_patient"), ("branching", "joins")):
        if function not in found or found[function][0] != LINES[line]:
            yield f"{function} is not at line {line}: {found.get(function)}"
            continue
        for name, value in EXPECTED[function].items():
            if not found[function][1].get(name, "").endswith(value):
                yield f"{function}: {name} should be {value}: {found[function][1].get(name)}"
    if "branch 1:" in output or "branch 2:" not in output:
        yield "a branch that has ended is shown, or the other one is not"
    if "dead" in found.get("outer", (0, {}))[1]:
        yield "a variable that is not alive is shown"


def live(wok, program):
    """The same of a process that still runs."""
    with subprocess.Popen([program], stdout=subprocess.PIPE, env={**os.environ, "STOPPED_WAITS": "1"}) as process:
        process.stdout.readline()
        time.sleep(0.2)
        output = text_of([wok, "backtrace", process.pid])
        process.kill()
    return output


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", required=True)
    parser.add_argument("--wok", required=True)
    chosen = parser.parse_args()
    if not shutil.which("gdb"):
        print("skipped: no gdb")
        return 0
    failed = False
    with tempfile.TemporaryDirectory() as work:
        for backend in ("reference", "fast"):
            program, core = f"{work}/stopped.{backend}", f"{work}/core.{backend}"
            subprocess.run([chosen.wokcc, f"--backend={backend}", "gcc", *FLAGS, SOURCE, "-o", program], check=True)
            text_of(["gdb", "-batch", "-nx", "-iex", "set debuginfod enabled off", "-ex", "run",
                     "-ex", f"generate-core-file {core}", program])
            outputs = {"core": text_of([chosen.wok, "backtrace", program, core])}
            if backend == "fast":
                outputs["process"] = live(chosen.wok, program)
            for what, output in outputs.items():
                if what == "process" and "ptrace: Operation not permitted" in output:
                    continue
                for fault in faults(output):
                    failed = True
                    print(f"{backend}, {what}: {fault}\n{output}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
