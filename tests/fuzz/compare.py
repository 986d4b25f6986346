"""Where the forms of a program differ, and what to tell people about it."""

import re


def is_whole(lines):
    return lines is not None and not any("CRASH" in line or "HANG" in line for line in lines)


def comparable(line, exact):
    """What has to be equal. How often it suspended only where the same suspensions are made."""
    words = line.split()
    if len(words) > 1 and words[1] == "end" and not exact:
        words = words[:-1]
    return words


def difference(plain, other, exact, form):
    """The first difference of what two forms of a program showed, or None."""
    if not is_whole(other):
        return f"{form} did not end: {' / '.join((other or ['nothing'])[-3:])}"
    for line in other:
        words = line.split()
        if words[1] == "left":
            return f"{form}: {line}"
        if words[1] == "cancelled" and words[-1] != "0":
            return f"{form}: {words[-1]} of {words[2]} cancelled runs left something acquired, a task, or the order"
    expected = [line for line in plain if form != "erased" or " cancelled " not in line]
    got = [line for line in other if exact or " cancelled " not in line]
    for one, two in zip(expected, got):
        if comparable(one, exact) != comparable(two, exact):
            return f"plain: {one}\n{form}: {two}"
    return None if len(expected) == len(got) else f"{form}: {len(got)} lines for {len(expected)}"


def suspensions(lines, schedule="pending"):
    for line in lines:
        words = line.split()
        if words[:2] == [schedule, "end"]:
            return int(words[-1])
    return 0


def cancelled_runs(lines):
    return sum(int(line.split()[2]) for line in lines if " cancelled " in line)


def first_trace_difference(rig, plain, other, seed, form, line):
    """Which event differs, in the run that the line speaks of."""
    schedule = line.split()[0]
    arguments = ["--only", seed, "--schedule", schedule]
    if " cancelled " in line:
        every = [rig.execute(program, "--only", seed, "--every")[1].splitlines() for program in (plain, other)]
        at = next((re.search(r" (\S+) at (\d+) by (\w+)", one) for one, two in zip(*every) if one != two
                   and " at " in one), None)
        if not at:
            return "no cancelled run of its own differs"
        arguments = ["--only", seed, "--schedule", at[1], "--cancel", at[2], "--way", at[3]]
    traces = [rig.execute(program, *arguments, FUZZ_TRACE="1")[1].splitlines() for program in (plain, other)]
    text = " ".join(map(str, arguments[2:]))
    for number, (one, two) in enumerate(zip(*traces)):
        if one != two:
            return f"{text}: trace line {number + 1}: plain {one!r}, {form} {two!r}"
    return f"{text}: traces of {len(traces[0])} lines (plain) and {len(traces[1])} ({form})"
