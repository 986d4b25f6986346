#!/usr/bin/env python3
"""What an editor with clangd says about async C: nothing.

Goal: with the .clangd that `wok lsp-flags` prints, and with nothing else, no file of async C has a
false error, warning or hint. Method: a language server session in a project made for it, in which each
of our programs is opened; clangd's answer must be an empty list. The same with a compile_commands.json
in which wokcc stands before the compiler. That a real mistake is found shows that somebody looks.

usage: editor.py [--clangd PROGRAM] [--wok PATH] [NAME...]
exit status 77: clangd is not installed.
"""

import argparse
import functools
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ANSWER_LIMIT_S = 300
MISTAKE = """#include <wok/wok.h>

async int main(void) {
    int *nothing = await wok_no_such_function(1);
    return nothing;
}
"""


class Session:
    """clangd on the other end of two pipes."""

    def __init__(self, clangd, folder):
        self.process = subprocess.Popen(
            [clangd, "--background-index=false", "--clang-tidy=false", "--log=error", "-j=2"],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.diagnostics, self.arrived = {}, threading.Condition()
        self.send({"id": 1, "method": "initialize",
                   "params": {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}})
        self.send({"method": "initialized", "params": {}})
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        stream = self.process.stdout
        while True:
            length = 0
            while (header := stream.readline().strip()):
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            if not length:
                break
            message = json.loads(stream.read(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                with self.arrived:
                    self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
                    self.arrived.notify_all()
        with self.arrived:
            self.arrived.notify_all()

    def ask(self, path, text):
        """What clangd says of the file, or None: no answer."""
        uri = path.as_uri()
        self.send({"method": "textDocument/didOpen",
                   "params": {"textDocument": {"uri": uri, "languageId": "c", "version": 1,
                                               "text": text}}})
        with self.arrived:
            self.arrived.wait_for(lambda: uri in self.diagnostics or not self.reader.is_alive(),
                                  ANSWER_LIMIT_S)
            answer = self.diagnostics.get(uri)
        self.send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}})
        return answer

    def close(self):
        try:
            self.send({"id": 2, "method": "shutdown"})
            self.send({"method": "exit"})
            self.process.wait(30)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


def shown(diagnostics):
    if diagnostics is None:
        return "no answer"
    return "; ".join(f"{d['range']['start']['line'] + 1}: {d['message'].splitlines()[0]}"
                     for d in diagnostics)


def sources(names):
    """Every program of ours that plain C may see: those that are compiled, and the documentation's."""
    folders = ["examples", "docs/guide/programs", "docs/reference/programs"]
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.c"))]
    paths += [path for path in sorted((ROOT / "tests/compiler/accept").rglob("*.c"))
              if not path.name.startswith("plain_")]
    return [path for path in paths
            if foreign_flags(path) is not None and
            (not names or any(name in str(path) for name in names))]


@functools.cache
def foreign_libraries():
    """Of which examples show a library of somebody else's: its name for pkg-config, by folder."""
    return dict(re.findall(r"^set\(foreign_(\w+) (\S+)\)$", (ROOT / "examples/CMakeLists.txt").read_text(), re.M))


@functools.cache
def foreign_flags(path):
    """The flags of such a library, none for other programs; None if it is not installed."""
    library = foreign_libraries().get(path.parent.name) if "examples" in path.parts else None
    if not library:
        return []
    try:
        done = subprocess.run(["pkg-config", "--cflags", library], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.split()


def flags_of(path):
    found = re.findall(r"^// flags: ?(.*)$", path.read_text(), re.M)
    return " ".join(found).split() + foreign_flags(path)


def check(session, folder, paths):
    bad = 0
    for path in paths:
        copy = folder / path.relative_to(ROOT)
        answer = session.ask(copy, copy.read_text())
        if answer != []:
            bad += 1
            print(f"FAIL {path.relative_to(ROOT)}: {shown(answer)}")
            sys.stdout.flush()
    return bad


def copy_tree(folder, paths):
    for part in {path.parent for path in paths}:
        shutil.copytree(part, folder / part.relative_to(ROOT), dirs_exist_ok=True)


def database(folder, paths):
    """As a build writes it in which wokcc stands before the compiler."""
    commands = [{"directory": str(folder), "file": str(folder / path.relative_to(ROOT)),
                 "arguments": ["/usr/local/bin/wokcc", "gcc", "-Wno-wok-errno", "-std=gnu11", "-Wall",
                               "-Wextra", *flags_of(path), "-c",
                               str(folder / path.relative_to(ROOT)), "-o", "a.o"]}
                for path in paths]
    (folder / "compile_commands.json").write_text(json.dumps(commands))


def run(chosen, paths, with_database):
    with tempfile.TemporaryDirectory(prefix="wok-editor-") as name:
        folder = pathlib.Path(name)
        copy_tree(folder, paths)
        snippet = subprocess.run([chosen.wok, "lsp-flags"], stdout=subprocess.PIPE, text=True,
                                 check=True).stdout
        (folder / ".clangd").write_text(snippet)
        if with_database:
            database(folder, paths)
        session = Session(chosen.clangd, folder)
        try:
            bad = check(session, folder, paths)
            answer = session.ask(folder / "mistake.c", MISTAKE)
            if not answer or "wok_no_such_function" not in shown(answer):
                bad += 1
                print(f"FAIL a real mistake: {shown(answer)}")
        finally:
            session.close()
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clangd", default="clangd-19")
    parser.add_argument("--wok", default=ROOT / "build/bin/wok")
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    if not shutil.which(chosen.clangd):
        print(f"skipped: there is no {chosen.clangd}; packages.txt names its package")
        return 77
    everything = sources(chosen.names)
    # A file that needs flags can only have them from a database.
    bare = [path for path in everything if not flags_of(path)]
    built = [path for path in everything if flags_of(path) or "examples" in path.parts]
    count = len(bare) + len(built)
    bad = run(chosen, bare, with_database=False) + run(chosen, built, with_database=True)
    print(f"editor: {count - bad} of {count} files without a word")
    return 1 if bad or not everything else 0


if __name__ == "__main__":
    sys.exit(main())
