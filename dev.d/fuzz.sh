# Random programs and broken texts against wokcc: `./dev fuzz compiler --minutes 10`.

need build test fuzz
build_main
tests/fuzz/run "${@:-compiler}" --wokcc "$BUILD/bin/wokcc" --keep "$BUILD/fuzz-failures"
