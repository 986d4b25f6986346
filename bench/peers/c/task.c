/*
 * The floor for tasks: the same work as a loop over structs, one thread, no runtime.
 *
 * A task here is what no runtime can do without: a function pointer, a state, a result and a queue
 * link. There are no references, no wakers, no other threads; what a runtime costs is the distance
 * from these figures.
 */
#include "../../figure.h"

struct task {
    struct task *next;
    int (*resume)(struct task *self); /* 1 once finished */
    uint32_t state;
    int32_t result;
};

struct queue {
    struct task *head, **tail;
};

static struct queue ready = {NULL, &ready.head};

static void enqueue(struct task *task) {
    task->next = NULL;
    *ready.tail = task;
    ready.tail = &task->next;
}

static void run_until_idle(void) {
    while (ready.head) {
        struct task *task = ready.head;
        ready.head = task->next;
        if (!ready.head)
            ready.tail = &ready.head;
        if (!task->resume(task))
            enqueue(task);
    }
}

static int resume_leaf(struct task *self) {
    self->result = (int32_t)self->state;
    return 1;
}

static int resume_yielder(struct task *self) {
    return self->state-- == 0;
}

static uint64_t spawn_and_join(struct task **handles, uint32_t batch) {
    uint64_t sum = 0;
    for (uint32_t index = 0; index < batch; index++) {
        struct task *task = malloc(sizeof *task);
        if (!task)
            abort();
        task->resume = resume_leaf;
        task->state = index;
        handles[index] = task;
        enqueue(task);
    }
    run_until_idle();
    for (uint32_t index = 0; index < batch; index++) {
        sum += (uint64_t)handles[index]->result;
        free(handles[index]);
    }
    return sum;
}

static int spawn_join(const char *figure, const char *peer, uint32_t batch, uint32_t rounds) {
    struct task **handles = calloc(batch, sizeof *handles);
    uint64_t expected = (uint64_t)batch * (batch - 1) / 2, started_ns;
    if (!handles || spawn_and_join(handles, batch > 1000 ? 1000 : batch) == 1)
        return 1;
    started_ns = figure_now_ns();
    for (uint32_t round = 0; round < rounds; round++)
        if (spawn_and_join(handles, batch) != expected)
            return 1;
    figure_print(figure, peer, (double)(figure_now_ns() - started_ns) / batch / rounds, "ns");
    free(handles);
    return 0;
}

static int yield(const char *peer) {
    enum { tasks = 1000, yields = 1000 };
    static struct task yielders[tasks];
    uint64_t started_ns = figure_now_ns();
    for (int index = 0; index < tasks; index++) {
        yielders[index] = (struct task){.resume = resume_yielder, .state = yields};
        enqueue(&yielders[index]);
    }
    run_until_idle();
    figure_print("task/yield", peer, (double)(figure_now_ns() - started_ns) / tasks / yields, "ns");
    return 0;
}

/* A sleeping task of the floor: its state, and its place in a list of timers. */
struct sleeper {
    struct sleeper *next, *previous;
    uint64_t deadline_ns;
    int (*resume)(struct sleeper *self);
    uint64_t state;
};

static int sleeping(const char *peer) {
    enum { sleepers = 1000000 };
    struct sleeper slot = {.next = &slot, .previous = &slot};
    uint64_t before_bytes = figure_resident_bytes(), started_ns = figure_now_ns();
    for (int index = 0; index < sleepers; index++) {
        struct sleeper *sleeper = malloc(sizeof *sleeper);
        if (!sleeper)
            return 1;
        *sleeper = (struct sleeper){.next = &slot,
                                    .previous = slot.previous,
                                    .deadline_ns = started_ns + 3600u * 1000000000ull};
        slot.previous->next = sleeper;
        slot.previous = sleeper;
    }
    figure_print("task/sleeping_spawn", peer, (double)(figure_now_ns() - started_ns) / 1e6, "ms");
    figure_print("task/sleeping_bytes", peer,
                 (double)(figure_resident_bytes() - before_bytes) / sleepers, "B");
    fflush(stdout);
    _exit(
        0); /* as in the other programs: taking a million sleepers down is no part of the figure */
}

int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], "spawn_join_1k spawn_join_1m yield sleeping");
    if (!strcmp(argv[1], "spawn_join_1k"))
        return spawn_join("task/spawn_join_1k", argv[2], 1000, 5000);
    if (!strcmp(argv[1], "spawn_join_1m"))
        return spawn_join("task/spawn_join_1m", argv[2], 1000000, 3);
    if (!strcmp(argv[1], "yield"))
        return yield(argv[2]);
    if (!strcmp(argv[1], "sleeping"))
        return sleeping(argv[2]);
    return figure_usage(argv[0], "spawn_join_1k spawn_join_1m yield sleeping");
}
