// A variable-length array cannot live across an await.
#include <wok/wok.h>

static int sum(int n) {
    int values[n];
    for (int i = 0; i < n; i++)
        values[i] = 0;
    return values[0];
}

async int main(int argc, char **argv) {
    (void)argv;
#ifdef TWIN
    await wok_yield();
    return sum(argc);
#else
    int values[argc]; // error: E0301
    values[0] = sum(argc);
    await wok_yield();
    return values[0];
#endif
}
