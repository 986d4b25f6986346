# What every command of ./dev shares: packages, configuring and building.

say() {
    printf '\033[1m== %s\033[0m\n' "$*"
}

fail() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# packages_of GROUP...: the package names of these groups, each once.
packages_of() {
    local group
    for group in "$@"; do
        awk -v group="$group" '$1 == group { print $2 }' "$ROOT/packages.txt"
    done | sort -u
}

package_is_there() {
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ]
}

packages_missing() {
    local package
    for package in $(packages_of "$@"); do
        package_is_there "$package" || echo "$package"
    done
}

# need GROUP...: install what is missing, or say what it is and stop.
need() {
    command -v dpkg-query >/dev/null || {
        need_programs "$@"
        return
    }
    local missing
    missing=$(packages_missing "$@" | tr '\n' ' ')
    [ -z "$missing" ] && return
    command -v apt-get >/dev/null || fail "missing packages (and there is no apt-get): $missing"
    [ "$(id -u)" = 0 ] || fail "missing packages; as root: apt-get install $missing"
    say "installing missing packages: $missing"
    install_packages $missing
}

install_packages() {
    local log
    log=$(mktemp)
    if ! {
        apt-get update -q &&
            DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
    } </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "could not install: $*"
    fi
    rm -f "$log"
}

# Not a Debian: we cannot know package names, but we can name the programs.
need_programs() {
    local program missing=""
    for program in gcc cmake ninja; do
        command -v "$program" >/dev/null || missing="$missing $program"
    done
    [ -z "$missing" ] ||
        fail "missing:$missing; on Debian these packages: $(packages_of "$@" | tr '\n' ' ')"
}

# configure FOLDER [CMake arguments]: only when it has to be.
configure() {
    local folder=$1
    shift
    [ -f "$folder/build.ninja" ] && return
    cmake -S "$ROOT" -B "$folder" -G Ninja -DWOK_WERROR=ON "$@" >"/tmp/wok-configure.$$" 2>&1 || {
        cat "/tmp/wok-configure.$$" >&2
        rm -f "/tmp/wok-configure.$$"
        fail "CMake could not configure $folder"
    }
    rm -f "/tmp/wok-configure.$$"
}

# build_in FOLDER [targets]
build_in() {
    local folder=$1
    shift
    cmake --build "$folder" -j "$JOBS" ${1:+--target "$@"} || {
        echo "dev: the build in $folder failed" >&2
        return 1
    }
}

build_main() {
    say "building in $BUILD"
    configure "$BUILD"
    build_in "$BUILD"
}

# What is installed and what is measured: Release, and without the tests and their packages.
build_release() {
    say "building in build-release"
    configure build-release -DCMAKE_BUILD_TYPE=Release -DWOK_TESTS=OFF
    build_in build-release
}
