need build test
say "building in $BUILD"
configure "$BUILD"
build_in "$BUILD"
