# Builds, runs every test (or those whose names match a pattern) in every flavour, checks the sources.
#
#   main      everything, as it is built by ./dev build
#   address   libwok and the programs on it under AddressSanitizer and UBSan
#   thread    the same under ThreadSanitizer

pattern=${1:-}
need build test fuzz

passed=0
failed=0
failures=""

# count FILE FLAVOUR: adds what ctest's report in JUnit form says.
count() {
    local all bad name
    all=$(grep -c '<testcase ' "$1" || true)
    bad=$(grep -c '<testcase .*status="\(fail\|notrun\)"' "$1" || true)
    failed=$((failed + bad))
    passed=$((passed + all - bad - $(grep -c '<testcase .*status="disabled"' "$1" || true)))
    for name in $(sed -n 's/.*<testcase name="\([^"]*\)".*status="\(fail\|notrun\)".*/\1/p' "$1"); do
        failures="$failures"$'\n'"   $2: $name"
    done
}

# run_flavour NAME FOLDER
run_flavour() {
    say "testing: $1"
    local report=$2/tests.xml
    rm -f "$report"
    ctest --test-dir "$2" -j "$JOBS" --output-on-failure --timeout 300 --no-tests=ignore \
        --output-junit "$ROOT/$report" ${pattern:+-R "$pattern"} || true
    if [ -f "$report" ]; then
        count "$report" "$1"
    else
        failed=$((failed + 1))
        failures="$failures"$'\n'"   $1: ctest did not run"
    fi
}

# sanitised NAME SANITIZERS: libwok, examples and tests again, compiled by the main build's wokcc.
sanitised() {
    say "building in build-$1 ($2)"
    configure "build-$1" -DCMAKE_BUILD_TYPE=Debug -DWOK_SANITIZE="$2" \
        -DWOK_WOKCC="$ROOT/$BUILD/bin/wokcc"
    if build_in "build-$1"; then
        run_flavour "$1" "build-$1"
    else
        failed=$((failed + 1))
        failures="$failures"$'\n'"   $1: it does not build"
    fi
}

build_main
run_flavour main "$BUILD"
sanitised address address,undefined
sanitised thread thread

if [ -z "$pattern" ]; then
    source dev.d/checks.sh
    run_checks
    passed=$((passed + checks_passed))
    failed=$((failed + checks_failed))
    [ "$checks_failed" = 0 ] || failures="$failures"$'\n'"   the source checks: see above"
fi

[ $((passed + failed)) -gt 0 ] || fail "no test's name matches '$pattern'"

say "summary"
[ -z "$failures" ] || echo "failed:$failures"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
