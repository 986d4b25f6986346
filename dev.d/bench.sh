need build bench
if [ "${1:-}" = --setup ]; then
    need peers
    shift
    [ $# -eq 0 ] && exit 0
fi
build_release
exec "$ROOT/bench/run" build-release "$@"
