# The source checks: what the compiler does not say about the repository.
# run_checks sets checks_passed and checks_failed.

checks_passed=0
checks_failed=0

# check NAME COMMAND...: quiet when it holds.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        checks_passed=$((checks_passed + 1))
        echo "   ok      $name"
    else
        checks_failed=$((checks_failed + 1))
        echo "   FAILED  $name"
        printf '%s\n' "$output" | sed 's/^/           /'
    fi
}

# Not from git: a checkout without its history is checked as well. Build folders and test inputs of
# the compiler, which are what they are, are left out.
own_c_files() {
    find . \( -path './build*' -o -path './.*/*' -o -path ./bench/peers -o -path ./tests/cancel \
        -o -path './tests/compiler' \) -prune -o -name '*.[ch]' -print | sed 's|^\./||' | sort
}

# clang-format knows no async C: `defer`, `await` and their like would be torn apart.
holds_words() {
    grep -qE '^[^*]*\b(await|async|wok_async|wok_await|defer|race|WOK_FUTURE)\b' "$1"
}

check_format() {
    local file status=0
    for file in $(own_c_files); do
        holds_words "$file" && continue
        clang-format --dry-run --Werror "$file" || status=1
    done
    return $status
}

# Every public header compiles alone, in each of its three views, without a warning.
check_headers() {
    local header status=0
    local flags="-Iinclude -Wall -Wextra -Werror -fsyntax-only"
    for header in include/wok/*.h; do
        local text="#include <wok/$(basename "$header")>"
        for compiler in "gcc -std=c11 -x c" "gcc -std=gnu11 -x c -DWOK_CALLER" \
            "clang -std=gnu11 -x c" "clang -std=c11 -x c -DWOK_CALLER" \
            "g++ -std=c++11 -x c++" "clang++ -std=c++20 -x c++"; do
            echo "$text" | $compiler $flags - || { echo "$header: $compiler"; status=1; }
        done
        # The compiler view, as far as a C compiler can read it: it preprocesses.
        if [ -x "$BUILD/bin/wokcc" ]; then
            echo "$text" | "$BUILD/bin/wokcc" gcc -Wall -Wextra -Werror -fsyntax-only -x c - ||
                { echo "$header: wokcc gcc"; status=1; }
        fi
    done
    return $status
}

check_shell() {
    local file status=0
    for file in dev .ci/run dev.d/*.sh; do
        bash -n "$file" || status=1
    done
    return $status
}

run_checks() {
    say "checking the sources"
    check "formatting (clang-format)" check_format
    check "each public header compiles alone, in every view" check_headers
    check "shell scripts parse" check_shell
    check "layers, seams and sizes (tools/tidy)" tools/tidy/tidy
    check "the rules of tools/tidy find what they forbid" tools/tidy/tidy --self-test
    return 0
}
