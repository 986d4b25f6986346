// Calls that stop the thread, by whatever way; and beside them what only looks like that. The twin makes
// none of them.
// wokcc: -Werror=wok
#include <wok/wok.h>

#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#ifdef TWIN
#define BLOCK(call) 0
#else
#define BLOCK(call) call
#endif

static async int yield(void) {
    await wok_yield();
    return 1;
}

async int sleeps(void) {
    BLOCK(sleep(1)); // error: E0405 (unless TWIN)
    return 0;
}

async int gives_way(void) {
    usleep(0);
    return 0;
}

async int reads_standard_input(void) {
    char line[10];
    return BLOCK(fgets(line, 10, stdin) != NULL); // error: E0405 (unless TWIN)
}

async int reads_a_file(void) {
    FILE *f = fopen("/etc/passwd", "r");
    char line[10];
    int r = fgets(line, 10, f) != NULL;
    fclose(f);
    return r;
}

async int ends_the_thread(void) {
    BLOCK(pthread_exit(NULL)); // error: E0405 (unless TWIN)
    return 0;
}

static void rest(void) {
    sleep(1);
}

async int by_a_helper(void) {
    BLOCK(rest()); // error: E0405 (unless TWIN)
    return 0;
}

static void perhaps(int n) {
    if (n)
        sleep(n);
}

async int by_a_helper_that_decides(void) {
    perhaps(0);
    return 0;
}

async int resolves_a_name(void) {
    return BLOCK(getaddrinfo("a", "b", NULL, NULL)); // error: E0405 (unless TWIN)
}

async int in_a_defer(void) {
    await yield();
    defer BLOCK(sleep(1)); // error: E0405 (unless TWIN)
    return 0;
}

int in_a_plain_function(void) {
    sleep(1);
    return wok_block_on(yield());
}

async int through_a_pointer(void) {
    void (*f)(unsigned) = (void (*)(unsigned))sleep;
    f(1);
    return 0;
}

async int in_a_block(void) {
    return await spawn(async_move({
        BLOCK(sleep(1)); // error: E0405 (unless TWIN)
        await yield();
        1;
    }));
}

async int another_sleep(void) {
    int sleep = 3;
    return sleep;
}

async int main(void) {
    return 0;
}
