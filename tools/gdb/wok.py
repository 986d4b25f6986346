"""
gdb commands that show the tasks of a program with wok, live or in a core file:

    wok tasks            each task's async backtrace, with the variables alive at each await
    async-bt [TASK]      the same of one task, by its address (default: all)

They need no debug information: what they read are the state tables that wokcc wrote into the section
wok_states, reached through each frame's descriptor (<wok/generated.h>), and the slabs that tasks live
in (runtime/task/slab.h, task.h). The figures below are those headers'.

A value is what the frame holds: the truth of a suspended function. A task inside a poll at this moment
shows where it was last suspended.
"""

import re
import struct

import gdb

SLAB_SIZE = 64 * 1024
SLAB_HEADER, REGION_HEADER = 64, 128            # slab.c
TASK_PREFIX = 64                                # task.h: the future stands behind the handle
FINISHED = 0xffff                               # a frame's state
EMBEDDED, CALL, BOX, BLOCK, MERGED, BRANCH = 1, 3, 7, 8, 9, 10      # enum wok_suspension_kind
KINDS = {1: "embedded", 2: "leaf", 3: "call", 4: "task", 5: "join", 6: "race", 7: "box", 8: "block", 9: "merged"}
FRAMES_MAX = 100000


class Unreadable(Exception):
    """The memory is not there, or does not hold what it should."""


def read(address, size):
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    except (gdb.MemoryError, OverflowError) as error:
        raise Unreadable(hex(address)) from error


def words(address, layout):
    return struct.unpack("<" + layout, read(address, struct.calcsize("<" + layout)))


def text(address):
    if not address:
        return ""
    out = b""
    while b"\0" not in out and len(out) < 4096:
        size = 64 - address % 64                # never across a page that may not be there
        out += read(address, size)
        address += size
    return out.partition(b"\0")[0].decode(errors="replace")


class Descriptor:
    """struct wok_future_type."""

    def __init__(self, address):
        self.address = address
        self.abi, self.flags, name, self.size, self.align, _, _ = words(address, "IIQIIII")
        self.name = text(name)
        self.table = Table(self.name, words(address + 56, "Q")[0])
        self.is_named = bool(self.flags & 16)   # future.h: a copy of the type, with the task's own name
        if not (self.is_named and self.name.isprintable() or re.fullmatch(r"[A-Za-z_]\w*", self.name)) or self.abi > 1000 or self.align & (self.align - 1):
            raise Unreadable(f"no descriptor at {address:#x}")


class Table:
    """The state table of a function: struct wok_suspension, up to the one of state 0."""

    def __init__(self, name, points):
        self.name, self.points = name, points

    def point(self, state):
        """The entry of a state; the last one (state 0) names the function."""
        address = self.points
        while address:
            point = Point(address)
            if point.state == state or point.state == 0:
                return point
            address += 48
        return None


class Point:
    """struct wok_suspension."""

    def __init__(self, address):
        self.state, self.kind, self.line, self.child_offset, _, file, child, self.values, self.callee = \
            words(address, "HHIiIQQQQ")
        self.address = address
        self.file, self.child = text(file), text(child)

    def branches(self):
        """Of a join or race: notes of its branches, which stand behind it."""
        address = self.address + 48
        while self.state:
            note = Point(address)
            if note.state != self.state or note.kind != BRANCH:
                return
            yield note
            address += 48

    def variables(self, frame):
        """Name and printed value of each variable that is alive here: struct wok_live_value."""
        address = self.values
        while address:
            name, offset, size, kind = words(address, "QiII")
            if not name:
                return
            yield text(name), value(frame + offset, size, kind)
            address += 24


def value(address, size, kind):
    if kind in (1, 2) and size in (1, 2, 4, 8, 16):
        return str(int.from_bytes(read(address, size), "little", signed=kind == 1))
    if kind == 3 and size in (4, 8):
        return repr(words(address, "f" if size == 4 else "d")[0])
    if kind == 4:
        target = words(address, "Q")[0]
        return f"{target:#x}{quoted(target)}"
    if kind in (5, 6):
        return f"{'task' if kind == 5 else 'box'} {words(address, 'Q')[0]:#x}"
    data = read(address, min(size, 64))
    return f"{{{data.hex(' ')}{' …' if size > 64 else ''}}}"


def quoted(address):
    """What a pointer points to, if that looks like a text."""
    try:
        target = text(address)[:60] if address else ""
    except Unreadable:
        return ""
    return f' "{target}"' if target and target.isprintable() else ""


def with_header(frame):
    """(table, frame, state) of a compiled function's frame, or None when it has finished."""
    state = words(frame + 12, "H")[0]
    return None if state == FINISHED else (Descriptor(words(frame, "Q")[0]).table, frame, state)


def merged(frame, point):
    """The same of one without a header: the last entry of its table says where its state is."""
    table = Table(point.child, point.callee)
    last = table.point(0)
    state = int.from_bytes(read(frame + last.child_offset, last.kind), "little")
    return None if state == (1 << 8 * last.kind) - 1 else (table, frame, state)


def awaited(frame, point):
    """(table, frame, state) of what is awaited at a point, or None when it is no compiled function."""
    place = frame + point.child_offset
    try:
        if point.kind == MERGED and point.callee:
            return merged(place, point)
        if point.kind == EMBEDDED:
            return with_header(place)
        if point.kind == BLOCK:                 # the strand stands before it
            return with_header(place + 16)
        called = words(place, "Q")[0] if point.kind in (CALL, BOX) else 0
        return with_header(called + (48 if point.kind == BOX else 0)) if called else None
    except Unreadable:
        return None


def frames(found):
    """(table, frame, point) from the outermost frame to the innermost."""
    for _ in range(FRAMES_MAX):
        table, frame, state = found
        point = table.point(state)
        yield table, frame, point
        found = awaited(frame, point) if point and state not in (0, FINISHED) else None
        if not found:
            return


def show_frames(chain, indent):
    """Innermost first; before a join or race what its branches wait for."""
    _, frame, point = chain[-1]
    for number, note in enumerate(point.branches() if point else (), 1):
        place = frame + note.child_offset
        branch = merged(place, note) if note.callee else with_header(place)
        if branch:
            print(f"{indent}branch {number}:")
            show_frames(list(frames(branch)), indent + "  ")
    for number, (table, frame, point) in enumerate(reversed(chain)):
        where = f" at {point.file}:{point.line}" if point else ""
        waits = f", waits for {point.child or KINDS.get(point.kind, 'something')}" if point and point.state else ""
        print(f"{indent}#{number} {table.name}{where}{waits}")
        for name, shown in point.variables(frame) if point and point.state else ():
            print(f"{indent}     {name} = {shown}")


def show(task, descriptor):
    print(f"task {task:#x}  {descriptor.name}")
    root = task + TASK_PREFIX
    table = descriptor.table
    if descriptor.is_named and table.points:
        table = Descriptor(words(root, "Q")[0]).table
    show_frames(list(frames((table, root, words(root + 12, "H")[0]))), "  ")


def segments():
    """Begin and end of the writable memory, of a process or of a core file."""
    found = []
    try:
        for line in gdb.execute("info proc mappings", to_string=True).splitlines():
            match = re.match(r"\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+\S+\s+\S+\s+(rw|$)", line)
            if match:
                found.append((int(match[1], 16), int(match[2], 16)))
    except gdb.error:
        pass
    for line in gdb.execute("maintenance info sections", to_string=True).splitlines():
        match = re.search(r"0x([0-9a-f]+)->0x([0-9a-f]+) at .*\bload\d+\w* .*HAS_CONTENTS", line)
        if match and "READONLY" not in line:
            found.append((int(match[1], 16), int(match[2], 16)))
    return sorted(set(found))


def slab(address):
    """(block size, first block, blocks that were ever used) if a slab of tasks begins here, else None."""
    heap, block_size, size_class, kind, count, begun, region = words(address, "QIHHIIQ")
    is_first = region == address
    header = REGION_HEADER if is_first else SLAB_HEADER
    is_slab = heap and kind == 0 and block_size >= 64 and block_size % 16 == 0 and begun <= count \
        and region <= address and region % SLAB_SIZE == 0 and address - region < 16 * SLAB_SIZE and count \
        and (size_class == 0xffff or count == (SLAB_SIZE - header) // block_size)
    return (block_size, address + header, begun) if is_slab else None


def tasks():
    """(address, descriptor) of every task that lives; a free block's first word is zero."""
    for begin, end in segments():
        for address in range(-(-begin // SLAB_SIZE) * SLAB_SIZE, end, SLAB_SIZE):
            try:
                found = slab(address)
            except Unreadable:
                continue
            for index in range(found[2] if found else 0):
                block = found[1] + index * found[0]
                try:
                    word, kind = words(block, "QQ")
                    if word and words(block + TASK_PREFIX + 12, "H")[0] != FINISHED:
                        yield block, Descriptor(kind)
                except Unreadable:
                    continue


class Wok(gdb.Command):
    """Commands for programs with wok: wok tasks."""

    def __init__(self):
        super().__init__("wok", gdb.COMMAND_STACK, prefix=True)


class WokTasks(gdb.Command):
    """wok tasks: the async backtrace of each task, with the variables alive at each await."""

    def __init__(self):
        super().__init__("wok tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        count = 0
        for task, descriptor in tasks():
            show(task, descriptor)
            count += 1
        print(f"{count} task{'' if count == 1 else 's'}")


class AsyncBacktrace(gdb.Command):
    """async-bt [TASK]: the async backtrace of a task, innermost function first; of all without TASK."""

    def __init__(self):
        super().__init__("async-bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if not argument:
            gdb.execute("wok tasks")
            return
        task = int(gdb.parse_and_eval(argument))
        show(task, Descriptor(words(task + 8, "Q")[0]))


Wok()
WokTasks()
AsyncBacktrace()
