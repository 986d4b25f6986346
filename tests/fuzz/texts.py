"""
Texts that nobody would write: files of the accept corpus and generated programs, cut off, with tokens
taken out, doubled or exchanged, with bytes of chance in them, or nested deeply. wokcc may refuse each
with an error, but must not crash, hang, or have undefined behaviour (give it a wokcc built with the
sanitizers); and what it accepts has to compile.
"""

import pathlib
import random
import re

import grammar
from rig import HERE, Failure, run

CORPUS = HERE.parents[0] / "compiler/accept"
LIMIT_S = 60
TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|[A-Za-z_]\w*|\d\w*|\s+|[-+*/%&|^<>=!]=|&&|\|\||->|\+\+|--|\?:|.', re.S)
SANITIZED = {"ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
WORDS = ("async", "await", "spawn(", "task(int)", "join(", "race {", "when (", "defer", "auto", "cold(", "box(",
         "future(int)", "(", ")", "{", "}", "({", "})", ";", ",", "?", ":", "?:", "&&", "case 1:", "default:", "for",
         "while (", "do", "switch (", "goto", "return", "break;", "struct", "static", "typedef", "=", "*", "[", "]",
         "__attribute__((cleanup(f)))", "#pragma wok words all\n", "_Generic(", "sizeof", "\\", "'", "\"", "/*")



def seeds_of_corpus():
    return sorted(CORPUS.glob("*.c"))


def cut(chosen, text):
    return text[:chosen.randrange(len(text))]


def without_tokens(chosen, text):
    tokens = TOKEN.findall(text)
    for _ in range(chosen.randrange(1, 4)):
        del tokens[chosen.randrange(len(tokens))]
    return "".join(tokens)


def other_tokens(chosen, text):
    tokens = TOKEN.findall(text)
    for _ in range(chosen.randrange(1, 4)):
        place = chosen.randrange(len(tokens))
        roll = chosen.randrange(4)
        if roll == 0:
            tokens.insert(place, f" {chosen.choice(WORDS)} ")
        elif roll == 1:
            tokens.insert(place, tokens[place])
        elif roll == 2:
            other = chosen.randrange(len(tokens))
            tokens[place], tokens[other] = tokens[other], tokens[place]
        else:
            tokens[place] = f" {chosen.choice(WORDS)} "
    return "".join(tokens)


def spliced(chosen, text):
    """A piece of the text again somewhere else."""
    tokens = TOKEN.findall(text)
    start, place = chosen.randrange(len(tokens)), chosen.randrange(len(tokens))
    return "".join(tokens[:place] + tokens[start:start + chosen.randrange(1, 30)] + tokens[place:])


def other_bytes(chosen, text):
    data = bytearray(text.encode())
    for _ in range(chosen.randrange(1, 6)):
        data[chosen.randrange(len(data))] = chosen.randrange(256)
    return bytes(data).decode("latin-1")


def nested(chosen, text):
    """Deep nesting of one construct inside an async function."""
    depth = chosen.choice([10, 100, 300, 3000, 30000, 100000])
    opening, closing = chosen.choice([("(", ")"), ("{", "}"), ("({", ";})"), ("if (1) {", "}"), ("x = (", ")"),
                                      ("1 + (await f(", "))"), ("!", ""), ("*&", ""), ("a ? b : (", ")"),
                                      ("while (1) {", "}"), ("switch (1) { case 1:", "}"), ("{ defer ;", "}"),
                                      ("join(", ")"), ("race { when (await f(1)) {", "}}")])
    body = opening * depth + "1" + closing * depth
    return f"#include <wok/task.h>\nstatic async int f(int a) {{ int x, b = 1; await wok_yield(); {body}; return a; }}\n"


WAYS = (cut, without_tokens, other_tokens, other_tokens, spliced, other_bytes, nested)


def make(seed):
    chosen = random.Random(seed)
    files = seeds_of_corpus()
    if chosen.randrange(10) < 7:
        text = chosen.choice(files).read_text()
        # The directives of the corpus stay whole: a file without the pragma is none of wokcc's.
        head = "#include <wok/wok.h>\n" if chosen.randrange(2) else ""
    else:
        text, head = "".join(grammar.Program(seed, size=1).texts(True)), grammar.head(True)
    return head + chosen.choice(WAYS)(chosen, text)


def cut_everywhere(seed):
    """Cut number `seed`: each file of the corpus, from the shortest on, ends at each of its bytes."""
    for path in sorted(seeds_of_corpus(), key=lambda path: (path.stat().st_size, path.name)):
        data = path.read_bytes()
        if seed < len(data):
            return data[:seed]
        seed -= len(data)
    return b""


def check(rig, seed, wokcc, everywhere=False):
    source, made = rig.file("text.c"), rig.file("text.o")
    source.write_bytes(cut_everywhere(seed) if everywhere else make(seed).encode("latin-1", errors="replace"))
    made.unlink(missing_ok=True)
    status, output = run([wokcc, "gcc", "-std=gnu11", "-w", f"-I{HERE}", f"-I{rig.include}", "-O0", "-c", source,
                          "-o", made], LIMIT_S, **SANITIZED)
    if status == "hang":
        raise Failure(f"ERROR hang of wokcc: {output[-500:]}")
    if isinstance(status, int) and status < 0 or "Sanitizer" in output or "runtime error" in output:
        where = re.search(r"(ERROR: .*|.*runtime error.*|SUMMARY.*)", output)
        frames = "\n".join(re.findall(r"    #\d.* in .*", output)[:12])
        raise Failure(f"ERROR crash: status {status} {where[0] if where else output[-500:]}\n{frames}")
    if status == 0:
        return "accepted" if made.exists() else "without output"
    # Refused by wokcc (its errors carry codes) or by the compiler, which may only have to be asked
    # where wokcc itself had nothing to say about the file.
    if re.search(r"error\[E\d+\]|wokcc: ", output):
        return "refused"
    direct, _ = run(["gcc", "-std=gnu11", "-w", f"-I{HERE}", f"-I{rig.include}", "-fsyntax-only", source], LIMIT_S)
    if direct == 0:
        raise Failure(f"accepted by wokcc, but gcc refuses what it wrote:\n{output[:1500]}")
    return "refused by the compiler"
