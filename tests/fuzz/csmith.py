"""
Csmith's programs, made async: every function of its own becomes async, every call of one an await,
and further awaits of maybe() stand between statements, in conditions, in returned values and around
constants. Csmith's layout is regular enough to do that line by line; its safe arithmetic stays, and
its programs do not depend on the order of evaluation.
"""

import functools
import pathlib
import random
import re
import shutil
import subprocess

from grammar import AWAIT, both

INCLUDE = pathlib.Path("/usr/include/csmith")
OPTIONS = ["--concise", "--no-packed-struct", "--max-funcs", "6", "--max-block-depth", "3", "--max-block-size", "4",
           "--max-expr-complexity", "6", "--max-array-len-per-dim", "5", "--no-argc"]
CALL = re.compile(r"\bfunc_\d+\(")
SIGNATURE = re.compile(r"^(inline )?(static|const) .*\bfunc_\d+\(.*\);?$")
CONSTANT = re.compile(r"(?<![\w.\[])((?:0x)?[0-9A-F]+U?L{0,2})(?![\w.\]])")
STATEMENT = re.compile(r"^ +(?:if \(|for \(|return |[\w*(&+-][^=;]* (?:[|&^+-]?=) |.*\bfunc_\d+\()")


@functools.cache
def missing():
    """Why there are no Csmith programs on this machine, or None."""
    if not shutil.which("csmith"):
        return "csmith is not installed"
    if not (INCLUDE / "csmith.h").exists():
        return f"there is no {INCLUDE}/csmith.h (Debian: libcsmith-dev)"
    return None


def side(text, is_async):
    return re.sub("\x01([^\x01\x02\x03]*)\x02([^\x01\x02\x03]*)\x03", lambda m: m[1 if is_async else 2], text)


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.awaits = 0

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def maybe(self):
        self.awaits += 1
        return f"{AWAIT}maybe({self.random.randrange(9)})"

    def call(self, match):
        self.awaits += 1
        return AWAIT + match[0]

    def constant(self, match):
        return f"({self.maybe()}, {match[1]})" if self.chance(8) else match[0]

    def statement(self, line, before):
        """A line of a function body, with awaits in it."""
        is_declaration = re.match(r"^ +(?:const |volatile |static |register )*(?:u?int\d+_t|int|struct|union|float)\b", line)
        line = CALL.sub(self.call, line)
        if is_declaration:
            return line
        indent = re.match(" *", line)[0]
        if not line.strip().startswith("lbl_"):
            line = CONSTANT.sub(self.constant, line)
        line = re.sub(r"^( +)return (.*);$",
                      lambda m: f"{m[1]}return ({self.maybe()}, {m[2]});" if self.chance(30) else m[0], line)
        line = re.sub(r"^( +)if \((.*)\)$",
                      lambda m: f"{m[1]}if (({self.maybe()}, {m[2]}))" if self.chance(30) else m[0], line)
        if self.chance(25) and STATEMENT.match(line) and before[-1:] in ";{}:":
            line = f"{indent}(void){self.maybe()};\n{line}"
        return line

    def program(self, text):
        out, inside = [], False
        for line in text.splitlines():
            if line.startswith("int main"):
                out.append("static " + both("async ") + "u once(void)")
                inside = True
            elif SIGNATURE.match(line):
                out.append(re.sub(r"\bstatic\b", "static" + both(" async"), line, 1))
            elif line.startswith("{"):
                inside = True
                out.append(line)
            elif line.startswith("}"):
                inside = False
                out.append(line)
            elif "platform_main_end" in line:
                out.append("    trace(1, (u)crc32_context);")
            elif "platform_main_begin" in line or "print_hash_value = " in line and "int" not in line:
                out.append("")
            elif inside and not line.lstrip().startswith(("transparent_crc", "for (i", "int i", "/*", "//")):
                out.append(self.statement(line, out[-1].rstrip()))
            else:
                out.append(line)
        return "\n".join(line for line in out if not line.startswith("#include")) + "\n" + AGAIN


AGAIN = both("async ") + f"""u program(void) {{
    u value = 0;
    do
        value = mix(value, {AWAIT}once());
    while (({AWAIT}maybe(1), again()));
    return trace(2, value);
}}
"""

HEAD = f'#include "fuzz.h"\n#include "{INCLUDE}/csmith.h"\n'

# The names at file scope.
FILE_SCOPE = re.compile(r"\b(func_\d+|g_\d+|S\d+|U\d+|__undefined|once|program)\b")


def make(seed):
    """The plain text, the async text, and how many awaits there are; None where Csmith has none."""
    if missing():
        return None
    try:
        done = subprocess.run(["csmith", "--seed", str(seed), *OPTIONS], capture_output=True, text=True, timeout=20,
                              check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode or "func_1" not in done.stdout:
        return None
    maker = Maker(seed)
    text = maker.program(done.stdout)
    text = FILE_SCOPE.sub(rf"\1_{seed}", text)
    return side(text, False), side(text, True), maker.awaits
