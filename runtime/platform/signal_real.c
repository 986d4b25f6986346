/*
 * signal_real.c: signals of the machine, as bytes in pipes.
 *
 * signalfd would need every thread of the process to block the signal; a handler that writes to a
 * pipe needs nobody's help. The handler runs on any thread, in the middle of anything, so it touches
 * only the atomics of the slots below:
 *
 *   caught      which signals the slot wants; 0: none. Cleared first when a slot is given up
 *   write_end   where its bytes go; valid while `caught` is not 0
 *   inside      how many handlers are running: the pipe is closed only after they have left, so a
 *               byte never goes into another file that has got the number
 *
 * Who opens and closes holds the lock, with all signals blocked: a handler on that same thread would
 * otherwise be waited for by the code that it interrupts.
 */
#include "platform/signal_real.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "platform/system.h"
#include "platform/system_real.h"

enum { SLOTS = 64, SIGNALS = 65 };

static struct slot {
    wok__atomic_u64 caught;
    wok__atomic_u32 write_end;
    int read_end; /* under the lock */
} slots[SLOTS];

static wok__atomic_u32 inside;
static wok__atomic_u32 owner; /* the process that the pipes belong to */

static wok__lock lock = WOK__LOCK_FREE;
static uint32_t listeners[SIGNALS]; /* under the lock */
static struct sigaction before[SIGNALS];

bool wok__signal_can_be_caught(int number) {
    switch (number) {
    case SIGKILL:
    case SIGSTOP:
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
        return false;
    default: /* the C library has two for itself, below SIGRTMIN */
        return number > 0 && (number < 32 || number >= SIGRTMIN) && number < SIGNALS;
    }
}

static uint64_t bit_of(int number) {
    return (uint64_t)1 << (number - 1);
}

/* In a forked child the pipes are the parent's: there the signal does what it does by default. */
static void handle(int number) {
    int error = errno;
    if ((uint32_t)getpid() != wok__load_relaxed(&owner)) {
        signal(number, SIG_DFL);
        raise(number); /* delivered when this handler returns */
        return;
    }
    wok__fetch_add_acq_rel(&inside, 1);
    wok__fence_seq_cst(); /* pairs with wait_for_handlers */
    const unsigned char byte = (unsigned char)number;
    for (int i = 0; i < SLOTS; i++) {
        if (!(wok__load_acquire(&slots[i].caught) & bit_of(number)))
            continue;
        /* A full pipe holds thousands of signals that nobody has read: one more says nothing new. */
        ssize_t ignored = write((int)wok__load_relaxed(&slots[i].write_end), &byte, 1);
        (void)ignored;
    }
    wok__fetch_sub_acq_rel(&inside, 1);
    errno = error;
}

static void wait_for_handlers(void) {
    wok__fence_seq_cst();
    while (wok__load_acquire(&inside) > 0)
        wok__spin_pause();
}

/* Under the lock */

static int listen_to(int number) {
    if (listeners[number]++ > 0)
        return 0;
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    if (sigaction(number, &action, &before[number]) == 0)
        return 0;
    listeners[number]--;
    return -errno;
}

/* Give the old disposition back, unless somebody has set another one meanwhile. */
static void stop_listening_to(int number) {
    struct sigaction now;
    if (--listeners[number] > 0)
        return;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == handle)
        sigaction(number, &before[number], NULL);
}

static void stop_listening(uint64_t caught) {
    for (int number = 1; number < SIGNALS; number++)
        if (caught & bit_of(number))
            stop_listening_to(number);
}

static struct slot *free_slot(void) {
    for (int i = 0; i < SLOTS; i++)
        if (wok__load_relaxed(&slots[i].caught) == 0)
            return &slots[i];
    return NULL;
}

static int open_locked(uint64_t wanted) {
    struct slot *slot = free_slot();
    int ends[2];
    if (!slot)
        return -EMFILE;
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
        return -errno;
    wok__store_relaxed(&owner, (uint32_t)getpid());
    slot->read_end = ends[0];
    wok__store_relaxed(&slot->write_end, (uint32_t)ends[1]);
    wok__store_release(&slot->caught, wanted); /* pairs with handle */
    uint64_t caught = 0;
    for (int number = 1; number < SIGNALS; number++) {
        int error = wanted & bit_of(number) ? listen_to(number) : 0;
        if (error < 0) {
            stop_listening(caught);
            wok__store_release(&slot->caught, 0);
            wait_for_handlers();
            close(ends[0]);
            close(ends[1]);
            return error;
        }
        caught |= wanted & bit_of(number);
    }
    return ends[0];
}

static void close_locked(int descriptor) {
    for (int i = 0; i < SLOTS; i++) {
        uint64_t caught = wok__load_relaxed(&slots[i].caught);
        if (caught == 0 || slots[i].read_end != descriptor)
            continue;
        stop_listening(caught);
        wok__store_release(&slots[i].caught, 0);
        wait_for_handlers();
        close((int)wok__load_relaxed(&slots[i].write_end));
    }
}

/* The table's functions */

static void lock_and_block(sigset_t *mask) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, mask);
    wok__lock_acquire(&lock);
}

static void unlock_and_unblock(const sigset_t *mask) {
    wok__lock_release(&lock);
    pthread_sigmask(SIG_SETMASK, mask, NULL);
}

int wok__real_signal_open(struct wok__system *system, const int *numbers, uint32_t count) {
    (void)system;
    uint64_t wanted = 0;
    sigset_t mask;
    for (uint32_t i = 0; i < count; i++) {
        if (!wok__signal_can_be_caught(numbers[i]))
            return -EINVAL;
        wanted |= bit_of(numbers[i]);
    }
    if (wanted == 0)
        return -EINVAL;
    lock_and_block(&mask);
    int answer = open_locked(wanted);
    unlock_and_unblock(&mask);
    return answer;
}

void wok__real_signal_close(struct wok__system *system, int descriptor) {
    (void)system;
    sigset_t mask;
    lock_and_block(&mask);
    close_locked(descriptor);
    unlock_and_unblock(&mask);
}
