// A function of the user's that says of itself that it stops the thread.
// wokcc: -Werror=wok-blocking-call
// says: `compute` stops the thread
#include <wok/wok.h>

WOK_BLOCKING static int compute(void);

static int compute(void) {
    return 0;
}

static int answer;

async int main(void) {
#ifdef TWIN
    return answer;
#else
    return answer + compute(); // error: E0405
#endif
}

__attribute__((constructor)) static void prepare(void) {
    answer = compute();
}
