/*
 * simulation.c: numbers, clock and poller of the simulation; its sockets are in simulation_socket.c.
 *
 * Time moves only in poller_wait: when every poller that exists has a thread waiting in it and none
 * has an edge to report, now becomes the earliest of their deadlines.
 */
#include "platform/simulation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "platform/simulation_object.h"

enum { NUMBER_FIRST = 3, LIMIT_DEFAULT = 65536, BUFFER_SIZE_DEFAULT = 65536 };

struct simulation *wok__simulation_lock(struct wok__system *table) {
    struct simulation *simulation = (struct simulation *)table;
    pthread_mutex_lock(&simulation->mutex);
    return simulation;
}

void wok__simulation_unlock(struct simulation *simulation) {
    pthread_mutex_unlock(&simulation->mutex);
}

uint64_t wok__simulation_random(struct simulation *simulation, uint64_t limit) {
    uint64_t x = simulation->random_state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    simulation->random_state = x;
    return x % limit;
}

/* Numbers */

struct object *wok__simulation_object(struct simulation *simulation, int number) {
    if (number < 0 || (uint32_t)number >= simulation->objects_capacity)
        return NULL;
    return simulation->objects[number];
}

static int grow(struct simulation *simulation) {
    uint32_t capacity = simulation->objects_capacity ? simulation->objects_capacity * 2 : 64;
    struct object **objects = realloc(simulation->objects, capacity * sizeof(struct object *));
    if (!objects)
        return -ENOMEM;
    memset(objects + simulation->objects_capacity, 0,
           (capacity - simulation->objects_capacity) * sizeof(struct object *));
    simulation->objects = objects;
    simulation->objects_capacity = capacity;
    return 0;
}

int wok__simulation_number(struct simulation *simulation, struct object *object) {
    if (simulation->open_count >= simulation->options.descriptor_limit)
        return -EMFILE;
    uint32_t number = NUMBER_FIRST;
    while (number < simulation->objects_capacity && simulation->objects[number])
        number++;
    if (number >= simulation->objects_capacity && grow(simulation) < 0)
        return -ENOMEM;
    simulation->objects[number] = object;
    simulation->open_count++;
    return (int)number;
}

int wok__simulation_open(struct simulation *simulation, enum object_kind kind,
                         struct object **out) {
    struct object *object = calloc(1, sizeof *object);
    if (!object)
        return -ENOMEM;
    object->kind = kind;
    int number = wok__simulation_number(simulation, object);
    if (number < 0)
        free(object);
    else
        *out = object;
    return number;
}

static void forget_poller(struct simulation *simulation, const struct object *poller) {
    for (uint32_t i = 0; i < simulation->objects_capacity; i++)
        if (simulation->objects[i] && simulation->objects[i]->poller == poller)
            simulation->objects[i]->poller = NULL;
}

static int simulated_close(struct wok__system *table, int number) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *object = wok__simulation_object(simulation, number);
    if (object) {
        simulation->objects[number] = NULL;
        simulation->open_count--;
        if (object->kind == OBJECT_POLLER) {
            forget_poller(simulation, object);
            pthread_cond_broadcast(&simulation->changed); /* the others may all be waiting now */
            free(object);
        } else if (object->kind == OBJECT_RING) {
            pthread_cond_broadcast(&simulation->changed);
            wok__simulation_ring_free(object->ring);
        } else {
            wok__simulation_socket_close(simulation, object);
        }
    }
    wok__simulation_unlock(simulation);
    return object ? 0 : -EBADF;
}

/* Time */

static uint64_t simulated_now(struct wok__system *table) {
    struct simulation *simulation = wok__simulation_lock(table);
    uint64_t now_ns = simulation->now_ns;
    wok__simulation_unlock(simulation);
    return now_ns;
}

void wok__simulation_advance(struct wok__system *table, uint64_t duration_ns) {
    struct simulation *simulation = wok__simulation_lock(table);
    simulation->now_ns += duration_ns;
    pthread_cond_broadcast(&simulation->changed);
    wok__simulation_unlock(simulation);
}

/* Poller */

static int simulated_poller_create(struct wok__system *table) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *poller;
    int number = wok__simulation_open(simulation, OBJECT_POLLER, &poller);
    wok__simulation_unlock(simulation);
    return number;
}

static uint32_t level_of(const struct object *object) {
    if (object->kind == OBJECT_EVENT)
        return WOK__POLL_OUT | (object->signals > 0 ? WOK__POLL_IN : 0);
    return wok__simulation_socket_level(object);
}

void wok__simulation_edge(struct simulation *simulation, struct object *object) {
    object->edge = true;
    pthread_cond_broadcast(&simulation->changed);
}

static int watch(struct simulation *simulation, int poller_number, int number, uint64_t token) {
    struct object *poller = wok__simulation_object(simulation, poller_number);
    struct object *object = wok__simulation_object(simulation, number);
    if (!poller || !object)
        return -EBADF;
    if (poller->kind != OBJECT_POLLER || object->kind == OBJECT_POLLER)
        return -EINVAL;
    if (object->poller)
        return -EEXIST;
    object->poller = poller;
    object->token = token;
    wok__simulation_edge(simulation, object);
    return 0;
}

static int simulated_poller_add(struct wok__system *table, int poller, int number, uint64_t token) {
    struct simulation *simulation = wok__simulation_lock(table);
    int error = watch(simulation, poller, number, token);
    wok__simulation_unlock(simulation);
    return error;
}

static int simulated_poller_remove(struct wok__system *table, int poller_number, int number) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *poller = wok__simulation_object(simulation, poller_number);
    struct object *object = wok__simulation_object(simulation, number);
    int error = !poller || !object ? -EBADF : object->poller != poller ? -ENOENT : 0;
    if (error == 0)
        object->poller = NULL;
    wok__simulation_unlock(simulation);
    return error;
}

/* Edges of what the poller watches, beginning at a number that varies with the seed. */
static uint32_t collect(struct simulation *simulation, const struct object *poller,
                        struct wok__poll_event *events, uint32_t capacity) {
    uint32_t total = simulation->objects_capacity;
    uint64_t first = simulation->options.seed ? wok__simulation_random(simulation, total) : 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < total && count < capacity; i++) {
        struct object *object = simulation->objects[(first + i) % total];
        if (!object || object->poller != poller || !object->edge)
            continue;
        object->edge = false;
        uint32_t bits = level_of(object);
        if (bits)
            events[count++] = (struct wok__poll_event){.token = object->token, .bits = bits};
    }
    return count;
}

bool wok__simulation_has_edge(const struct simulation *simulation, const struct object *poller) {
    for (uint32_t i = 0; i < simulation->objects_capacity; i++) {
        const struct object *object = simulation->objects[i];
        if (object && object->poller == poller && object->edge && level_of(object))
            return true;
    }
    return false;
}

/* A poller that a ring polls: its thread waits in the ring. */
static bool is_polled(const struct simulation *simulation, const struct object *poller) {
    for (uint32_t i = 0; i < simulation->objects_capacity; i++) {
        const struct object *object = simulation->objects[i];
        if (object && object->kind == OBJECT_RING &&
            wok__simulation_ring_polls(object->ring, poller))
            return true;
    }
    return false;
}

/* Whether a thread may wait in it. */
static bool is_place_to_wait(const struct simulation *simulation, const struct object *object) {
    return object && (object->kind == OBJECT_RING ||
                      (object->kind == OBJECT_POLLER && !is_polled(simulation, object)));
}

static bool has_something(struct simulation *simulation, const struct object *object) {
    return object->kind == OBJECT_RING ? wok__simulation_ring_is_ready(simulation, object->ring)
                                       : wok__simulation_has_edge(simulation, object);
}

/* True when every poller and ring waits for nothing but time. *earliest_ns is the first deadline. */
static bool all_wait(struct simulation *simulation, uint64_t *earliest_ns) {
    *earliest_ns = UINT64_MAX;
    for (uint32_t i = 0; i < simulation->objects_capacity; i++) {
        const struct object *object = simulation->objects[i];
        if (!is_place_to_wait(simulation, object))
            continue;
        bool is_due = object->deadline_ns <= simulation->now_ns;
        if (!object->is_waiting || is_due || has_something(simulation, object))
            return false;
        if (object->deadline_ns < *earliest_ns)
            *earliest_ns = object->deadline_ns;
    }
    return true;
}

/* A call that blocks takes real time, which the simulated clock does not know: look again soon. */
static void wait_for_blocking_calls(struct simulation *simulation) {
    enum { LOOK_NS = 100 * 1000, SECOND_NS = 1000 * 1000 * 1000 };
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_NS;
    if (until.tv_nsec >= SECOND_NS) {
        until.tv_nsec -= SECOND_NS;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&simulation->changed, &simulation->mutex, &until);
}

int wok__simulation_wait_for_change(struct simulation *simulation) {
    uint64_t earliest_ns;
    bool all = all_wait(simulation, &earliest_ns);
    if (all && simulation->blocking_calls > 0) {
        wait_for_blocking_calls(simulation);
        return 0;
    }
    if (all && earliest_ns != UINT64_MAX) {
        simulation->now_ns = earliest_ns;
        pthread_cond_broadcast(&simulation->changed);
        return 0;
    }
    if (all && simulation->options.deadlock_is_error)
        return -EDEADLK;
    pthread_cond_wait(&simulation->changed, &simulation->mutex);
    return 0;
}

static int wait_in(struct simulation *simulation, struct object *poller,
                   struct wok__poll_event *events, uint32_t capacity, uint64_t timeout_ns) {
    poller->deadline_ns =
        timeout_ns > UINT64_MAX - simulation->now_ns ? UINT64_MAX : simulation->now_ns + timeout_ns;
    for (;;) {
        uint32_t count = collect(simulation, poller, events, capacity);
        if (count > 0 || simulation->now_ns >= poller->deadline_ns)
            return (int)count;
        int error = wok__simulation_wait_for_change(simulation);
        if (error < 0)
            return error;
    }
}

static int simulated_poller_wait(struct wok__system *table, int number,
                                 struct wok__poll_event *events, uint32_t capacity,
                                 uint64_t timeout_ns) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *poller = wok__simulation_object(simulation, number);
    int answer = -EBADF;
    if (poller) {
        poller->is_waiting = true;
        answer = wait_in(simulation, poller, events, capacity, timeout_ns);
        poller->is_waiting = false;
    }
    wok__simulation_unlock(simulation);
    return answer;
}

static int simulated_event_create(struct wok__system *table) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *event;
    int number = wok__simulation_open(simulation, OBJECT_EVENT, &event);
    wok__simulation_unlock(simulation);
    return number;
}

static int simulated_event_signal(struct wok__system *table, int number) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *event = wok__simulation_object(simulation, number);
    if (event) {
        event->signals++;
        wok__simulation_edge(simulation, event);
    }
    wok__simulation_unlock(simulation);
    return event ? 0 : -EBADF;
}

/* The rest */

static uint32_t simulated_cpu_count(struct wok__system *table) {
    return ((struct simulation *)table)->options.cpu_count;
}

static void simulated_count_blocking(struct wok__system *table, int change) {
    struct simulation *simulation = wok__simulation_lock(table);
    simulation->blocking_calls += change;
    wok__simulation_unlock(simulation);
}

static int simulated_random(struct wok__system *table, void *buffer, size_t size) {
    struct simulation *simulation = wok__simulation_lock(table);
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)buffer)[i] = (unsigned char)wok__simulation_random(simulation, 256);
    wok__simulation_unlock(simulation);
    return 0;
}

static void fill_table(struct wok__system *table) {
    wok__system_fill_real(table);
    table->name = "simulation";
    table->is_simulation = true;
    table->now = simulated_now;
    table->cpu_count = simulated_cpu_count;
    table->poller_create = simulated_poller_create;
    table->poller_add = simulated_poller_add;
    table->poller_remove = simulated_poller_remove;
    table->poller_wait = simulated_poller_wait;
    table->event_create = simulated_event_create;
    table->event_signal = simulated_event_signal;
    table->close = simulated_close;
    table->random = simulated_random;
    table->count_blocking = simulated_count_blocking;
    wok__simulation_fill_sockets(table);
    wok__simulation_fill_ring(table);
}

int wok__simulation_create(const struct wok__simulation_options *options,
                           struct wok__system **out) {
    struct simulation *simulation = calloc(1, sizeof *simulation);
    if (!simulation)
        return -ENOMEM;
    if (options)
        simulation->options = *options;
    if (simulation->options.buffer_size == 0)
        simulation->options.buffer_size = BUFFER_SIZE_DEFAULT;
    if (simulation->options.descriptor_limit == 0)
        simulation->options.descriptor_limit = LIMIT_DEFAULT;
    if (simulation->options.cpu_count == 0)
        simulation->options.cpu_count = 1;
    simulation->random_state = simulation->options.seed ? simulation->options.seed : 1;
    simulation->now_ns = 1000000000; /* zero would hide a forgotten clock */
    simulation->next_port = 49152;
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&simulation->mutex, &recursive);
    pthread_mutexattr_destroy(&recursive);
    pthread_cond_init(&simulation->changed, NULL);
    fill_table(&simulation->table);
    *out = &simulation->table;
    return 0;
}

void wok__simulation_destroy(struct wok__system *table) {
    struct simulation *simulation = (struct simulation *)table;
    if (!simulation)
        return;
    for (uint32_t number = 0; number < simulation->objects_capacity; number++)
        if (simulation->objects[number])
            simulated_close(table, (int)number);
    free(simulation->objects);
    pthread_cond_destroy(&simulation->changed);
    pthread_mutex_destroy(&simulation->mutex);
    free(simulation);
}

uint32_t wok__simulation_numbers_open(struct wok__system *table) {
    struct simulation *simulation = wok__simulation_lock(table);
    uint32_t count = simulation->open_count;
    wok__simulation_unlock(simulation);
    return count;
}
