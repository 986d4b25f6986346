need build test
build_main
