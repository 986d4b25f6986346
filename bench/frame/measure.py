"""The rounds: every program of every peer once a round, peers beside each other in time.

A machine's speed drifts; what is compared is measured a second apart, not minutes. The order of the
peers turns by one each round, so that none is always the one after the heaviest.
"""
import os
import re
import signal
import subprocess

from . import serve

TIMEOUT_S = 120
LINE = re.compile(r"([\w.-]+/[\w.-]+)/([\w.-]+) (-?[\d.]+(?:e[+-]?\d+)?) (\S+)")


class ProgramFailed(Exception):
    pass


def parse(text):
    """`group/figure/peer value unit` lines as [(figure, peer, value, unit)]; refuses other lines."""
    values = []
    for line in text.splitlines():
        found = LINE.fullmatch(line.strip())
        if not found:
            raise ProgramFailed(f"printed something else than a figure: {line[:80]!r}")
        values.append((found[1], found[2], float(found[3]), found[4]))
    return values


def _why(code, errors):
    reason = f"ended by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
    return f"{reason}: {errors.strip().splitlines()[-1][:200]}" if errors.strip() else reason


def _run_program(command, environment):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S,
                              env=os.environ | environment, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProgramFailed(str(error)) from error
    if done.returncode:
        raise ProgramFailed(_why(done.returncode, done.stderr))
    return done.stdout.splitlines()


class Rounds:
    """Collects values[figure][peer] = [one a round]; failures[(program, peer)] = why."""

    def __init__(self, plan, figures, toolchains, client, show):
        self.plan, self.figures = plan, figures
        self.toolchains = toolchains  # those that are here, by name
        self.client, self.show = client, show
        self.values = {figure.name: {} for figure in figures}
        self.failures = {}
        self.tool = serve.counting_tool() if self._serves() else None

    def _serves(self):
        return any(figure.program and figure.program.connections for figure in self.figures)

    def _programs(self):
        """Each program once, with the peers of all figures it yields."""
        programs = {}
        for figure in self.figures:
            if figure.program:
                peers = programs.setdefault(figure.program, [])
                peers += [peer for peer in figure.peers if peer not in peers]
        return {program: [self.plan.peers[name] for name in names
                          if self.plan.peers[name].toolchain in self.toolchains]
                for program, names in programs.items()}

    def run(self, rounds):
        programs = self._programs()
        for number in range(rounds):
            for program, peers in programs.items():
                turned = peers[number % len(peers):] + peers[:number % len(peers)] if peers else []
                for peer in turned:
                    if (program, peer.name) not in self.failures:
                        self._measure(number, program, peer)
            self._derive()

    def _measure(self, number, program, peer):
        toolchain = self.toolchains[peer.toolchain]
        command = toolchain.command(peer, program.started())
        environment = toolchain.environment(peer)
        self.show(number, program, peer, None)
        try:
            if program.connections:
                lines = serve.measure(self.client, command, environment, peer, program, self.tool)
            else:
                lines = _run_program(command, environment)
            taken = parse("\n".join(lines))
            self._take(program, peer, taken)
            self.show(number, program, peer, taken)
        except (ProgramFailed, serve.ServeError, OSError, subprocess.SubprocessError) as error:
            self.failures[program, peer.name] = str(error)
            self.show(number, program, peer, [])

    def _take(self, program, peer, taken):
        figures = {figure.name: figure for figure in self.figures}
        yielded = 0
        for name, printed_for, value, unit in taken:
            figure = figures.get(name)
            if printed_for != peer.name:
                raise ProgramFailed(f"printed a figure for {printed_for}")
            if not figure or peer.name not in figure.peers:
                continue  # of a group or a peer that was not asked for
            if unit != figure.unit:
                raise ProgramFailed(f"printed {name} in {unit}, the plan says {figure.unit}")
            self.values[name].setdefault(peer.name, []).append(value)
            yielded += 1
        if not yielded:
            raise ProgramFailed(f"`{program}` yielded none of its figures")

    def _derive(self):
        """Ratios of the same round, so that drift between rounds cancels."""
        for figure in self.figures:
            for peer, operands in (figure.derived or {}).items():
                above, below = (self.values[name].get(of, []) for name, of in
                                (operand.rsplit("/", 1) for operand in operands))
                pairs = [(a, b) for a, b in zip(above, below) if b]
                if pairs:
                    self.values[figure.name][peer] = [a / b for a, b in pairs]
