#!/usr/bin/env python3
"""
Goal: the fast back end never jumps into a loop. A loop with two entries is none to a compiler, and is
several times slower; no test of what a program prints would notice.
Method: clang writes its graph of each machine, unoptimised. Every edge that leads back must lead to a
block that is on all ways to where it comes from (the graph is reducible), unless the same function of
the sequential program has loops with two entries already, because the user jumps into one.

usage: reducible.py [--wokcc PATH] [NAME...]     names of programs in accept/
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = ["loops_", "goto_", "break_", "infinite_", "in_loops", "long_running", "await_in_switch",
            "await_in_conditions", "labels_everywhere", "fresh_each_turn", "defer_exits"]
BY_THE_USER = {"into_loop"}  # jumps into its loop: with the way in for resumptions that makes two
SUCCESSOR = re.compile(r"label %([\w.$-]+|\"[^\"]+\")")


def graphs_of(text):
    """{function: {block: [successors]}} of LLVM's assembly; the first block is the entry."""
    graphs, blocks, block, joined = {}, None, None, ""
    for line in text.splitlines():
        if match := re.match(r"define .*@([\w.$]+)\(", line):
            blocks = graphs[match[1]] = {"entry": []}
            block = "entry"
        elif line.startswith("}"):
            blocks = None
        elif blocks is not None and (match := re.match(r"([\w.$-]+|\"[^\"]+\"):", line)):
            block = match[1]
            if block != "entry":
                blocks[block] = []
        elif blocks is not None:
            joined += line
            if "[" in joined and "]" not in joined and "switch" in joined:
                continue
            if re.match(r"\s*(br|switch|indirectbr) ", joined):
                blocks[block] = SUCCESSOR.findall(joined)
            joined = ""
    return graphs


def order_of(graph):
    """The blocks that can be reached, each after those that it leads to (but for edges back)."""
    order, seen, stack = [], {"entry"}, [("entry", iter(graph["entry"]))]
    while stack:
        block, successors = stack[-1]
        following = next((to for to in successors if to not in seen), None)
        if following is None:
            order.append(block)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(graph[following])))
    return order


def is_reducible(graph):
    order = order_of(graph)
    number = {block: index for index, block in enumerate(order)}
    before = {block: [] for block in order}
    for block in order:
        for to in graph[block]:
            before[to].append(block)
    dominator, changed = {"entry": "entry"}, True
    while changed:
        changed = False
        for block in reversed(order[:-1]):
            known = [other for other in before[block] if other in dominator]
            best = known[0]
            for other in known[1:]:
                while best != other:
                    if number[best] < number[other]:
                        best = dominator[best]
                    else:
                        other = dominator[other]
            if dominator.get(block) != best:
                dominator[block], changed = best, True

    def dominates(above, block):
        while block != above and block != "entry":
            block = dominator[block]
        return block == above

    # In a depth-first order the edges back are those to a block that ends later.
    return all(number[to] < number[block] or dominates(to, block)
               for block in order for to in graph[block])


def compile_graphs(command, work, name):
    out = work / f"{name}.ll"
    done = subprocess.run([*command, "-o", out], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stdout)
    return graphs_of(out.read_text())


def check(wokcc, source, work):
    flags = ["-std=gnu11", "-O0", "-w", "-S", "-emit-llvm"]
    machines = compile_graphs([wokcc, "--backend=fast", "clang", *flags, source], work, "machine")
    erased = work / "erased.c"
    subprocess.run([wokcc, "--erase", "clang", "-std=gnu11", source, "-o", erased], check=True)
    plain = compile_graphs(["clang", *flags, erased], work, "erased")
    found = []
    for name, graph in machines.items():
        match = re.match(r"wok__resume_(\w+)$", name)
        if not match or match[1] in BY_THE_USER or is_reducible(graph):
            continue
        user = plain.get(match[1])
        if user is None or is_reducible(user):
            found.append(match[1])
    machine_count = sum(name.startswith("wok__resume_") for name in machines)
    return machine_count, found


def self_check():
    """The method must tell a loop with two entries from one with one."""
    one = {"entry": ["head"], "head": ["body", "end"], "body": ["head"], "end": []}
    two = {**one, "entry": ["head", "body"]}
    assert is_reducible(one) and not is_reducible(two)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", type=pathlib.Path, default=HERE.parent.parent / "build/bin/wokcc")
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    self_check()
    names = chosen.names or PROGRAMS
    sources = [path for path in sorted((HERE / "accept").glob("*.c"))
               if any(name in path.name for name in names)]
    count, bad = 0, 0
    with tempfile.TemporaryDirectory(prefix="wok-reducible-") as work:
        for source in sources:
            machines, found = check(chosen.wokcc.resolve(), source, pathlib.Path(work))
            count += machines
            for function in found:
                bad += 1
                print(f"{source.name}: {function} has a loop with two entries")
    print(f"{count} machines of {len(sources)} programs, {bad} with a loop that is jumped into")
    return 1 if bad or not count else 0


if __name__ == "__main__":
    sys.exit(main())
