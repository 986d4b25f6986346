#!/usr/bin/env python3
"""What wokcc says to programs: `--diagnostics=json` and `--diagnostics=sarif`.

Goal: an editor or a code host can rely on both. Method: each program of reject/ is compiled with
either; the SARIF log has the structure that SARIF 2.1.0 asks for (its required properties, types and
ranges, written down here), both say the same of the same places, and each place lies in a file that
exists, inside its lines. Then programs with mistakes that have a fix: with its edits made they
compile, and nothing is said any more.

usage: diagnostics.py [--wokcc PATH] [--jobs N] [NAME...]
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Each with the mistake, and a mark for what must stand in the text afterwards.
FIXABLE = {
    "call_not_awaited": ("f(1);", "await f(1);"),
    "call_behind_wide_characters": ("/* \u00e9\u20ac\U0001f600 */ f(1);", "*/ await f(1);"),
    "call_over_two_lines": ("f(1 +\n      2);", "await f(1 +\n      2);"),
    "handle_dropped": ("spawn(f(1));", "wok_detach(spawn(f(1)));"),
    "sleep": ("sleep(1);", "await wok_sleep(1 * WOK_S);"),
    "usleep_of_a_sum": ("usleep(n + 2);", "await wok_sleep((n + 2) * WOK_US);"),
    "pragma": ('\n#pragma wok diagnostic ignored "-Wwok-erno"\n',
               '#pragma wok diagnostic ignored "-Wwok-errno"'),
}
FRAME = """#include <wok/wok.h>

#include <unistd.h>

static async int f(int a) {
    await wok_yield();
    return a;
}

async int main(void) {
    int n = 0;
    %s
    await f(n);
    return 0;
}
"""
# The text of a macro is no place for an edit.
UNFIXABLE = ["#define REST(n) usleep(n)\n    REST(2);"]


class Failure(Exception):
    """What is wrong, for people to read."""


def need(condition, what):
    if not condition:
        raise Failure(what)


def say(wokcc, kind, path, flags=()):
    """The lines of standard error that are JSON, parsed."""
    own, rest = [f for f in flags if f.startswith("-Werror=wok")], []
    rest = [f for f in flags if f not in own]
    done = subprocess.run([wokcc, f"--diagnostics={kind}", *own, "gcc", "-std=gnu11", *rest,
                           "-fsyntax-only", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=60, check=False)
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]


# ---- SARIF 2.1.0, as far as wokcc writes it

def check_text(message, what):
    need(isinstance(message, dict) and isinstance(message.get("text"), str) and message["text"],
         f"{what} has no text")


def check_region(region, lines, what):
    names = ("startLine", "startColumn", "endLine", "endColumn")
    need(set(region) == set(names), f"{what}: {region}")
    need(all(isinstance(region[name], int) and region[name] >= 1 for name in names),
         f"{what}: numbers from 1: {region}")
    begin = (region["startLine"], region["startColumn"])
    end = (region["endLine"], region["endColumn"])
    need(begin <= end, f"{what}: ends before it begins: {region}")
    need(end[0] <= len(lines), f"{what}: behind the last line: {region}")
    for line, column in (begin, end):
        need(column <= len(lines[line - 1]) + 1, f"{what}: behind the end of the line: {region}")


def read_artifact(location, folder, what):
    need(isinstance(location.get("uri"), str) and location["uri"], f"{what}: no uri")
    uri = urllib.parse.urlsplit(location["uri"])
    need(uri.scheme in ("", "file"), f"{what}: {location}")
    path = folder / urllib.parse.unquote(uri.path)
    need(path.is_file(), f"{what}: there is no file {path}")
    return path.read_text(errors="surrogateescape").split("\n")


def check_location(location, folder, what):
    physical = location["physicalLocation"]
    lines = read_artifact(physical["artifactLocation"], folder, what)
    check_region(physical["region"], lines, what)


def check_fix(fix, folder):
    check_text(fix["description"], "a fix")
    need(fix["artifactChanges"], "a fix that changes nothing")
    for change in fix["artifactChanges"]:
        lines = read_artifact(change["artifactLocation"], folder, "a fix")
        need(change["replacements"], "a change that changes nothing")
        for replacement in change["replacements"]:
            check_region(replacement["deletedRegion"], lines, "a replacement")
            need(isinstance(replacement["insertedContent"]["text"], str), "no inserted text")


def check_result(result, rules, folder):
    need(result["level"] in ("error", "warning", "note"), f"level {result['level']}")
    need(rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex and ruleId differ")
    check_text(result["message"], "a result")
    need(len(result["locations"]) == 1, "a result has one location")
    check_location(result["locations"][0], folder, "a result")
    related = result.get("relatedLocations", [])
    need([place["id"] for place in related] == list(range(1, len(related) + 1)), "ids of notes")
    for place in related:
        check_text(place["message"], "a note")
        check_location(place, folder, "a note")
    for fix in result.get("fixes", []):
        check_fix(fix, folder)


def check_log(log, folder):
    need(log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json"), "version")
    need(len(log["runs"]) == 1, "one run")
    run = log["runs"][0]
    driver = run["tool"]["driver"]
    need(driver["name"] == "wokcc" and driver["version"], "the driver's name and version")
    need(run["columnKind"] == "unicodeCodePoints", "columnKind")
    identities = [rule["id"] for rule in driver["rules"]]
    need(len(set(identities)) == len(identities), "a rule stands there twice")
    for rule in driver["rules"]:
        need(re.fullmatch(r"E\d{4}", rule["id"]), f"rule {rule['id']}")
        check_text(rule["shortDescription"], rule["id"])
        check_text(rule["help"], rule["id"])
    for result in run["results"]:
        check_result(result, driver["rules"], folder)
    return run["results"]


# ---- both say the same

def of_json(entries):
    return [(e["code"], e["severity"], e["line"], e["end_line"],
             [(n["message"], n["line"]) for n in e["notes"]], len(e["fixes"])) for e in entries]


def of_sarif(results):
    said = []
    for result in results:
        region = result["locations"][0]["physicalLocation"]["region"]
        notes = [(n["message"]["text"], n["physicalLocation"]["region"]["startLine"])
                 for n in result.get("relatedLocations", [])]
        said.append((result["ruleId"], result["level"], region["startLine"], region["endLine"],
                     notes, len(result.get("fixes", []))))
    return said


def check_program(wokcc, path):
    text = path.read_text()
    flags = re.findall(r"^// (?:flags|wokcc): ?(.*)$", text, re.M)
    flags = " ".join(flags).split()
    entries = say(wokcc, "json", path, flags)
    logs = say(wokcc, "sarif", path, flags)
    if not re.search("// error:", text):
        return # what the C compiler reports
    need(len(logs) == 1, f"{len(logs)} logs")
    results = check_log(logs[0], path.parent)
    need(entries, "nothing is said")
    need(of_json(entries) == of_sarif(results),
         f"they differ:\n{of_json(entries)}\n{of_sarif(results)}")


# ---- fixes

def edits_of_json(entry):
    """(line, column, end line, end column, text), columns in bytes, from 1."""
    return [(e["line"], e["column"], e["end_line"], e["end_column"], e["text"])
            for fix in entry["fixes"][:1] for e in fix["edits"]]


def edits_of_sarif(result):
    return [(r["deletedRegion"]["startLine"], r["deletedRegion"]["startColumn"],
             r["deletedRegion"]["endLine"], r["deletedRegion"]["endColumn"],
             r["insertedContent"]["text"])
            for fix in result["fixes"][:1] for change in fix["artifactChanges"]
            for r in change["replacements"]]


def apply_edits(text, edits):
    """`text` and the edits' columns both count bytes, or both characters."""
    lines = text.split("\n" if isinstance(text, str) else b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for line, column, end_line, end_column, new in sorted(edits, reverse=True):
        begin, end = starts[line - 1] + column - 1, starts[end_line - 1] + end_column - 1
        text = text[:begin] + (new if isinstance(text, str) else new.encode()) + text[end:]
    return text


def check_fixable(wokcc, name, folder):
    mistake, wanted = FIXABLE[name]
    path = folder / f"{name}.c"
    text = FRAME % mistake
    path.write_text(text)
    entries = say(wokcc, "json", path)
    need(len(entries) == 1 and entries[0]["fixes"], f"one mistake, with a fix: {entries}")
    results = check_log(say(wokcc, "sarif", path)[0], folder)
    fixed = apply_edits(text.encode(), edits_of_json(entries[0])).decode()
    need(wanted in fixed, f"the fix makes this of it:\n{fixed}")
    need(fixed == apply_edits(text, edits_of_sarif(results[0])), "SARIF makes something else of it")
    path.write_text(fixed)
    need(not say(wokcc, "json", path), f"it is not fixed:\n{fixed}")


def check_unfixable(wokcc, text, folder):
    path = folder / "unfixable.c"
    path.write_text(FRAME % ("\n" + text))
    entries = say(wokcc, "json", path)
    need(len(entries) == 1 and not entries[0]["fixes"], f"one mistake, without a fix: {entries}")


def attempt(work, *arguments):
    try:
        work(*arguments)
    except Failure as failure:
        return str(failure)
    except (KeyError, IndexError, TypeError) as error:
        return f"a property is missing: {error!r}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", type=pathlib.Path, default=ROOT / "build/bin/wokcc")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    wokcc = chosen.wokcc.resolve()
    with tempfile.TemporaryDirectory(prefix="wok-diagnostics-") as folder, \
            concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        folder = pathlib.Path(folder)
        work = [(path.stem, check_program, path) for path in sorted((HERE / "reject").glob("*.c"))]
        work += [(name, check_fixable, name, folder) for name in FIXABLE]
        work += [("unfixable", check_unfixable, text, folder) for text in UNFIXABLE]
        work = [w for w in work if not chosen.names or any(name in w[0] for name in chosen.names)]
        answers = [pool.submit(attempt, w[1], wokcc, *w[2:]) for w in work]
        bad = 0
        for (name, *_), answer in zip(work, answers):
            if answer.result():
                bad += 1
                print(f"FAIL {name}: {answer.result()}")
    print(f"diagnostics: {len(work) - bad} of {len(work)} as they should be")
    return 1 if bad or not work else 0


if __name__ == "__main__":
    sys.exit(main())
