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
#define BATCH_FIRED 64
#define BATCH_MOVED 256

enum { NO_WAKER = 0, FIRED = 1, TAG_TASK = 2, TAG_BOX = 4, TAG_MASK = 7 };

void wok__wheel_init(struct wok__wheel *wheel, struct wok__system *system, uint32_t index) {
    *wheel = (struct wok__wheel){.system = system, .index = index};
    wheel->elapsed = system->now(system) >> WOK__TICK_SHIFT;
    wok__store_relaxed(&wheel->next, TICK_NEVER);
}

static uint64_t tick_of_deadline(uint64_t deadline_ns) {
    uint64_t tick = (deadline_ns >> WOK__TICK_SHIFT) +
                    ((deadline_ns & (((uint64_t)1 << WOK__TICK_SHIFT) - 1)) != 0);
    return tick < TICK_MAX ? tick : TICK_MAX;
}

static uint64_t node_tick(const struct wok_sleep *node) {
    return node->when >> 12 & (((uint64_t)1 << 48) - 1);
}

/* A waker in one word; NO_WAKER when there is no memory for it. */
static uintptr_t pack_waker(struct wok__wheel *wheel, const struct wok_waker *waker) {
    if (waker->type == &wok__task_waker_type)
        return (uintptr_t)wok_waker_clone(waker).data | TAG_TASK;
    struct wok_waker *box = wheel->system->allocate(wheel->system, sizeof *box);
    if (!box)
        return NO_WAKER;
    *box = wok_waker_clone(waker);
    return (uintptr_t)box | TAG_BOX;
}

static struct wok_waker unpack_waker(struct wok__wheel *wheel, uintptr_t packed) {
    void *data = (void *)(packed & ~(uintptr_t)TAG_MASK);
    switch (packed & TAG_MASK) {
    case TAG_TASK:
        return wok__task_waker(data);
    case TAG_BOX: {
        struct wok_waker waker = *(struct wok_waker *)data;
        wheel->system->release(wheel->system, data);
        return waker;
    }
    default:
        return (struct wok_waker){0};
    }
}

static bool same_waker(uintptr_t packed, const struct wok_waker *waker) {
    void *data = (void *)(packed & ~(uintptr_t)TAG_MASK);
    if ((packed & TAG_MASK) == TAG_TASK)
        return waker->type == &wok__task_waker_type && waker->data == data;
    return (packed & TAG_MASK) == TAG_BOX && wok_waker_will_wake(data, waker);
}

/* Under the lock. The node's tick is after `elapsed`. */
static void link_node(struct wok__wheel *wheel, struct wok_sleep *node) {
    uint64_t tick = node_tick(node);
    unsigned level = wok__highest_bit((wheel->elapsed ^ tick) | 1) / 6;
    unsigned bucket = (unsigned)(tick >> (6 * level)) & 63;
    struct wok_sleep **head = &wheel->buckets[level][bucket];
    node->next = *head;
    node->previous = head;
    if (*head)
        (*head)->previous = &node->next;
    *head = node;
    wheel->occupied[level] |= (uint64_t)1 << bucket;
}

/* Under the lock. A bucket that becomes empty loses its bit here: its head is found by address. */
static void unlink_node(struct wok__wheel *wheel, struct wok_sleep *node) {
    *node->previous = node->next;
    if (node->next)
        node->next->previous = node->previous;
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

static enum wok__timer start_locked(struct wok__wheel *wheel, struct wok_sleep *node) {
    uint64_t tick = node_tick(node);
    if (tick <= wheel->elapsed)
        return WOK__TIMER_FIRED;
    link_node(wheel, node);
    count_add(wheel, 1);
    if (tick >= wok__load_relaxed(&wheel->next))
        return WOK__TIMER_WAITING;
    wok__store_release(&wheel->next, tick);
    return WOK__TIMER_SOONEST;
}

enum wok__timer wok__timer_start(struct wok__wheel *wheel, struct wok_sleep *node,
                                 uint64_t deadline_ns, const struct wok_waker *waker) {
    uintptr_t packed = pack_waker(wheel, waker);
    node->when = WOK__TIMER_STARTED | tick_of_deadline(deadline_ns) << 12 | wheel->index;
    if (packed == NO_WAKER) {
        node->when |= WOK__TIMER_ASKS_CLOCK;
        return wok__timer_look(wheel, node, waker);
    }
    wok__lock_acquire(&wheel->lock);
    node->waker = packed;
    enum wok__timer timer = start_locked(wheel, node);
    if (timer == WOK__TIMER_FIRED)
        node->waker = FIRED;
    wok__lock_release(&wheel->lock);
    if (timer == WOK__TIMER_FIRED) {
        struct wok_waker unused = unpack_waker(wheel, packed);
        wok_waker_drop(&unused);
    }
    return timer;
}

/* Without memory for a waker the task runs again and again until its time has come. */
static enum wok__timer ask_clock(struct wok__wheel *wheel, struct wok_sleep *node,
                                 const struct wok_waker *waker) {
    if (wheel->system->now(wheel->system) >> WOK__TICK_SHIFT >= node_tick(node))
        return WOK__TIMER_FIRED;
    wok_waker_wake_by_ref(waker);
    return WOK__TIMER_WAITING;
}

enum wok__timer wok__timer_look(struct wok__wheel *wheel, struct wok_sleep *node,
                                const struct wok_waker *waker) {
    if (node->when & WOK__TIMER_ASKS_CLOCK)
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
    if (!fired && packed == NO_WAKER) {
        unlink_node(wheel, node);
        count_add(wheel, -1);
        node->when |= WOK__TIMER_ASKS_CLOCK;
    }
    if (!fired) {
        replaced = node->waker;
        node->waker = packed;
    }
    wok__lock_release(&wheel->lock);
    struct wok_waker unused = unpack_waker(wheel, fired ? packed : replaced);
    wok_waker_drop(&unused);
    if (!fired && packed == NO_WAKER)
        return ask_clock(wheel, node, waker);
    return fired ? WOK__TIMER_FIRED : WOK__TIMER_WAITING;
}

void wok__timer_cancel(struct wok__wheel *wheel, struct wok_sleep *node) {
    if (node->when & WOK__TIMER_ASKS_CLOCK)
        return;
    wok__lock_acquire(&wheel->lock);
    uintptr_t packed = node->waker;
    if (packed != FIRED) {
        unlink_node(wheel, node);
        count_add(wheel, -1);
        node->waker = FIRED;
    }
    wok__lock_release(&wheel->lock);
    struct wok_waker unused = unpack_waker(wheel, packed);
    wok_waker_drop(&unused);
}

uint64_t wok__wheel_next_ns(const struct wok__wheel *wheel) {
    uint64_t tick = wok__load_acquire(&wheel->next);
    return tick == TICK_NEVER ? WOK__FOREVER : tick << WOK__TICK_SHIFT;
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
static void take_bucket(struct wok__wheel *wheel, struct wok_sleep **bucket, uintptr_t *fired,
                        unsigned *fired_count, unsigned *moved_count) {
    while (*bucket && *fired_count < BATCH_FIRED && *moved_count < BATCH_MOVED) {
        struct wok_sleep *node = *bucket;
        unlink_node(wheel, node);
        if (node_tick(node) > wheel->elapsed) {
            link_node(wheel, node);
            ++*moved_count;
            continue;
        }
        fired[(*fired_count)++] = node->waker;
        node->waker = FIRED; /* from here on the node is its poller's */
    }
}

/* Under the lock. Returns false when nothing is left to do at `now`. */
static bool collect(struct wok__wheel *wheel, uint64_t now, uintptr_t *fired,
                    unsigned *fired_count) {
    unsigned moved_count = 0;
    while (*fired_count < BATCH_FIRED && moved_count < BATCH_MOVED) {
        uint64_t tick = TICK_NEVER;
        struct wok_sleep **bucket = next_bucket(wheel, &tick);
        if (!bucket || tick > now) {
            if (now > wheel->elapsed)
                wheel->elapsed = now;
            wok__store_release(&wheel->next, tick);
            return false;
        }
        if (tick > wheel->elapsed)
            wheel->elapsed = tick;
        take_bucket(wheel, bucket, fired, fired_count, &moved_count);
    }
    return true;
}

uint64_t wok__wheel_advance(struct wok__wheel *wheel, uint64_t now_ns) {
    uint64_t now = now_ns >> WOK__TICK_SHIFT, total = 0;
    bool more = now >= wok__load_relaxed(&wheel->next);
    while (more) {
        uintptr_t fired[BATCH_FIRED];
        unsigned fired_count = 0;
        wok__lock_acquire(&wheel->lock);
        more = collect(wheel, now, fired, &fired_count);
        count_add(wheel, -(int64_t)fired_count);
        wok__lock_release(&wheel->lock);
        for (unsigned i = 0; i < fired_count; i++) {
            struct wok_waker waker = unpack_waker(wheel, fired[i]);
            wok_waker_wake(&waker);
        }
        total += fired_count;
    }
    return total;
}
