#!/usr/bin/env python3
"""Holds corpus/corpus.txt against the programs beside it: every case once, with its verdict there
and either programs here that have the same one, or the reason why C has no such case. Prints counts.
"""

import collections
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent / "corpus"
CASES_MIN = 120   # with a meaning in C
CORRECT_MIN = 60  # programs that hold things across awaits as they may
ROW = re.compile(r"^(?P<file>\S+\.rs) +(?P<verdict>pass|fail|part)(?P<codes>(?: E\d+)*) +(?P<here>[:-] .+)$")
VERDICTS = {"fail": "refused", "pass": "accepted"}


def rows_of(text):
    """Each line that is neither empty nor a comment, as (number, line)."""
    return [(number, line) for number, line in enumerate(text.splitlines(), 1)
            if line.strip() and not line.startswith("#")]


def verdict_of(program):
    """What its comments say; compiler/corpus checks that it is so."""
    return "refused" if re.search(r"// (error: E\d|compiler-error)", program.read_text()) else "accepted"


def main():
    programs = {path.stem: verdict_of(path) for path in sorted(HERE.glob("*.c"))}
    counts, named, seen, problems = collections.Counter(), set(), set(), []

    def complain(number, text):
        problems.append(f"{HERE / 'corpus.txt'}:{number}: {text}")

    for number, line in rows_of((HERE / "corpus.txt").read_text()):
        row = ROW.match(line)
        if not row:
            complain(number, "not `FILE VERDICT [CODES] : PROGRAMS` or `… - REASON`")
            continue
        if row["file"] in seen:
            complain(number, f"{row['file']} is there twice")
        seen.add(row["file"])
        counts[f"cases that {row['verdict']} there"] += 1
        if row["here"].startswith("- "):
            counts["cases without a meaning in C"] += 1
            continue
        counts["cases with programs"] += 1
        answers = set()
        for name in row["here"][2:].split():
            if name not in programs:
                complain(number, f"there is no {name}.c")
            named.add(name)
            answers.add(programs.get(name))
        # `part`: the file has functions of both kinds.
        expected = set(VERDICTS.values()) if row["verdict"] == "part" else {VERDICTS[row["verdict"]]}
        if answers != expected:
            complain(number, f"there {row['verdict']}, here {', '.join(sorted(map(str, answers)))}")
    for name in sorted(set(programs) - named):
        if not name.startswith(("correct_", "known_")):
            complain(0, f"no case names {name}.c")
    if counts["cases with programs"] < CASES_MIN:
        problems.append(f"{counts['cases with programs']} cases with programs, fewer than {CASES_MIN}")
    counts["programs"] = len(programs)
    counts["programs that are refused"] = list(programs.values()).count("refused")
    for prefix, what in (("correct_", "correct programs of our own"), ("known_", "known false positives of rustc")):
        counts[what] = sum(name.startswith(prefix) for name in programs)
        if "refused" in (programs[name] for name in programs if name.startswith(prefix)):
            problems.append(f"a program called {prefix}… expects an error")
    if counts["correct programs of our own"] < CORRECT_MIN:
        problems.append(f"fewer than {CORRECT_MIN} correct programs of our own")
    for what, count in counts.items():
        print(f"{count:5} {what}")
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
