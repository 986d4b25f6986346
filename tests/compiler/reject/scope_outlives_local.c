// The children of a scope run when it is awaited, and by then what the loop declared is gone.
// says: the address of `length` goes to a child of `scope`, which may outlive it
#include <wok/wok.h>

static async int count(int *length) {
    await wok_yield();
    return *length;
}

async int main(void) {
#ifdef TWIN
    int length = 3;
    WOK_SCOPE(scope); // the twin declares both in one block
    for (int i = 0; i < 3; i++) {
#else
    WOK_SCOPE(scope); // note: `scope` is declared here
    for (int i = 0; i < 3; i++) {
        int length = i; // note: `length` is gone at the end of its scope
#endif
        wok_scope_spawn(&scope, count(&length)); // error: E0402 (unless TWIN)
    }
    return await wok_scope_run(&scope); // note: it is run here, or may be
}
