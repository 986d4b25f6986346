need build test
configure "$BUILD"
source dev.d/checks.sh
run_checks
