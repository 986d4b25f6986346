/*
 * thread_interrupt_real.c: ending a system call that a thread waits in, by a signal that does nothing.
 *
 * The signal is SIGURG: what it does by default is nothing, and next to nobody uses it. Threads block
 * it like all signals, except while they say that they may be interrupted. A handler of the program's
 * own stays, and serves as well if it was installed without SA_RESTART.
 */
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "platform/system.h"
#include "platform/system_real.h"

static void do_nothing(int signal) {
    (void)signal;
}

static void install(void) {
    struct sigaction action;
    if (sigaction(SIGURG, NULL, &action) < 0 || action.sa_flags & SA_SIGINFO ||
        (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN))
        return;
    action = (struct sigaction){.sa_handler = do_nothing}; /* no SA_RESTART */
    sigemptyset(&action.sa_mask);
    sigaction(SIGURG, &action, NULL);
}

void wok__real_thread_interruptible(struct wok__system *system, bool on) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)system;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGURG);
    if (on) {
        /* One that was meant for an earlier call is no interrupt of this one. */
        struct timespec no_time = {0, 0};
        pthread_once(&once, install);
        sigtimedwait(&set, NULL, &no_time);
    }
    pthread_sigmask(on ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

void wok__real_thread_interrupt(struct wok__system *system, struct wok__thread *thread) {
    (void)system;
    pthread_kill((pthread_t)thread->handle, SIGURG);
}
