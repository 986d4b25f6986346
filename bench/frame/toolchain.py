"""How each peer's programs are built and started.

A toolchain answers three questions: is it here (and in which version), what is missing if not (and
which command installs it), and which command line measures a program. Programs lie in
BUILD/bench/bin/TOOLCHAIN/; what is newer than its sources is not built again.
"""
import os
import pathlib
import re
import shutil
import subprocess

BENCH = pathlib.Path(__file__).resolve().parent.parent
DEBIAN_CRATES = pathlib.Path("/usr/share/cargo/registry")
C_FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra"]


class Missing(Exception):
    """A toolchain is not here. The message says what; `packages` would bring it."""

    def __init__(self, what, packages=()):
        super().__init__(what)
        self.packages = tuple(packages)


def _run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise Missing(f"`{' '.join(map(str, command[:4]))} …` failed:\n{tail}")
    return done.stdout


def _version(command, pattern=r"\d+(\.\d+)+"):
    found = re.search(pattern, _run(command))
    return found.group(0) if found else "unknown version"


def _newer(target, sources):
    if not target.exists():
        return False
    stamp = target.stat().st_mtime
    return all(source.stat().st_mtime <= stamp for source in sources)


class Toolchain:
    """The base: programs that are executables of their own in BUILD/bench/bin/NAME."""
    name = ""
    subjects = ()

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.folder = self.build / "bench" / "bin" / self.name

    def prepare(self):
        """Build what is needed. Returns the version, raises Missing."""
        raise NotImplementedError

    def program(self, subject):
        return [str(self.folder / subject)]

    def command(self, peer, program):
        return self.program(program.subject) + [program.argument, peer.name, str(peer.workers)]

    def environment(self, _peer):
        return {}

    def _compile(self, compiler, source, target, flags=(), libraries=()):
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _newer(target, [source, BENCH / "figure.h", BENCH / "file_figure.h"]):
            _run([*compiler, str(source), "-o", str(target), *flags, *libraries])


class Wok(Toolchain):
    """Ours: built by CMake's target `bench` with the wokcc of the same build folder."""
    name = "wok"

    def prepare(self):
        compiler = self.build / "bin" / "wokcc"
        if not compiler.exists():
            raise Missing(f"{compiler} is not there; ./dev build makes it")
        _run(["cmake", "--build", str(self.build), "--target", "bench"])
        return _version([str(compiler), "--version"])

    def environment(self, peer):
        return {"WOK_WORKERS": str(peer.workers)} | dict(peer.environment)


class WokWith(Toolchain):
    """Programs of ours that hold their own peer: plain C made by the same compiler."""
    compiler = ""

    def placement(self):
        """The same for both twins: a loop of 35 bytes takes 1.3 or 2 cycles, by where its lines end."""
        if self.compiler == "clang":
            return ["-falign-functions=64"]
        return ["-falign-functions=64", "-falign-loops=64", "-falign-jumps=64", "-falign-labels=32"]

    def prepare(self):
        wokcc, compiler = self.build / "bin" / "wokcc", shutil.which(self.compiler)
        if not wokcc.exists():
            raise Missing(f"{wokcc} is not there; ./dev build makes it")
        if not compiler:
            raise Missing(f"there is no {self.compiler}", [self.compiler])
        source, target = BENCH / "wok" / "loops.c", self.folder / "loops"
        target.parent.mkdir(parents=True, exist_ok=True)
        sources = [source, source.with_suffix(".h"), BENCH / "figure.h", wokcc,
                   self.build / "lib" / "libwok.a"]
        if not _newer(target, sources):
            _run([str(wokcc), compiler, *C_FLAGS, *self.placement(), str(source), "-o", str(target)])
        return _version([compiler, "--version"])

    def environment(self, peer):
        return {"WOK_WORKERS": str(peer.workers)}


class WokGcc(WokWith):
    name, compiler = "wok-gcc", "gcc"


class WokClang(WokWith):
    name, compiler = "wok-clang", "clang"


class C(Toolchain):
    name = "c"

    def prepare(self):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler:
            raise Missing("there is no C compiler", ["gcc", "libc6-dev"])
        for source in sorted((BENCH / "peers" / "c").glob("*.c")):
            self._compile([compiler, *C_FLAGS, "-pthread"], source, self.folder / source.stem)
        self._compile([compiler, *C_FLAGS], BENCH / "peers" / "echo_client.c", self.client())
        return _version([compiler, "-dumpfullversion"], r"[\d.]+")

    def client(self):
        return self.build / "bench" / "bin" / "echo_client"


class Cpp(Toolchain):
    """Coroutines of the language, driven by hand: a floor, like C's."""
    name = "cpp"

    def prepare(self):
        compiler = shutil.which("g++")
        if not compiler:
            raise Missing("there is no C++ compiler", ["g++"])
        for source in sorted((BENCH / "peers" / "cpp").glob("*.cpp")):
            self._compile([compiler, "-std=c++20", "-fcoroutines", "-O2"], source,
                          self.folder / source.stem)
        return _version([compiler, "-dumpfullversion"], r"[\d.]+")


class Libuv(Toolchain):
    name = "libuv"

    def prepare(self):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler or not pathlib.Path("/usr/include/uv.h").exists():
            raise Missing("there is no libuv to compile against", ["libuv1-dev"])
        for source in sorted((BENCH / "peers" / "libuv").glob("*.c")):
            self._compile([compiler, *C_FLAGS], source, self.folder / source.stem,
                          libraries=["-luv"])
        header = pathlib.Path("/usr/include/uv/version.h").read_text()
        return ".".join(re.search(rf"UV_VERSION_{part}\s+(\d+)", header).group(1)
                        for part in ("MAJOR", "MINOR", "PATCH"))


class Asio(Toolchain):
    name = "asio"

    def prepare(self):
        version = pathlib.Path("/usr/include/asio/version.hpp")
        compiler = shutil.which("g++")
        if not compiler or not version.exists():
            raise Missing("there is no Asio to compile against", ["libasio-dev", "g++"])
        self._compile([compiler, "-std=c++20", "-fcoroutines", "-O2"],
                      BENCH / "peers" / "asio" / "echo.cpp", self.folder / "echo",
                      libraries=["-pthread"])
        number = int(re.search(r"ASIO_VERSION (\d+)", version.read_text()).group(1))
        return f"{number // 100000}.{number // 100 % 1000}.{number % 100}"


class Go(Toolchain):
    name = "go"

    def prepare(self):
        if not shutil.which("go"):
            raise Missing("there is no Go", ["golang-go"])
        sources = sorted((BENCH / "peers" / "go").iterdir())
        target = self.folder / "bench-go"
        if not _newer(target, sources):
            environment = os.environ | {"GOCACHE": str(self.build / "bench" / "go-cache"),
                                        "GOFLAGS": "-mod=mod", "GOPROXY": "off", "CGO_ENABLED": "0"}
            _run(["go", "build", "-o", str(target), "."], cwd=BENCH / "peers" / "go",
                 env=environment)
        return _version(["go", "version"])

    def command(self, peer, program):
        return [str(self.folder / "bench-go"), program.subject, program.argument, peer.name,
                str(peer.workers)]


class Tokio(Toolchain):
    """Built without a network from the crates that Debian packages as sources."""
    name = "tokio"

    def prepare(self):
        crates = sorted(DEBIAN_CRATES.glob("tokio-1.*"))
        if not shutil.which("cargo") or not shutil.which("rustc"):
            raise Missing("there is no Rust", ["cargo", "librust-tokio-dev"])
        if not crates:
            raise Missing("Tokio's sources are not there", ["librust-tokio-dev"])
        if not _newer(self.folder / "bench-tokio", self._sources() + [crates[-1]]):
            self._build()
        rust = _version(["rustc", "--version"])
        return f"{crates[-1].name.removeprefix('tokio-')}, rustc {rust}"

    def _sources(self):
        return sorted(path for path in (BENCH / "peers" / "tokio").rglob("*") if path.is_file())

    def _build(self):
        folder = self.build / "bench" / "cargo"
        package = folder / "package"
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(BENCH / "peers" / "tokio", package)
        (package / ".cargo").mkdir()
        (package / ".cargo" / "config.toml").write_text(
            '[source.crates-io]\nreplace-with = "debian"\n\n'
            f'[source.debian]\ndirectory = "{DEBIAN_CRATES}"\n')
        environment = os.environ | {"CARGO_HOME": str(folder / "home"),
                                    "CARGO_TARGET_DIR": str(folder / "target")}
        _run(["cargo", "build", "--release", "--offline"], cwd=package, env=environment)
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / "target" / "release" / "bench-tokio", self.folder / "bench-tokio")
        (self.folder / "bench-tokio").touch()

    def command(self, peer, program):
        return [str(self.folder / "bench-tokio"), program.subject, program.argument, peer.name,
                str(peer.workers)]


class Node(Toolchain):
    name = "node"

    def prepare(self):
        if not shutil.which("node"):
            raise Missing("there is no Node", ["nodejs"])
        return _version(["node", "--version"])

    def program(self, subject):
        return ["node", str(BENCH / "peers" / "node" / f"{subject}.js")]


class Command(Toolchain):
    """A peer whose plan says what to start; for plans other than ours."""
    name = "command"

    def prepare(self):
        return "as the plan says"

    def command(self, peer, program):
        return [*peer.command, program.subject, program.argument, peer.name, str(peer.workers)]


ALL = {kind.name: kind for kind in (Wok, WokGcc, WokClang, C, Cpp, Libuv, Asio, Go, Tokio, Node, Command)}
