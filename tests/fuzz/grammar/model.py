"""The shared vocabulary: types, texts in two forms, variables and functions."""

import re

GLOBALS = "globals"     # in a set of reads or writes: direct use of a file-scope variable
CALLS = "calls"         # … and a call of what uses file-scope variables

COST_MAX = 1500         # steps of one function, callees included


def both(async_text, plain_text=""):
    return f"\x01{async_text}\x02{plain_text}\x03"


AWAIT = both("await ")

# type, does `+=` stay defined, how a stored value is narrowed first
SCALARS = {
    "u": (True, "{}"), "unsigned char": (True, "{}"), "unsigned short": (True, "{}"),
    "unsigned long": (True, "{}"), "int": (False, "(int)({} >> 1)"), "short": (False, "(short)({} & 0x7fff)"),
    "signed char": (False, "(signed char)({} & 0x7f)"), "long": (False, "(long)({})"),
    "_Bool": (False, "{}"), "double": (False, "{}"), "float": (False, "({} & 0xffffu)"),
    "long long": (False, "({} - 7ll)"), "enum colour": (False, "(enum colour)({} % 3u)"),
}

STRUCTS = {
    "struct pair": [("first", "u"), ("second", "unsigned char")],
    "struct bits": [("low", "u", 5), ("high", "u", 11), ("sign", "int", 9), ("rest", "unsigned short")],
    "struct wide": [("head", "unsigned long"), ("cells", "u", [3]), ("tail", "short")],
    "struct nest": [("pair", "struct pair"), ("real", "double"), ("flag", "_Bool")],
    "struct odd": [("bytes", "unsigned char", [7])],
    "struct deep": [("nest", "struct nest"), ("pairs", "struct pair", [2])],
}

# Once in a file, whatever the number of programs in it.
HEAD = """\
#include "fuzz.h"
enum colour { RED, GREEN, BLUE };
struct pair { u first; unsigned char second; };
struct bits { u low : 5, high : 11; int sign : 9; unsigned short rest; };
struct wide { unsigned long head; u cells[3]; short tail; };
struct nest { struct pair pair; double real; _Bool flag; };
struct odd { unsigned char bytes[7]; };
struct deep { struct nest nest; struct pair pairs[2]; };
""" + f"typedef {both('async ')}u operation(u, u);\nstruct vtable {{ u spare; {both('async ')}u (*run)(u, u); }};\n"

# Of each program: where its globals are, and how the other file names them.
STATICS = """\
{0}u global_one = 17, global_many[4] = {{3, 1, 4, 1}};
{0}struct bits global_bits = {{.low = 3, .sign = -5}};
"""
EXTERNS = "extern u global_one, global_many[4];\nextern struct bits global_bits;\n"

# The names at file scope; a program in a batch has its number at each of them.
FILE_SCOPE = re.compile(r"\b(fun_once|fun\d+|rec\d+|table\d+|global_one|global_many|global_bits|program)\b")


# What the grammar knows: each of these has to be generated in a complete run.
CONSTRUCTS = frozenset("""
    &&; await in &&; ||; await in ||; ?:; await in ?:; GNU ?:; await in GNU ?:; ?: of structs; comma; await in a
    comma; unary operator; ordered operands; await in both operands; subscript; await in subscript; call in subscript; assignment;
    await in an assignment; assignment inside an expression; struct assignment; statement expression; await in a
    statement expression; jump out of a statement expression; await of a leaf; await of a call; await of a
    struct; member of an awaited struct; await as a statement; await through a pointer; await through a local
    pointer; await in an argument; ordered arguments; await in an argument of a plain call; address of a local
    as argument; pointer to a struct as argument; recursion; mutual recursion; table of async functions;
    function in another file; local async pointer; typedef of an async function; async pointer in a struct;
    const local; volatile local; register local; _Alignas local; _Atomic local; shadowing; several declarators;
    await in a scalar initialiser; await in an array initialiser; array designator; struct local; await in a
    struct initialiser; await in an initialiser list; await in a designated initialiser; compound literal;
    pointer to a compound literal; await in a compound literal that is pointed to; union local; local type;
    local static; pointer to a local; pointer to a struct local; if; await in an if; while; await in while;
    await in a for initialiser; await in a for condition; await in a for step; do; await in do; await in switch;
    case inside a nested statement; fall through; switch into a loop; break; continue; return; await in return;
    goto; goto forwards; goto backwards; goto into a loop; defer; cleanup attribute; acquire and release; cold
    future; cold future moved; await in an argument of a cold future; boxed future; boxed future moved; await in
    an argument of a boxed future; task; task moved; await in an argument of a task; wok_join; join; statements
    in a join branch; race; value kept by an arm that loses; async block; await in an async block; async_move block
""".replace("\n    ", " ").strip().split("; "))


class Variable:
    """Something readable: `text` is an lvalue (with {} for an index), `base` what it is part of."""

    def __init__(self, text, kind, base, name, constant=False, size=0, narrow="{}"):
        self.text, self.kind, self.base, self.name = text, kind, base, name
        self.constant, self.size, self.narrow = constant, size, narrow


class Function:
    def __init__(self, name, result, parameters, pure):
        self.name, self.result, self.parameters, self.pure = name, result, parameters, pure
        self.is_far = False         # defined in the other file
        self.cost = 1
        self.ready = False
        self.depth_first = False    # its first parameter bounds its recursion
