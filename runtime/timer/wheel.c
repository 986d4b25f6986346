/*
 * wheel.c: see wheel.h.
 */
#include "timer/wheel.h"

#include "base/bits.h"
#include "base/check.h"
#include "task/task.h"

#define TICK_MAX   (((uint64_t)1 << 47) - 1)
#define TICK_NEVER UINT64_MAX

/* How much advance does before it lets others have the lock. */
#define BATCH_FIRED 256
#define BATCH_BOXES 32
#define BATCH_MOVED 256

enum { NO_WAKER = 0, FIRED = 1, TAG_TASK = 2, TAG_BOX = 4, TAG_MASK = 7 };

void wok__wheel_init(struct wok__wheel *wheel, const struct wok__clock *clock, uint32_t index) {
    *wheel = (struct wok__wheel){.system = clock->system, .clock = clock, .index = index};
    wheel->elapsed = wok__clock_now(clock) >> WOK__TICK_SHIFT;
    wok__store_relaxed(&wheel->next, TICK_NEVER);
}

/* Nodes */

static uint64_t tick_rounded_up(uint64_t ns) {
    uint64_t tick = (ns >> WOK__TICK_SHIFT) + ((ns & (((uint64_t)1 << WOK__TICK_SHIFT) - 1)) != 0);
    return tick < TICK_MAX ? tick : TICK_MAX;
}

static uint64_t node_tick(const struct wok_sleep *node) {
    return wok__timer_when(node) >> 12 & (((uint64_t)1 << 48) - 1);
}

static void set_when(struct wok_sleep *node, uint64_t when) {
    wok__store_relaxed(wok__atomic_in_u64(&node->when), when);
}

static void set_tick(struct wok__wheel *wheel, struct wok_sleep *node, uint64_t tick,
                     uint64_t flags) {
    set_when(node, WOK__TIMER_POLLED | flags | tick << 12 | wheel->index);
}

/* Any list: the buckets, the wheel's relative nodes, a poll's new ones. */
static void link_into(struct wok_sleep **head, struct wok_sleep *node) {
    node->next = *head;
    node->previous = head;
    if (*head)
        (*head)->previous = &node->next;
    *head = node;
}

static void unlink_from_list(struct wok_sleep *node) {
    *node->previous = node->next;
    if (node->next)
        node->next->previous = node->previous;
}

/* A waker in one word; NO_WAKER when there is no memory for it. */
static uintptr_t pack_waker(struct wok__wheel *wheel, const struct wok_waker *waker) {
    if (wok__is_task_waker(waker))
        return wok__task_waker_pack(waker) | TAG_TASK;
    struct wok_waker *box = wheel->system->allocate(wheel->system, sizeof *box);
    if (!box)
        return NO_WAKER;
    *box = wok_waker_clone(waker);
    return (uintptr_t)box | TAG_BOX;
}

static struct wok_waker unpack_box(struct wok__wheel *wheel, uintptr_t packed) {
    if ((packed & TAG_MASK) != TAG_BOX)
        return (struct wok_waker){0};
    struct wok_waker *box = (struct wok_waker *)(packed & ~(uintptr_t)TAG_MASK);
    struct wok_waker waker = *box;
    wheel->system->release(wheel->system, box);
    return waker;
}

static void drop_packed(struct wok__wheel *wheel, uintptr_t packed) {
    struct wok_waker unused = unpack_box(wheel, packed);
    wok_waker_drop(&unused);
}

static bool same_waker(uintptr_t packed, const struct wok_waker *waker) {
    if ((packed & TAG_MASK) == TAG_TASK)
        return wok__is_task_waker(waker) && packed == (wok__task_waker_pack(waker) | TAG_TASK);
    void *data = (void *)(packed & ~(uintptr_t)TAG_MASK);
    return (packed & TAG_MASK) == TAG_BOX && wok_waker_will_wake(data, waker);
}

/* New nodes: of the poll that runs, on its thread */

void wok__timer_make_new(struct wok_sleep **list, struct wok_sleep *node,
                         const struct wok_waker *waker) {
    node->when |= WOK__TIMER_POLLED | WOK__TIMER_NEW;
    node->waker = wok__task_waker_pack(waker) | TAG_TASK;
    link_into(list, node);
}

void wok__timer_unmake_new(struct wok_sleep *node) {
    unlink_from_list(node);
    node->when &= ~(WOK__TIMER_POLLED | WOK__TIMER_NEW);
}

/* The wheel, under its lock */

/* The node's tick is after `elapsed`. */
static void link_node(struct wok__wheel *wheel, struct wok_sleep *node) {
    uint64_t tick = node_tick(node);
    unsigned level = wok__highest_bit((wheel->elapsed ^ tick) | 1) / 6;
    unsigned bucket = (unsigned)(tick >> (6 * level)) & 63;
    link_into(&wheel->buckets[level][bucket], node);
    wheel->occupied[level] |= (uint64_t)1 << bucket;
}

/* A bucket that becomes empty loses its bit here: its head is found by address. */
static void unlink_node(struct wok__wheel *wheel, struct wok_sleep *node) {
    unlink_from_list(node);
    struct wok_sleep **first = &wheel->buckets[0][0];
    if (!node->next && node->previous >= first &&
        node->previous < first + WOK__WHEEL_LEVELS * WOK__WHEEL_BUCKETS) {
        size_t position = (size_t)(node->previous - first);
        wheel->occupied[position / 64] &= ~((uint64_t)1 << position % 64);
    }
    node->previous = NULL;
}

static void count_add(struct wok__wheel *wheel, int64_t difference) {
    wok__store_relaxed(&wheel->count, wok__load_relaxed(&wheel->count) + (uint64_t)difference);
}

static void link_relative(struct wok__wheel *wheel, struct wok_sleep *node) {
    if (!wheel->relative)
        wok__store_relaxed(&wheel->is_relative, 1);
    link_into(&wheel->relative, node);
    count_add(wheel, 1);
}

static enum wok__timer start_locked(struct wok__wheel *wheel, struct wok_sleep *node) {
    uint64_t tick = node_tick(node);
    if (tick <= wheel->elapsed)
        return WOK__TIMER_FIRED;
    link_node(wheel, node);
    count_add(wheel, 1);
    if (tick >= wok__load_relaxed(&wheel->next))
        return WOK__TIMER_WAITING;
    wok__store_relaxed(&wheel->next, tick);
    return WOK__TIMER_SOONEST;
}

void wok__wheel_take_new(struct wok__wheel *wheel, struct wok_sleep *list) {
    struct wok_task *due = NULL;
    uint64_t ready = 0;
    wok__lock_acquire(&wheel->lock);
    for (struct wok_sleep *node = list, *next; node; node = next) {
        uint64_t when = node->when, ns = when & WOK__TIMER_NS_MAX;
        next = node->next;
        set_tick(wheel, node, tick_rounded_up(ns),
                 when & WOK__TIMER_POINT ? 0 : WOK__TIMER_RELATIVE);
        if (!(when & WOK__TIMER_POINT)) {
            link_relative(wheel, node);
        } else if (start_locked(wheel, node) == WOK__TIMER_FIRED) {
            struct wok_waker waker = wok__task_waker_unpack(node->waker);
            due = waker.data;
            ready |= wok__task_waker_ready(&waker);
            node->waker = FIRED;
        }
    }
    wok__lock_release(&wheel->lock);
    if (due) /* it is being polled: it will be once more */
        wok__state_wake_by_ref(&due->word, ready);
}

/* Nodes in the wheel */

enum wok__timer wok__timer_start(struct wok__wheel *wheel, struct wok_sleep *node,
                                 uint64_t deadline_ns, const struct wok_waker *waker) {
    uintptr_t packed = pack_waker(wheel, waker);
    set_tick(wheel, node, tick_rounded_up(deadline_ns), 0);
    if (packed == NO_WAKER) {
        set_when(node, node->when | WOK__TIMER_ASKS_CLOCK);
        return wok__timer_look(wheel, node, waker);
    }
    wok__lock_acquire(&wheel->lock);
    node->waker = packed;
    enum wok__timer timer = start_locked(wheel, node);
    if (timer == WOK__TIMER_FIRED)
        node->waker = FIRED;
    wok__lock_release(&wheel->lock);
    if (timer == WOK__TIMER_FIRED)
        drop_packed(wheel, packed);
    return timer;
}

/* Without memory for a waker the task runs again and again until its time has come. */
static enum wok__timer ask_clock(struct wok__wheel *wheel, struct wok_sleep *node,
                                 const struct wok_waker *waker) {
    if (wok__clock_now(wheel->clock) >> WOK__TICK_SHIFT >= node_tick(node))
        return WOK__TIMER_FIRED;
    wok_waker_wake_by_ref(waker);
    return WOK__TIMER_WAITING;
}

/* Under the lock. A node leaves the wheel and asks the clock from now on. */
static void become_asker(struct wok__wheel *wheel, struct wok_sleep *node) {
    uint64_t tick = node_tick(node);
    if (wok__timer_when(node) & WOK__TIMER_RELATIVE)
        tick += tick_rounded_up(wok__clock_now(wheel->clock));
    unlink_node(wheel, node);
    count_add(wheel, -1);
    set_tick(wheel, node, tick, WOK__TIMER_ASKS_CLOCK);
}

enum wok__timer wok__timer_look(struct wok__wheel *wheel, struct wok_sleep *node,
                                const struct wok_waker *waker) {
    if (wok__timer_when(node) & WOK__TIMER_ASKS_CLOCK)
        return ask_clock(wheel, node, waker);
    uintptr_t replaced = 0;
    wok__lock_acquire(&wheel->lock);
    bool fired = node->waker == FIRED;
    bool same = fired || same_waker(node->waker, waker);
    wok__lock_release(&wheel->lock);
    if (fired)
        return WOK__TIMER_FIRED;
    if (same)
        return WOK__TIMER_WAITING;

    uintptr_t packed = pack_waker(wheel, waker);
    wok__lock_acquire(&wheel->lock);
    fired = node->waker == FIRED;
    if (!fired && packed == NO_WAKER)
        become_asker(wheel, node);
    if (!fired) {
        replaced = node->waker;
        node->waker = packed;
    }
    wok__lock_release(&wheel->lock);
    drop_packed(wheel, fired ? packed : replaced);
    if (!fired && packed == NO_WAKER)
        return ask_clock(wheel, node, waker);
    return fired ? WOK__TIMER_FIRED : WOK__TIMER_WAITING;
}

void wok__timer_cancel(struct wok__wheel *wheel, struct wok_sleep *node) {
    if (wok__timer_when(node) & WOK__TIMER_ASKS_CLOCK)
        return;
    wok__lock_acquire(&wheel->lock);
    uintptr_t packed = node->waker;
    if (packed != FIRED) {
        unlink_node(wheel, node);
        count_add(wheel, -1);
        node->waker = FIRED;
    }
    wok__lock_release(&wheel->lock);
    drop_packed(wheel, packed);
}

uint64_t wok__wheel_next_ns(const struct wok__wheel *wheel) {
    uint64_t tick =
        wok__load_relaxed(&wheel->next); /* who brings it nearer interrupts who sleeps */
    return tick == TICK_NEVER ? WOK__FOREVER : tick << WOK__TICK_SHIFT;
}

/* Advancing */

/* What fires while the lock is held, to be woken when it is not. */
struct fired {
    struct wok_task *first, *last; /* QUEUED and linked */
    uint32_t total, boxes;
    struct wok_task *blocked[BATCH_BOXES]; /* QUEUED BLOCK_ON tasks, with a reference each */
    uintptr_t box[BATCH_BOXES];
    uint32_t blocked_count;
};

static bool batch_is_full(const struct fired *fired, unsigned moved_count) {
    return fired->total >= BATCH_FIRED || fired->boxes >= BATCH_BOXES ||
           fired->blocked_count >= BATCH_BOXES || moved_count >= BATCH_MOVED;
}

/* Under the lock, which keeps the task from ending: its frame holds the node. */
static void fire_task(struct fired *fired, struct wok_waker waker) {
    struct wok_task *task = waker.data;
    if (wok__state_wake_by_ref(&task->word, wok__task_waker_ready(&waker)) != WOK__WAKE_SUBMIT)
        return;
    if (wok__load_relaxed(&task->word) & WOK__TASK_BLOCK_ON) {
        wok__state_reference(&task->word); /* its thread may run and end it before it is told */
        fired->blocked[fired->blocked_count++] = task;
        return;
    }
    wok__task_link(task, NULL);
    if (fired->first)
        wok__task_link(fired->last, task);
    else
        fired->first = task;
    fired->last = task;
}

static void fire(struct fired *fired, struct wok_sleep *node) {
    uintptr_t packed = node->waker;
    node->waker = FIRED; /* from here on the node is its poller's */
    fired->total++;
    if ((packed & TAG_MASK) == TAG_TASK)
        fire_task(fired, wok__task_waker_unpack(packed));
    else
        fired->box[fired->boxes++] = packed;
}

/* After the lock was given back. */
static void wake_fired(struct wok__wheel *wheel, struct fired *fired) {
    if (fired->first)
        wok__task_host(fired->first->runtime)->submit_list(fired->first->runtime, fired->first);
    for (uint32_t i = 0; i < fired->blocked_count; i++) {
        wok__task_after_wake(fired->blocked[i], WOK__WAKE_SUBMIT);
        wok__task_drop(fired->blocked[i]);
    }
    for (uint32_t i = 0; i < fired->boxes; i++) {
        struct wok_waker waker = unpack_box(wheel, fired->box[i]);
        wok_waker_wake(&waker);
    }
}

/*
 * Under the lock: the bucket whose time comes first, and that time. Of two with the same time the
 * higher level comes first, because its timers may belong into the lower one.
 */
static struct wok_sleep **next_bucket(struct wok__wheel *wheel, uint64_t *tick) {
    struct wok_sleep **best = NULL;
    for (unsigned level = 0; level < WOK__WHEEL_LEVELS; level++) {
        if (!wheel->occupied[level])
            continue;
        unsigned bucket = wok__lowest_bit(wheel->occupied[level]);
        uint64_t above = wheel->elapsed & ~(((uint64_t)1 << (6 * level + 6)) - 1);
        uint64_t begins = above + ((uint64_t)bucket << (6 * level));
        if (!best || begins <= *tick) {
            best = &wheel->buckets[level][bucket];
            *tick = begins;
        }
    }
    return best;
}

/* Empty the bucket as far as the batch allows: fire what is due, move the others down. */
static void take_bucket(struct wok__wheel *wheel, struct wok_sleep **bucket, struct fired *fired,
                        unsigned *moved_count) {
    while (*bucket && !batch_is_full(fired, *moved_count)) {
        struct wok_sleep *node = *bucket;
        if (node->next)
            __builtin_prefetch(node->next, 1);
        unlink_node(wheel, node);
        if (node_tick(node) > wheel->elapsed) {
            link_node(wheel, node);
            ++*moved_count;
            continue;
        }
        fire(fired, node);
    }
}

/* Under the lock. Returns false when nothing is left to do at `now`. */
static bool collect(struct wok__wheel *wheel, uint64_t now, struct fired *fired) {
    unsigned moved_count = 0;
    while (!batch_is_full(fired, moved_count)) {
        uint64_t tick = TICK_NEVER;
        struct wok_sleep **bucket = next_bucket(wheel, &tick);
        if (!bucket || tick > now) {
            if (now > wheel->elapsed)
                wheel->elapsed = now;
            wok__store_relaxed(&wheel->next, tick);
            return false;
        }
        if (tick > wheel->elapsed)
            wheel->elapsed = tick;
        take_bucket(wheel, bucket, fired, &moved_count);
    }
    return true;
}

/* Under the lock. The clock is read here: every node in the list was asked for before. */
static void stamp_relative(struct wok__wheel *wheel) {
    struct wok_sleep *node = wheel->relative, *next;
    wok__store_relaxed(&wheel->is_relative, 0);
    uint64_t now = node ? tick_rounded_up(wok__clock_now(wheel->clock)) : 0;
    wheel->relative = NULL;
    for (; node; node = next) {
        next = node->next;
        uint64_t tick = now + node_tick(node);
        set_tick(wheel, node, tick < TICK_MAX ? tick : TICK_MAX, 0);
        count_add(wheel, -1);
        if (start_locked(wheel, node) == WOK__TIMER_FIRED) { /* asked to sleep for no time */
            set_tick(wheel, node, wheel->elapsed + 1, 0);
            start_locked(wheel, node);
        }
    }
}

uint64_t wok__wheel_advance(struct wok__wheel *wheel, uint64_t now_ns) {
    uint64_t now = now_ns >> WOK__TICK_SHIFT, total = 0;
    bool more = now >= wok__load_relaxed(&wheel->next) || wok__load_relaxed(&wheel->is_relative);
    while (more) {
        struct fired fired;
        fired.first = fired.last = NULL;
        fired.total = fired.boxes = fired.blocked_count = 0;
        wok__lock_acquire(&wheel->lock);
        if (wok__load_relaxed(&wheel->is_relative))
            stamp_relative(wheel);
        more = now >= wok__load_relaxed(&wheel->next) && collect(wheel, now, &fired);
        count_add(wheel, -(int64_t)fired.total);
        wok__lock_release(&wheel->lock);
        wake_fired(wheel, &fired);
        total += fired.total;
    }
    return total;
}
