need build test demo
build_main
exec "$ROOT/tools/demo/run" "$BUILD" "$@"
