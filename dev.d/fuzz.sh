# Random programs and broken texts against wokcc: `./dev fuzz compiler --minutes 10`;
# `./dev fuzz seeded`: bugs seeded in wokcc, which these programs must find.

need build test fuzz
build_main
if [ "${1:-}" = seeded ]; then
    exec tests/fuzz/seeded/run --build "$BUILD" "${@:2}"
fi
tests/fuzz/run "${@:-compiler}" --wokcc "$BUILD/bin/wokcc" --keep "$BUILD/fuzz-failures"
