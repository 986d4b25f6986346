if [ "${1:-}" = --setup ]; then
    need build test bench
    shift
    [ $# -eq 0 ] && exit 0
fi
need build
say "building in build-bench (Release)"
configure build-bench -DCMAKE_BUILD_TYPE=Release
build_in build-bench
exec "$ROOT/bench/run" build-bench "$@"
