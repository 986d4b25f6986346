/*
 * reactor.c: the handshake of turn and interrupt (reactor/reactor.c), and descriptors: readiness
 * cleared against an event, waiting, cancelling, closing (descriptor.c, operation.c, pool.c). Goal: an
 * interrupt is never lost and publishes what was done before it; no readiness is lost; a number is
 * closed once, and never under a system call. Method: the real files on the kernel of kernel.c,
 * whose system calls order nothing.
 */
#include <errno.h>

#include "models/kernel.h"
#include "models/models.h"
#include "models/world.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"

static struct wok__reactor *reactor;
static struct wok_descriptor *descriptor;
static uint32_t work; /* plain */
static wok__atomic_u32 work_left;

static void begin_with(int (*create)(struct wok__system *system, struct wok__reactor **out)) {
    world_begin();
    kernel_begin();
    work = 0;
    work_left = (wok__atomic_u32)WOK__ATOMIC(0);
    model_name(&work_left, sizeof work_left, "work_left");
    model_assert(create(&world_system, &reactor) == 0);
}

static void begin(void) {
    begin_with(wok__reactor_create);
}

/* The handshake, in a poller and in a ring */

static void add_work(void *unused) {
    (void)unused;
    wok__fetch_add_relaxed(&work_left, 1); /* the interrupt has to publish it */
    wok__reactor_interrupt(reactor);
}
static void turn_until_work(unsigned count) {
    while (wok__load_relaxed(&work_left) < count)
        wok__reactor_turn(reactor, WOK__FOREVER);
}
static void interrupt_once(void) {
    int t = model_spawn(add_work, NULL);
    turn_until_work(1);
    model_join(t);
    wok__reactor_destroy(reactor);
}
static void interrupted(void) {
    begin();
    interrupt_once();
}
static void ring_interrupted(void) {
    begin_with(wok__reactor_create_with_ring);
    interrupt_once();
}
static void interrupt_twice(void) {
    int t = model_spawn(add_work, NULL), u = model_spawn(add_work, NULL);
    turn_until_work(2);
    model_join(t);
    model_join(u);
    wok__reactor_destroy(reactor);
}
static void interrupted_twice(void) {
    begin();
    interrupt_twice();
}
static void ring_interrupted_twice(void) {
    begin_with(wok__reactor_create_with_ring);
    interrupt_twice();
}
static void add_plain_work(void *unused) {
    (void)unused;
    work = 1;
    wok__reactor_interrupt(reactor);
}
/* The turn that the interrupt ended comes after what the interrupter did. */
static void turn_after_interrupt(void) {
    int t = model_spawn(add_plain_work, NULL);
    wok__reactor_turn(reactor, WOK__FOREVER);
    model_assert(work == 1);
    model_join(t);
    wok__reactor_destroy(reactor);
}
static void interrupt_publishes(void) {
    begin();
    turn_after_interrupt();
}
static void ring_interrupt_publishes(void) {
    begin_with(wok__reactor_create_with_ring);
    turn_after_interrupt();
}
/* Who sees that somebody waits sees what that one did before. */
static void look_and_interrupt(void *unused) {
    (void)unused;
    bool waits = wok__reactor_is_waiting(reactor);
    if (waits)
        model_assert(work == 1);
    model_outcome(waits);
    wok__reactor_interrupt(reactor);
}
static void turn_after_work(void) {
    int t = model_spawn(look_and_interrupt, NULL);
    work = 1;
    wok__reactor_turn(reactor, WOK__FOREVER);
    model_join(t);
    wok__reactor_destroy(reactor);
}
static void waiting_publishes(void) {
    begin();
    turn_after_work();
}
static void ring_waiting_publishes(void) {
    begin_with(wok__reactor_create_with_ring);
    turn_after_work();
}

/* Descriptors. `done` is set when nobody needs the reactor's turns any more. */

static wok__atomic_u32 users;

static void begin_descriptor(uint32_t readiness) {
    begin();
    users = (wok__atomic_u32)WOK__ATOMIC(0);
    model_assert(wok__descriptor_open(&world_system, KERNEL_SOCKET, 0, readiness, &descriptor) ==
                 0);
    model_name(descriptor, sizeof *descriptor, "descriptor");
}

static void user_leaves(void) {
    bool last = wok__fetch_sub_relaxed(&users, 1) == 1;
    model_kernel();
    kernel_let_go_after(last);
}

static void bytes_arrive(void *unused) {
    (void)unused;
    kernel_bytes_arrive(1);
}

static void turns(void *unused) {
    (void)unused;
    while (!kernel_has_let_go())
        wok__reactor_turn(reactor, WOK__FOREVER);
}

static ssize_t read_bytes(unsigned flag, size_t count) {
    struct wok_waker waker = world_flag_waker(flag);
    struct wok_descriptor_wait wait;
    char buffer[4];
    struct wok__request request = {WOK__REQUEST_READ, buffer, count};
    ssize_t result;
    wok__current.reactor = reactor;
    wok__operation_init(&wait, descriptor);
    for (;;) {
        struct wok_context cx = {.size = sizeof cx, .budget = 100, .waker = &waker};
        if (wok__operation_poll(descriptor, &wait, &request, &cx, &result) == WOK_READY)
            return result;
        world_wait_for_wake(flag);
    }
}

static void read_one(void *flag) {
    model_assert(read_bytes(*(unsigned *)flag, 1) == 1);
    user_leaves();
}

/* Polled again and again, not only when it is woken: for something else that its task waits for. */
static ssize_t read_impatiently(void) {
    struct wok_waker waker = world_flag_waker(0);
    struct wok_descriptor_wait *wait = model_allocate(sizeof *wait, 16);
    char *buffer = model_allocate(4, 16);
    struct wok__request request = {WOK__REQUEST_READ, buffer, 1};
    ssize_t result;
    wok__current.reactor = reactor;
    wok__operation_init(wait, descriptor);
    for (;;) {
        struct wok_context cx = {.size = sizeof cx, .budget = 100, .waker = &waker};
        if (wok__operation_poll(descriptor, wait, &request, &cx, &result) == WOK_READY)
            break;
        wok__spin_pause();
    }
    model_free(wait);
    model_free(buffer);
    return result;
}

static void close_at_end(void) {
    int result = 1;
    uint32_t generation = wok__descriptor_generation(descriptor);
    wok__descriptor_close(descriptor, generation, NULL, NULL, &result);
    model_assert(result == 0 && kernel_is_closed());
    wok__reactor_destroy(reactor);
    wok__descriptors_destroy(&world_system);
}

static unsigned numbers[] = {0, 1, 2};

/* The bytes of one thread come while another does something with a read; this one turns. */
static void arrives_during(void (*read)(void *), void *argument) {
    wok__fetch_add_relaxed(&users, 1);
    int t = model_spawn(bytes_arrive, NULL), u = model_spawn(read, argument);
    turns(NULL);
    model_join(t);
    model_join(u);
    close_at_end();
}
static void readiness(void) {
    begin_descriptor(WOK__READABLE);
    arrives_during(read_one, &numbers[0]);
}
static void readiness_unknown(void) {
    begin_descriptor(0);
    arrives_during(read_one, &numbers[0]);
}

static void two_readers(void) {
    begin_descriptor(WOK__READABLE);
    wok__fetch_add_relaxed(&users, 2);
    int t = model_spawn(bytes_arrive, NULL), u = model_spawn(read_one, &numbers[0]);
    int v = model_spawn(read_one, &numbers[1]);
    bytes_arrive(NULL);
    turns(NULL);
    model_join(t);
    model_join(u);
    model_join(v);
    close_at_end();
}

/* The pool: records that others have made are found without its lock. */

static wok__atomic_u32 found_index; /* plus one: the kernel tells of another's record, in order */

static struct wok_descriptor *open_one(void) {
    struct wok_descriptor *opened;
    model_assert(wok__descriptor_open(&world_system, KERNEL_SOCKET, WOK__FOREIGN, 0, &opened) == 0);
    return opened;
}
static void close_one(struct wok_descriptor *opened) {
    int result;
    wok__descriptor_close(opened, wok__descriptor_generation(opened), NULL, NULL, &result);
}
static void open_and_tell(void *unused) {
    (void)unused;
    for (int i = 0; i < 3; i++) { /* more than the first chunk has */
        struct wok_descriptor *opened = open_one();
        wok__store_release(&found_index, opened->index + 1);
    }
}
static void begin_pool(void) {
    begin();
    found_index = (wok__atomic_u32)WOK__ATOMIC(0);
}
static void end_pool(void) {
    wok__reactor_destroy(reactor);
    wok__descriptors_destroy(&world_system);
}
static void pool_found(void) {
    begin_pool();
    int t = model_spawn(open_and_tell, NULL);
    for (uint32_t seen = 0, next; seen < 3; seen = next) {
        while ((next = wok__load_acquire(&found_index)) == seen)
            wok__spin_pause();
        uint32_t woken = 0;
        struct wok_descriptor *found = wok__descriptor_by_token(&world_system, next - 1);
        wok__descriptor_ready(found, 0, WOK__READABLE, &woken);
    }
    model_join(t);
    end_pool();
}
static void open_and_note(void *index) {
    struct wok_descriptor *opened = open_one();
    *(uint32_t *)index = opened->index;
}
static void pool_made_by_two(void) {
    static uint32_t indexes[2];
    begin_pool();
    int t = model_spawn(open_and_note, &indexes[0]);
    open_and_note(&indexes[1]);
    model_join(t);
    model_assert(indexes[0] != indexes[1]);
    model_assert(wok__descriptors_open(&world_system) == 2);
    end_pool();
}
static void open_and_wait(void *unused) {
    struct wok_descriptor *opened = open_one();
    struct wok_waker waker = world_flag_waker(0);
    struct wok_context cx = {.size = sizeof cx, .waker = &waker};
    struct wok_descriptor_wait *wait = model_allocate(sizeof *wait, 16);
    int error;
    (void)unused;
    wok__current.reactor = reactor;
    wok__operation_init(wait, opened);
    model_assert(wok__descriptor_wait(opened, wait, WOK__READER, &cx, &error) == WOK_PENDING);
    wok__descriptor_wait_cancel(opened, wait);
    model_free(wait);
    close_one(opened);
}
static void pool_walked(void) {
    uint32_t hint = 0;
    begin_pool();
    int t = model_spawn(open_and_wait, NULL);
    for (int i = 0; i < 2; i++)
        model_outcome(wok__descriptors_awaited(&world_system, &hint));
    model_join(t);
    model_assert(!wok__descriptors_awaited(&world_system, &hint));
    end_pool();
}

/* An event against clearing what it sets: without the kernel in between. */
static void event(void *unused) {
    (void)unused;
    uint32_t woken = 0;
    kernel_bytes_arrive(1);
    wok__descriptor_ready(descriptor, wok__descriptor_generation(descriptor), WOK__READABLE,
                          &woken);
}
static void event_against_read(void) {
    begin_descriptor(WOK__READABLE);
    wok__fetch_add_relaxed(&users, 1);
    int t = model_spawn(event, NULL);
    read_one(&numbers[0]);
    model_join(t);
    close_at_end();
}

/* A read is given up while its event comes: afterwards nothing refers to it. */
static void read_and_give_up(void *unused) {
    (void)unused;
    struct wok_waker waker = world_flag_waker(0);
    struct wok_descriptor_wait *wait = model_allocate(sizeof *wait, 16);
    char buffer[4];
    struct wok__request request = {WOK__REQUEST_READ, buffer, 1};
    struct wok_context cx = {.size = sizeof cx, .budget = 100, .waker = &waker};
    ssize_t result;
    wok__current.reactor = reactor;
    wok__operation_init(wait, descriptor);
    if (wok__operation_poll(descriptor, wait, &request, &cx, &result) == WOK_PENDING)
        wok__operation_cancel(descriptor, wait, &cx);
    model_free(wait);
}
static void read_given_up(void) {
    begin_descriptor(WOK__READABLE);
    int t = model_spawn(event, NULL);
    read_and_give_up(NULL);
    model_join(t);
    close_at_end();
}

static void read_one_impatiently(void *unused) {
    (void)unused;
    model_assert(read_impatiently() == 1);
    user_leaves();
}
static void event_under_polls(void) {
    begin_descriptor(0);
    int t = model_spawn(event, NULL);
    model_assert(read_impatiently() == 1);
    model_join(t);
    close_at_end();
}

/* Closing under a reader: it fails, and who closes waits for it. */
static void read_until_closed(void *unused) {
    (void)unused;
    ssize_t result = read_bytes(0, 1);
    model_assert(result == -EBADF || result == -ECANCELED);
    model_outcome(result == -EBADF);
}
static void until_woken(struct wok_descriptor_wait *wait, struct wok_context *cx) {
    do
        world_wait_for_wake(1);
    while (wok__descriptor_wait_again(descriptor, wait, cx) == WOK_PENDING);
}
static void until_told(struct wok_descriptor_wait *wait, struct wok_context *cx) {
    (void)cx;
    while (wok__load_acquire(wok__wait_state(wait)) == WOK__WAIT_WAITING)
        wok__spin_pause();
}
static void close_waiting(void (*wait_for_users)(struct wok_descriptor_wait *,
                                                 struct wok_context *)) {
    struct wok_waker waker = world_flag_waker(1);
    struct wok_context cx = {.size = sizeof cx, .budget = 100, .waker = &waker};
    struct wok_descriptor_wait *wait = model_allocate(sizeof *wait, 16);
    int result = 1;
    uint32_t generation = wok__descriptor_generation(descriptor);
    wok__operation_init(wait, descriptor);
    if (wok__descriptor_close(descriptor, generation, wait, &cx, &result) == WOK_PENDING) {
        wait_for_users(wait, &cx);
        result = wait->detail;
    }
    model_assert(result == 0 && kernel_is_closed());
    model_free(wait);
}
static void close_now(void *unused) {
    (void)unused;
    close_waiting(until_woken);
}
/*
 * The last user closes, and looks where the descriptor lives. A reader has decided that, under the lock;
 * the closer took the lock after it, and passes on what it saw.
 */
static void use_and_leave(void *unused);
static void closed_under_reader_and_user(void) {
    uint64_t word;
    int result = 1;
    begin_descriptor(0);
    uint32_t generation = wok__descriptor_generation(descriptor);
    model_assert(wok__descriptor_enter(descriptor, generation, &word));
    int t = model_spawn(read_until_closed, NULL), u = model_spawn(use_and_leave, NULL);
    wok__descriptor_close(descriptor, generation, NULL, NULL, &result);
    model_assert(result == 0);
    model_join(t);
    model_join(u);
    model_assert(kernel_is_closed());
    wok__reactor_destroy(reactor);
    wok__descriptors_destroy(&world_system);
}

static void read_impatiently_until_closed(void *unused) {
    (void)unused;
    ssize_t result = read_impatiently();
    model_assert(result == -EBADF || result == -ECANCELED);
}
static void end_closed(void) {
    wok__reactor_destroy(reactor);
    model_assert(wok__descriptors_open(&world_system) == 0);
    wok__descriptors_destroy(&world_system);
}
static void closed_under_reader(void) {
    begin_descriptor(WOK__READABLE);
    int t = model_spawn(read_until_closed, NULL);
    close_now(NULL);
    model_join(t);
    end_closed();
}
static void closed_under_polls(void) {
    begin_descriptor(0);
    int t = model_spawn(read_impatiently_until_closed, NULL);
    close_now(NULL);
    model_join(t);
    end_closed();
}
/*
 * Closed, and opened anew for another number, under one who still has the old handle. The record is the
 * same: what a user has read of it was read before it is written again.
 */
static struct wok_descriptor_wait old_handle; /* made when the descriptor was open */

static void read_or_fail(void *unused) {
    struct wok_descriptor_wait wait = old_handle;
    char buffer[4];
    struct wok__request request = {WOK__REQUEST_READ, buffer, 1};
    (void)unused;
    ssize_t result = wok__operation_attempt(descriptor, &wait, &request);
    model_assert(result == 1 || result == -EBADF);
    model_outcome(result == 1);
}
static void begin_with_bytes(unsigned count) {
    begin_descriptor(WOK__READABLE);
    kernel_bytes_arrive(count);
    wok__operation_init(&old_handle, descriptor);
}
static void close_and_open_again(void) {
    struct wok_descriptor *again;
    uint32_t generation = wok__descriptor_generation(descriptor);
    int result = 1;
    wok__descriptor_close(descriptor, generation, NULL, NULL, &result);
    model_assert(result == 0);
    model_assert(wok__descriptor_open(&world_system, KERNEL_SOCKET + 1, 0, 0, &again) == 0);
}
static void opened_again_under_user(void) {
    begin_with_bytes(1);
    int t = model_spawn(read_or_fail, NULL);
    close_and_open_again();
    model_join(t);
    model_assert(kernel_is_closed());
    wok__reactor_destroy(reactor);
    wok__descriptors_destroy(&world_system);
}
/* The second to leave gives the record back, also for the first. */
static void use_and_leave(void *unused) {
    (void)unused;
    model_assert(descriptor->number == KERNEL_SOCKET); /* plain */
    wok__descriptor_leave(descriptor, /* word */ 0, /* emptied */ 0);
}
static void opened_again_under_users(void) {
    uint64_t word;
    begin_with_bytes(0);
    uint32_t generation = wok__descriptor_generation(descriptor);
    model_assert(wok__descriptor_enter(descriptor, generation, &word));
    model_assert(wok__descriptor_enter(descriptor, generation, &word));
    int t = model_spawn(use_and_leave, NULL), u = model_spawn(use_and_leave, NULL);
    close_and_open_again();
    model_join(t);
    model_join(u);
    model_assert(kernel_is_closed());
    wok__reactor_destroy(reactor);
    wok__descriptors_destroy(&world_system);
}

/* The closer, too, may be polled while the last user tells it: as in io.c. */
static void close_impatiently(void) {
    close_waiting(until_told);
}
static void closed_impatiently_under_user(void) {
    begin_with_bytes(1);
    int t = model_spawn(read_or_fail, NULL);
    close_impatiently();
    model_join(t);
    end_closed();
}
static void closed_under_event(void) {
    begin_descriptor(0);
    int t = model_spawn(event, NULL);
    close_now(NULL);
    model_join(t);
    end_closed();
}

/*
 * With a ring: the kernel has the buffer. Whoever polls puts, another thread turns, a third cancels or
 * closes.
 */

static void begin_ring(void) {
    world_begin();
    kernel_begin();
    users = (wok__atomic_u32)WOK__ATOMIC(0);
    model_assert(wok__reactor_create_with_ring(&world_system, &reactor) == 0);
    model_assert(wok__descriptor_open(&world_system, KERNEL_SOCKET, WOK__STREAM_SOCKET, 0,
                                      &descriptor) == 0);
    model_name(descriptor, sizeof *descriptor, "descriptor");
}
static void ring_reads(void) {
    begin_ring();
    arrives_during(read_one, &numbers[0]);
}
static void ring_reads_under_polls(void) {
    begin_ring();
    wok__fetch_add_relaxed(&users, 1);
    int t = model_spawn(bytes_arrive, NULL), u = model_spawn(read_one_impatiently, NULL);
    turns(NULL);
    model_join(t);
    model_join(u);
    close_at_end();
}
/* Given up at any moment; what it has received meanwhile is there for the next. */
static void read_give_up_read(void *unused) {
    (void)unused;
    struct wok_waker waker = world_flag_waker(0);
    struct wok_descriptor_wait *wait = model_allocate(sizeof *wait, 16);
    char *buffer = model_allocate(4, 16);
    struct wok__request request = {WOK__REQUEST_READ, buffer, 1};
    struct wok_context cx = {.size = sizeof cx, .budget = 100, .waker = &waker};
    ssize_t result = 0;
    wok__current.reactor = reactor;
    wok__operation_init(wait, descriptor);
    bool has_read = wok__operation_poll(descriptor, wait, &request, &cx, &result) == WOK_READY;
    while (!has_read && wok__operation_cancel(descriptor, wait, &cx) == WOK_PENDING)
        world_wait_for_wake(0);
    model_free(wait);
    model_free(buffer);
    if (!has_read)
        result = read_bytes(1, 1);
    model_assert(result == 1);
    user_leaves();
}
static void ring_read_given_up(void) {
    begin_ring();
    arrives_during(read_give_up_read, NULL);
}
static void read_until_ring_closed(void *unused) {
    (void)unused;
    ssize_t result = read_bytes(0, 1);
    model_assert(result == -EBADF || result == -ECANCELED);
    user_leaves();
}
static void close_and_leave(void *unused) {
    close_now(unused);
    user_leaves();
}
static void ring_closed_under_read(void) {
    begin_ring();
    wok__fetch_add_relaxed(&users, 2);
    int t = model_spawn(read_until_ring_closed, NULL), u = model_spawn(close_and_leave, NULL);
    turns(NULL);
    model_join(t);
    model_join(u);
    end_closed();
}

#define MODEL(identifier, title, preemptions, set)                                                 \
    static const struct model identifier##_model = {.name = "reactor/" title,                      \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .outcomes = set,                               \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(interrupted, "an interrupt ends the wait", 3, 0);
MODEL(interrupted_twice, "two interrupts", 3, 0);
MODEL(interrupt_publishes, "an interrupt publishes", 3, 0);
MODEL(waiting_publishes, "a wait publishes", 3, 3);
MODEL(ring_interrupted, "an interrupt ends the wait in a ring", 3, 0);
MODEL(ring_interrupted_twice, "two interrupts of a ring", 2, 0);
MODEL(ring_interrupt_publishes, "an interrupt of a ring publishes", 3, 0);
MODEL(ring_waiting_publishes, "a wait in a ring publishes", 3, 3);
MODEL(readiness, "bytes arrive while a reader finds none", 2, 0);
MODEL(readiness_unknown, "bytes arrive while a reader registers", 2, 0);
MODEL(two_readers, "two readers, two bytes", 1, 0);
MODEL(event_against_read, "an event while readiness is cleared", 3, 0);
MODEL(read_given_up, "an event while a read is given up", 3, 0);
MODEL(event_under_polls, "an event under polls", 3, 0);
MODEL(closed_under_polls, "closed under polls", 3, 0);
MODEL(ring_reads_under_polls, "a ring receives under polls", 2, 0);
MODEL(opened_again_under_user, "opened again under a user", 3, 3);
MODEL(opened_again_under_users, "opened again under two users", 3, 0);
MODEL(closed_impatiently_under_user, "closed under a user, polled", 3, 3);
MODEL(pool_found, "pool: found by another", 2, 0);
MODEL(pool_made_by_two, "pool: made by two", 3, 0);
MODEL(pool_walked, "pool: walked", 2, 3);
MODEL(closed_under_reader_and_user, "closed under a reader and a user", 2, 0);
MODEL(closed_under_reader, "closed under a reader", 2, 3);
MODEL(closed_under_event, "closed under an event", 3, 0);
MODEL(ring_reads, "a ring receives while it is turned", 2, 0);
MODEL(ring_read_given_up, "what a ring reads is given up", 1, 0);
MODEL(ring_closed_under_read, "closed under a read of a ring", 1, 0);

const struct model *const reactor_models[] = {
    &interrupted_model,
    &interrupted_twice_model,
    &interrupt_publishes_model,
    &waiting_publishes_model,
    &ring_interrupted_model,
    &ring_interrupted_twice_model,
    &ring_interrupt_publishes_model,
    &ring_waiting_publishes_model,
    &readiness_model,
    &readiness_unknown_model,
    &two_readers_model,
    &event_against_read_model,
    &read_given_up_model,
    &event_under_polls_model,
    &closed_under_polls_model,
    &ring_reads_under_polls_model,
    &opened_again_under_user_model,
    &opened_again_under_users_model,
    &closed_impatiently_under_user_model,
    &pool_found_model,
    &pool_made_by_two_model,
    &pool_walked_model,
    &closed_under_reader_model,
    &closed_under_reader_and_user_model,
    &closed_under_event_model,
    &ring_reads_model,
    &ring_read_given_up_model,
    &ring_closed_under_read_model,
    NULL,
};
