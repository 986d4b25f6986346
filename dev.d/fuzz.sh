# Random programs and broken texts against wokcc: `./dev fuzz compiler --minutes 10`;
# `./dev fuzz seeded`: bugs seeded in wokcc, which these programs must find.
# `./dev fuzz model`: every model of the lock-free parts, for its share of the time; `./dev fuzz mutants`:
# every memory order weakened, which the models must notice.

need build test fuzz
build_main
if [ "${1:-}" = seeded ]; then
    exec tests/fuzz/seeded/run --build "$BUILD" "${@:2}"
fi
case ${1:-} in
model) exec tests/model/run --program "$BUILD/tests/model/model" "${@:2}" ;;
mutants) exec tests/model/mutate --jobs "$JOBS" "${@:2}" ;;
esac
tests/fuzz/run "${@:-compiler}" --wokcc "$BUILD/bin/wokcc" --keep "$BUILD/fuzz-failures"
