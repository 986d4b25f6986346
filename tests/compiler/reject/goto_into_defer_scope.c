// A jump past a defer into its scope would skip it and still run it.
#include <wok/wok.h>

async int main(int argc, char **argv) {
    int cell = 0;
    (void)argv;
    if (argc > 5)
#ifdef TWIN
        goto end;
#else
        goto inside; // error: E0202
#endif
    {
        defer cell++;
        await wok_yield();
#ifndef TWIN
    inside:
#endif
        cell++;
    }
#ifdef TWIN
end:
#endif
    return 0;
}
