/*
 * Goal    A shutdown goes through its phases: in the time of grace tasks that listen come to an end by
 *         themselves, may still spawn, and plain threads may not; then tasks are cancelled; and tasks that
 *         do not end in time are named, with where they wait and for what.
 * Method  Each case is this program again (support/child.h), whose main leaves tasks behind.
 */
#include <errno.h>
#include <unistd.h>

#include "support/child.h"

static void say(const char *what) {
    fprintf(stderr, "%s\n", what);
}

static async void helper(void) {
    await wok_yield();
    say("a helper ran");
}

/* What a server does: no new work, and what is under way is ended. */
static async void listener(void) {
    defer say("the listener's defer");
    race {
        when (await wok_runtime_closing()) {
            say("closing");
        }
        when (await wok_sleep(3600 * WOK_S)) {
        }
    }
    await spawn(helper());
    await wok_sleep(5 * WOK_MS);
    say("the listener ended");
}

static async int one_that_listens(void) {
    wok_detach(spawn(listener()));
    await wok_sleep(1 * WOK_MS);
    return 0;
}

static async void deaf(void) {
    defer say("the deaf one's defer");
    await wok_sleep(3600 * WOK_S);
}

static async int one_that_does_not(void) {
    wok_detach(spawn(deaf()));
    await wok_sleep(1 * WOK_MS);
    return 0;
}

static struct wok_mutex mutex;

/* What has not ended in time is left as it is, threads too: ThreadSanitizer need not say so. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) {
    return "report_thread_leaks=0";
}

static async void never_ends(void) {
    await wok_mutex_lock(&mutex); // mutex
}

static async void shielded(void) {
    (void)await wok_shield(never_ends()); // shield
}

static async int one_that_never_ends(void) {
    await wok_mutex_lock(&mutex);
    wok_detach(spawn(shielded()));
    await wok_sleep(1 * WOK_MS);
    return 0;
}

/* Everybody who listens is told. */
static async int two_listeners(void) {
    wok_detach(spawn(listener()));
    wok_detach(spawn(listener()));
    await wok_sleep(1 * WOK_MS);
    return 0;
}

static const struct child_case cases[] = {
    CHILD_CASE(one_that_listens, "closing", "a helper ran", "the listener ended", "the listener's defer"),
    CHILD_CASE(two_listeners, "closing", "closing", "a helper ran", "a helper ran",
               "the listener ended", "the listener ended", "the listener's defer",
               "the listener's defer"),
    CHILD_CASE(one_that_does_not, "the deaf one's defer"),
    CHILD_CASE(one_that_never_ends, "wok: shutdown: 1 tasks have not ended in time:",
               "wok: task * (shielded) waits for what runs in a shield",
               "wok:   in shielded, at @shield (await wok_shield_run)"),
};

static const struct child_case without_grace = CHILD_CASE(one_that_listens, "the listener's defer");

enum { CASES = sizeof cases / sizeof *cases };

async int main(int argc, char **argv) {
    int failed = 0;
    if (argc > 1)
        return await child_be(cases, CASES, argv[1]); // entry
    setenv("TSAN_OPTIONS", "report_thread_leaks=0", 1); /* what is kept with the task that is left */
    setenv("WOK_SHUTDOWN_MS", "300", 1);
    failed += await child_run(__FILE__, &without_grace, 0);
    setenv("WOK_GRACE_MS", "200", 1);
    for (size_t i = 0; i < CASES; i++)
        failed += await child_run(__FILE__, &cases[i], 0);
    return failed;
}
