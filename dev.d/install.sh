prefix=/usr/local
while [ $# -gt 0 ]; do
    case $1 in
    --prefix)
        prefix=${2:?"--prefix needs a folder"}
        shift 2
        ;;
    --prefix=*)
        prefix=${1#--prefix=}
        shift
        ;;
    *) fail "install: unknown argument '$1'" ;;
    esac
done
need build
build_release
say "installing below $prefix"
cmake --install build-release --prefix "$prefix" >/dev/null
