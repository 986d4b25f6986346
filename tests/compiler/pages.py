#!/usr/bin/env python3
"""The pages of `wokcc --explain`: there is one for every code, wokcc prints it, its wrong program gets
that code and no other, and its right program gets nothing at all. The list in
docs/reference/diagnostics.md is complete, and the flags do what it says. Each async function in the
headers of libwok says by WOK_CANCEL what a cancelled call loses.

usage: pages.py [--wokcc PATH] [CODE...]
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CODES = ROOT / "compiler/diagnose/codes.h"
PAGES = ROOT / "docs/reference/errors"
LIST = ROOT / "docs/reference/diagnostics.md"
# A program that gets this code has more awaits than a page can hold.
WITHOUT_PROGRAMS = {"E0306"}


class Failure(Exception):
    """What is wrong with a page, for people to read."""


def codes():
    text = CODES.read_text()
    numbers = re.findall(r'X\((\w+), (\d+), "([^"]*)"\)', text)
    options = dict(re.findall(r'X\((\w+), "([^"]+)", \w+\)', text))
    return {f"E{int(number):04}": (summary, options.get(name)) for name, number, summary in numbers}


def section(text, title):
    found = re.search(rf"^## {title}\n\n```c\n(.*?)```", text, re.M | re.S)
    if not found:
        raise Failure(f"there is no program under '## {title}'")
    return found[1]


def compile_program(wokcc, text, flags):
    """What wokcc says of a program, as (severity, code) pairs, and whether it was compiled."""
    with tempfile.TemporaryDirectory(prefix="wok-page-") as folder:
        path = pathlib.Path(folder) / "page.c"
        path.write_text(text)
        done = subprocess.run([wokcc, "--diagnostics=json", *flags, "gcc", "-std=gnu11",
                               "-Wno-attributes", "-c", path, "-o", path.with_suffix(".o")],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                              check=False)
    lines = [line for line in done.stderr.splitlines() if line.startswith("{")]
    said = [json.loads(line) for line in lines]
    for entry in said:
        if entry["line"] < 1 or not entry["file"].endswith("page.c") or not entry["message"]:
            raise Failure(f"no place, or nothing said: {entry}")
    return {(entry["severity"], entry["code"]) for entry in said}, done


def expect(found, expected, done, what):
    if found != expected:
        raise Failure(f"{what}: expected {sorted(expected)}, found {sorted(found)}\n{done.stderr}")


def check_page(wokcc, code, summary, option):
    page = PAGES / f"{code}.md"
    if not page.exists():
        raise Failure("there is no page")
    text = page.read_text()
    if not text.startswith(f"# {code}: {summary}\n"):
        raise Failure("the title is not the summary in codes.h")
    shown = subprocess.run([wokcc, "--explain", code], stdout=subprocess.PIPE, text=True, check=False)
    if shown.returncode != 0 or shown.stdout != text:
        raise Failure("--explain prints something else; is wokcc built?")
    listed = re.search(rf"^\| \[{code}\]\(errors/{code}\.md\) .*$", LIST.read_text(), re.M)
    if not listed or (option and f"`{option}`" not in listed[0]):
        raise Failure("docs/reference/diagnostics.md does not list it")
    if code not in WITHOUT_PROGRAMS:
        check_programs(wokcc, code, option, text)


def check_programs(wokcc, code, option, text):
    wrong, right = section(text, "Wrong"), section(text, "Right")
    found, done = compile_program(wokcc, wrong, ["-Werror=wok"])
    expect(found, {("error", code)}, done, "the wrong program")
    found, done = compile_program(wokcc, right, ["-Werror=wok"])
    expect(found, set(), done, "the right program")
    if done.returncode != 0:
        raise Failure(f"the right program is not compiled\n{done.stderr}")
    if option:
        check_flags(wokcc, code, option, wrong)


def check_flags(wokcc, code, option, wrong):
    found, done = compile_program(wokcc, wrong, [f"-Wno-wok-{option}"])
    expect(found, set(), done, "turned off")
    found, done = compile_program(wokcc, wrong, [f"-Wno-error=wok-{option}"])
    expect(found, {("warning", code)}, done, "as a warning")
    found, done = compile_program(wokcc, wrong, ["-Wno-wok", f"-Werror=wok-{option}"])
    expect(found, {("error", code)}, done, "as the only error")


def unmarked():
    """Async functions of libwok's headers that do not say what they lose."""
    names = []
    for header in sorted((ROOT / "include/wok").glob("*.h")):
        code = re.sub(r"/\*.*?\*/|^ *#[^\n]*(?:\\\n[^\n]*)*", "", header.read_text(),
                      flags=re.S | re.M)
        for whole, name in re.findall(r"([^;{}]*\bwok_async\b[^;{}]*?\b(wok_\w+)\()", code):
            if "WOK_CANCEL(" not in whole:
                names.append(f"{header.name}: {name}")
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", type=pathlib.Path, default=ROOT / "build/bin/wokcc")
    parser.add_argument("codes", nargs="*")
    chosen = parser.parse_args()
    known, bad = codes(), 0
    stray = {page.stem for page in PAGES.glob("*.md")} - set(known)
    if stray:
        print(f"pages of codes that do not exist: {sorted(stray)}")
        bad += 1
    if unmarked():
        print(f"without WOK_CANCEL: {', '.join(unmarked())}")
        bad += 1
    for code, (summary, option) in known.items():
        if chosen.codes and code not in chosen.codes:
            continue
        try:
            check_page(chosen.wokcc.resolve(), code, summary, option)
        except Failure as failure:
            print(f"FAIL {code}: {failure}")
            bad += 1
    print(f"pages: {bad} of {len(known)} codes have something wrong" if bad
          else f"pages: {len(known)} codes as they should be")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
