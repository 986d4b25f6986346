// Marks that stand where they mean nothing.
// says: this mark belongs behind the word struct or union
// says: WOK_BLOCKING is said of a plain function
// says: WOK_CANCEL is said of an async function
// says: WOK_CANCEL does not know this class
// says: WOK_PREEMPT is said of an async function, where it is defined
#include <wok/wok.h>

#ifdef TWIN
struct WOK_NOT_SEND widget {
    int width;
};

union WOK_NO_AWAIT either {
    int i;
    char c;
};

struct __attribute__((aligned(16))) WOK_SEND WOK_NO_AWAIT both {
    int n;
};

WOK_BLOCKING int compress_file(const char *name);
WOK_CANCEL(data_losing) async int push(int count);
static WOK_CANCEL(restartable) async int pull(int count);
async WOK_CANCEL(queue_losing)
int wait_for(int count);
static WOK_PREEMPT async int count_up(int limit) {
    while (limit > 10)
        limit--;
    return limit;
}
async int count_down(int limit) {
    return await count_up(limit);
}
static int plain(void) {
    return 0;
}
#else
WOK_NOT_SEND struct widget { // error: E0008
    int width;
};

struct member {
    int WOK_NO_AWAIT n; // error: E0008
};

WOK_SEND typedef int number;                            // error: E0008
WOK_BLOCKING async int compress_file(const char *name); // error: E0008
WOK_CANCEL(data_losing) int push(int count);            // error: E0008
WOK_CANCEL(data_loosing) async int pull(int count);     // error: E0008
WOK_CANCEL(restartable) extern int level;               // error: E0008
WOK_PREEMPT async int count_up(int limit);              // error: E0008
WOK_PREEMPT static int plain(void) {                    // error: E0008
    return 0;
}
#endif

static async int pull(int count) {
    await wok_yield();
    return count;
}

async int main(void) {
    return await pull(0) + plain();
}
