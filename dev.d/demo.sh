need build test demo
say "building in $BUILD"
configure "$BUILD"
build_in "$BUILD"
exec "$ROOT/examples/demo.sh" "$BUILD" "$@"
