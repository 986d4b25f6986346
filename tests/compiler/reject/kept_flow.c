// What is kept over an await that belongs to the thread or to the library, along all kinds of paths; and
// beside it what only looks like that. The twin does not wait.
// wokcc: -Werror=wok
#include <wok/wok.h>

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef TWIN
#define PAUSED yield_never()
#else
#define PAUSED await yield()
#endif

static int yield_never(void) {
    return 1;
}

static async int yield(void) {
    await wok_yield();
    return 1;
}

async int errno_saved_before(void) {
    int r = close(-1);
    if (r < 0) {
        int e = errno;
        PAUSED;
        return -e;
    }
    return 0;
}

async int errno_read_after(void) {
    int r = close(-1);
    PAUSED;
    if (r < 0)
        return -errno; // error: E0406 (unless TWIN)
    return 0;
}

async int errno_set_after(void) {
    PAUSED;
    errno = 0;
    long v = strtol("1", NULL, 10);
    return errno ? -1 : (int)v;
}

async int errno_of_a_call_after(void) {
    PAUSED;
    int r = close(-1);
    return r < 0 ? -errno : 0;
}

async int errno_in_a_loop(void) {
    int r = close(-1);
    for (;;) {
        if (r < 0) {
            r = errno;
            break;
        }
        PAUSED;
        r = close(-1);
    }
    return r;
}

async int errno_with_an_await_on_one_path(int f) {
    int r = close(-1);
    if (f)
        PAUSED;
    return r < 0 ? errno : 0;
}

async int errno_printed_after(void) {
    int r = close(-1);
    PAUSED;
    perror("x"); // error: E0406 (unless TWIN)
    return r;
}

async int errno_after_a_join(void) {
    int r = close(-1);
    join(PAUSED, PAUSED);
    return r ? errno : 0; // error: E0406 (unless TWIN)
}

async int address_of_errno(void) {
    int *e = &errno;
    PAUSED; // error: E0407 (unless TWIN)
    return *e;
}

async int errno_cleared_before(void) {
    errno = 0;
    PAUSED;
    return errno; // error: E0406 (unless TWIN)
}

static __thread int tls;
static _Thread_local struct { int a[4]; } ts;
async int address_of_a_variable(void) {
    int *p = &tls;
    PAUSED; // error: E0407 (unless TWIN)
    return *p;
}

async int address_taken_again(void) {
    int *p = &tls;
    int v = *p;
    PAUSED;
    p = &tls;
    return v + *p;
}

async int array_of_a_variable(void) {
    int *p = ts.a;
    PAUSED; // error: E0407 (unless TWIN)
    return *p;
}

async int element_of_a_variable(void) {
    int *p = &ts.a[2];
    PAUSED; // error: E0407 (unless TWIN)
    return *p;
}

async int value_of_a_variable(void) {
    int v = tls;
    PAUSED;
    return v;
}

async int identity(void) {
    pthread_t me = pthread_self();
    PAUSED; // error: E0407 (unless TWIN)
    return pthread_equal(me, pthread_self());
}

async int address_in_a_parameter(int *p) {
    p = &tls;
    PAUSED; // error: E0407 (unless TWIN)
    *p = 1;
    return 0;
}

async int text_of_an_error(void) {
    const char *s = strerror(1);
    PAUSED; // error: E0408 (unless TWIN)
    puts(s);
    return 0;
}

async int copy_of_a_text(void) {
    char *s = strdup(strerror(1));
    PAUSED;
    puts(s);
    free(s);
    return 0;
}

async int time_read_before(void) {
    struct tm *t = localtime(&(time_t){0});
    int h = t->tm_hour;
    PAUSED;
    return h;
}

async int time_read_after(void) {
    struct tm *t = localtime(&(time_t){0});
    PAUSED; // error: E0408 (unless TWIN)
    return t->tm_hour;
}

async int time_copied(void) {
    struct tm t = *localtime(&(time_t){0});
    PAUSED;
    return t.tm_hour;
}

async int environment_that_nobody_changes(void) {
    char *s = getenv("HOME");
    PAUSED;
    return s != NULL;
}

async int text_of_an_address(void) {
    struct in_addr a = {0};
    char *s = inet_ntoa(a);
    PAUSED; // error: E0408 (unless TWIN)
    puts(s);
    return 0;
}

async int text_on_one_path(int f) {
    const char *s = f ? strerror(f) : "none";
    PAUSED; // error: E0408 (unless TWIN)
    puts(s);
    return 0;
}

async int text_replaced(void) {
    const char *s;
    s = strerror(2);
    puts(s);
    PAUSED;
    s = "x";
    puts(s);
    return 0;
}

async int text_by_another_name(void) {
    const char *s = strerror(1), *t = s;
    PAUSED; // error: E0408 (unless TWIN)
    puts(t);
    return 0;
}

async int text_unless_there_is_none(void) {
    const char *s = strerror(1);
    if (!s)
        s = "?";
    PAUSED; // error: E0408 (unless TWIN)
    puts(s);
    return 0;
}

async int main(void) {
    return yield_never() - 1 + 0 * await yield();
}
