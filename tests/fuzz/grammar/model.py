"""The shared vocabulary: types, texts in two forms, variables and functions."""

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

HEAD = """\
#include "fuzz.h"
enum colour { RED, GREEN, BLUE };
struct pair { u first; unsigned char second; };
struct bits { u low : 5, high : 11; int sign : 9; unsigned short rest; };
struct wide { unsigned long head; u cells[3]; short tail; };
struct nest { struct pair pair; double real; _Bool flag; };
struct odd { unsigned char bytes[7]; };
struct deep { struct nest nest; struct pair pairs[2]; };
static u global_one = 17, global_many[4] = {3, 1, 4, 1};
static struct bits global_bits = {.low = 3, .sign = -5};
""" + f"typedef {both('async ')}u operation(u, u);\nstruct vtable {{ u spare; {both('async ')}u (*run)(u, u); }};\n"

MAIN = both("""
async int main(void) {
    u result;
    switch (fuzz_way()) {
    case 0:
        trace(0, await program());
        break;
    case 1: {
        task(u) running = spawn(program());
        await reached();
        (void)await wok_cancel(running);
        break;
    }
    case 2:
        race {
            when (result = await program()) { trace(0, result); }
            when (await reached()) { }
        }
        break;
    default:
        wok_detach(spawn(program()));
        await reached();
    }
    return 0;
}
""")


class Variable:
    """Something readable: `text` is an lvalue (with {} for an index), `base` what it is part of."""

    def __init__(self, text, kind, base, name, constant=False, size=0, narrow="{}"):
        self.text, self.kind, self.base, self.name = text, kind, base, name
        self.constant, self.size, self.narrow = constant, size, narrow


class Function:
    def __init__(self, name, result, parameters, pure):
        self.name, self.result, self.parameters, self.pure = name, result, parameters, pure
        self.cost = 1
        self.ready = False
        self.depth_first = False    # its first parameter bounds its recursion
