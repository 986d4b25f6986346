need build test
[ -f "$BUILD/build.ninja" ] || configure "$BUILD"
source dev.d/checks.sh
run_checks
echo "$checks_passed passed, $checks_failed failed"
[ "$checks_failed" = 0 ]
