// A defer that speaks of the value keeps it across every await in its scope.
// says: with `file` still used later
#include <wok/wok.h>

struct WOK_NOT_SEND handle {
    int number;
};

static struct handle *handle_open(void) {
    static struct handle one;
    return &one;
}

static void handle_close(struct handle *handle) {
    handle->number = 0;
}

static async int work(void) {
#ifdef TWIN
    {
        struct handle *file = handle_open();
        defer handle_close(file);
        file->number = 3;
    }
    await wok_yield();
#else
    struct handle *file = handle_open();
    defer handle_close(file);
    file->number = 3;
    await wok_yield();
#endif
    return 0;
}

async int main(void) {
    return await spawn(work()); // error: E0401 (unless TWIN)
}
