prefix=/usr/local
while [ $# -gt 0 ]; do
    case $1 in
    --prefix) prefix=${2:?"--prefix needs a folder"}; shift 2 ;;
    --prefix=*) prefix=${1#--prefix=}; shift ;;
    *) fail "install: unknown argument '$1'" ;;
    esac
done
need build
# A Release build of its own, without the tests: installing needs none of their packages.
say "building in build-release"
configure build-release -DCMAKE_BUILD_TYPE=Release -DWOK_TESTS=OFF
build_in build-release
say "installing below $prefix"
cmake --install build-release --prefix "$prefix" >/dev/null
