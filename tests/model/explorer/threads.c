/*
 * threads.c: which thread goes on. A thread stops before each of its operations that another could
 * notice, and says what it is about to touch; then the search picks who continues.
 *
 * A thread that waits costs nothing: it is not picked until what it waits for has happened. When
 * nobody can be picked, somebody waits for something that will never happen: a lost wakeup.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine.h"
#include "platform/wait.h"

static const struct footprint LOCAL = {.location = -1};

_Thread_local struct wok__current wok__current;

static void go_to(unsigned thread) {
    if (thread == engine.me)
        return;
    struct thread *from = self();
    from->wok_current = wok__current;
    engine.me = thread;
    wok__current = self()->wok_current;
    fiber_switch(&from->fiber, &self()->fiber);
}

static bool is_enabled(unsigned thread) {
    struct thread *t = &engine.threads[thread];
    if (t->state != WAITING)
        return t->state == READY;
    engine.asking = true; /* nobody's access */
    bool holds = t->condition(t->condition_argument);
    engine.asking = false;
    return holds;
}

static unsigned collect_enabled(unsigned *threads, bool *same) {
    unsigned count = 0;
    *same = is_enabled(engine.me);
    if (*same)
        threads[count++] = engine.me;
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (i != engine.me && is_enabled(i))
            threads[count++] = i;
    return count;
}

static bool anybody(enum thread_state state) {
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (engine.threads[i].state == state)
            return true;
    return false;
}

void threads_wrote(void) {
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (engine.threads[i].state == YIELDED)
            engine.threads[i].state = READY;
}

/* Nobody can go on. Time passes: sleeps with a limit end, if there are any. */
static bool end_a_sleep(void) {
    for (unsigned i = 0; i < engine.thread_count; i++) {
        struct thread *thread = &engine.threads[i];
        if (thread->state == ASLEEP && thread->futex_limited) {
            thread->state = READY;
            thread->timed_out = true;
            return true;
        }
    }
    return false;
}

static const char *state_name(const struct thread *thread) {
    switch (thread->state) {
    case ASLEEP:
        return "sleeps on a futex";
    case WAITING:
        return "waits for the world";
    case JOINING:
        return "joins another";
    default:
        return "has ended";
    }
}

static void fail_deadlock(void) {
    char text[300];
    int used = 0;
    for (unsigned i = 0; i < engine.thread_count; i++)
        used += snprintf(text + used, sizeof text - (size_t)used, "%s thread %u %s", i ? "," : "",
                         i, state_name(&engine.threads[i]));
    model_fail("deadlock or lost wakeup:%s", text);
}

static bool independent(const struct footprint *a, const struct footprint *b) {
    if (a->all || b->all)
        return false;
    if (a->fence && b->fence)
        return false;
    return a->location < 0 || a->location != b->location || !(a->writes || b->writes);
}

/* The sleep set after the next step of `thread`: what depends on it has to be tried again. */
static void wake_sleep_set(unsigned thread) {
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (engine.sleeping >> i & 1 &&
            !independent(&engine.threads[i].next, &engine.threads[thread].next))
            engine.sleeping &= ~(1u << i);
}

/* Who goes on? Does not return to a thread that ended. */
static void pick(void) {
    unsigned threads[THREADS_MAX];
    bool same;
    unsigned count = collect_enabled(threads, &same);
    if (count == 0) {
        threads_wrote();
        count = collect_enabled(threads, &same);
    }
    if (count == 0 && end_a_sleep())
        count = collect_enabled(threads, &same);
    if (count == 0) {
        if (anybody(ASLEEP) || anybody(WAITING) || anybody(JOINING))
            fail_deadlock();
        search_leave();
    }
    unsigned place = search_choose_thread(threads, count, same);
    unsigned next = threads[place];
    if (same && next != engine.me)
        engine.preemptions++;
    wake_sleep_set(next);
    struct thread *thread = &engine.threads[next];
    if (thread->state == WAITING)
        thread->state = READY;
    go_to(next);
}

void threads_step(struct footprint footprint) {
    self()->next = footprint;
    if (++engine.steps > STEPS_MAX)
        model_fail("livelock: no end after %d steps", STEPS_MAX);
    if (engine.thread_count > 1)
        pick();
    self()->next = LOCAL;
}

static void end(void) {
    self()->state = ENDED;
    self()->next = LOCAL;
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (engine.threads[i].state == JOINING && engine.threads[i].joins == engine.me)
            engine.threads[i].state = READY;
    if (trace_is_on())
        trace_add(NULL, NULL, "ends");
    threads_wrote();
    pick();
    abort(); /* a thread that has ended was picked */
}

static void trampoline(void) {
    self()->run(self()->argument);
    end();
}

static void thread_start(unsigned index, void (*run)(void *argument), void *argument) {
    struct thread *thread = &engine.threads[index];
    char *stack = thread->stack ? thread->stack : malloc(FIBER_STACK_SIZE);
    if (!stack)
        abort();
    *thread = (struct thread){
        .stack = stack, .run = run, .argument = argument, .state = READY, .next = LOCAL};
    fiber_start(&thread->fiber, stack, trampoline);
}

static void run_model(void *argument) {
    (void)argument;
    engine.model->run();
    for (unsigned i = 1; i < engine.thread_count; i++)
        if (engine.threads[i].state != ENDED)
            model_fail("the model has ended before its thread %u", i);
    plain_end();
}

void threads_begin(void) {
    wok__current = (struct wok__current){0};
    engine.thread_count = 1;
    engine.me = 0;
    thread_start(0, run_model, NULL);
    self()->current.clock[0] = 1;
    fiber_switch(&engine.root, &self()->fiber);
}

int model_spawn(void (*run)(void *argument), void *argument) {
    if (engine.thread_count == THREADS_MAX)
        model_fail("more than %d threads", THREADS_MAX);
    unsigned index = engine.thread_count++;
    thread_start(index, run, argument);
    struct thread *thread = &engine.threads[index];
    thread->current = self()->current;
    thread->current.clock[index] = 1;
    self()->current.clock[engine.me]++;
    if (trace_is_on())
        trace_add(__builtin_return_address(0), NULL, "starts thread %u", index);
    return (int)index;
}

void model_join(int thread) {
    unsigned index = (unsigned)thread;
    if (engine.threads[index].state != ENDED) {
        self()->state = JOINING;
        self()->joins = index;
        pick();
    }
    view_join(&self()->current, &engine.threads[index].current);
    if (trace_is_on())
        trace_add(__builtin_return_address(0), NULL, "has joined thread %u", index);
}

unsigned model_thread(void) {
    return engine.me;
}

void model_kernel(void) {
    threads_step((struct footprint){.location = -1, .all = true});
    threads_wrote();
}

void model_wait_until(bool (*condition)(void *argument), void *argument) {
    struct thread *thread = self();
    thread->condition = condition;
    thread->condition_argument = argument;
    thread->state = WAITING;
    thread->next = (struct footprint){.location = -1, .all = true};
    if (++engine.steps > STEPS_MAX)
        model_fail("livelock: no end after %d steps", STEPS_MAX);
    pick();
    thread->next = LOCAL;
}

/* As any machine lets it in the end. Orders nothing. */
static void see_newest(struct thread *thread) {
    for (unsigned i = 0; i < engine.location_count; i++)
        if (engine.locations[i].address)
            thread->current.seen[i] = (uint16_t)(engine.locations[i].count - 1);
}

/* Somebody else has to move before this thread looks again; then it sees what is newest. */
void wok__spin_pause(void) {
    struct thread *thread = self();
    thread->state = YIELDED;
    thread->next = (struct footprint){.location = -1, .all = true};
    if (++engine.steps > STEPS_MAX)
        model_fail("livelock: no end after %d steps", STEPS_MAX);
    pick();
    thread->next = LOCAL;
    see_newest(thread);
}

/* Futexes: comparing and falling asleep is one step; so is waking. */

static unsigned futex_step(wok__atomic_u32 *word, const void *place) {
    bool strong = !(engine.model->flags & MODEL_FUTEX_WEAK);
    plain_check_alive(word, place);
    unsigned location = atomics_location(word, sizeof *word);
    threads_step((struct footprint){.location = (int)location, .writes = true, .fence = strong});
    if (strong)
        atomics_fence_seq_cst();
    return atomics_location(word, sizeof *word);
}

int wok__futex_wait(wok__atomic_u32 *word, uint32_t expected, uint64_t timeout_ns) {
    const void *place = __builtin_return_address(0);
    unsigned location = futex_step(word, place);
    plain_check_alive(word, place);
    /* The kernel has read the newest value, so this thread never reads an older one again. */
    self()->current.seen[location] = (uint16_t)(engine.locations[location].count - 1);
    if (atomics_newest(location) != expected) {
        if (trace_is_on())
            trace_add(place, word, "futex wait: is not %x", expected);
        return -EAGAIN;
    }
    if (trace_is_on())
        trace_add(place, word, "futex wait: sleeps");
    struct thread *thread = self();
    thread->state = ASLEEP;
    thread->futex = word;
    thread->futex_limited = timeout_ns != WOK__FOREVER;
    thread->timed_out = false;
    pick();
    if (!(engine.model->flags & MODEL_FUTEX_WEAK))
        atomics_fence_seq_cst();
    if (!thread->timed_out)
        return 0;
    see_newest(thread);
    return -ETIMEDOUT;
}

/* The word may be gone already: only its address is used, as in the kernel. */
void wok__futex_wake(wok__atomic_u32 *word, uint32_t count) {
    bool strong = !(engine.model->flags & MODEL_FUTEX_WEAK);
    threads_step((struct footprint){.location = -1, .all = true});
    if (strong)
        atomics_fence_seq_cst();
    for (unsigned i = 0; i < engine.thread_count && count; i++) {
        struct thread *thread = &engine.threads[i];
        if (thread->state != ASLEEP || thread->futex != word)
            continue;
        thread->state = READY;
        count--;
        if (trace_is_on())
            trace_add(__builtin_return_address(0), word, "futex wake: thread %u", i);
    }
    if (count && trace_is_on())
        trace_add(__builtin_return_address(0), word, "futex wake: nobody");
}
