/*
 * simulation_object.h: what stands behind a number of the simulation. Inside platform/ only.
 *
 * Everything here is under the simulation's mutex.
 */
#ifndef WOK__PLATFORM_SIMULATION_OBJECT_H
#define WOK__PLATFORM_SIMULATION_OBJECT_H

#include <netinet/in.h>
#include <pthread.h>

#include "platform/simulation.h"

enum object_kind {
    OBJECT_POLLER,
    OBJECT_EVENT,
    OBJECT_SOCKET,
    OBJECT_LISTENER,
    OBJECT_STREAM,
    OBJECT_RING,
};

struct object {
    enum object_kind kind;

    /* Who watches it: at most one poller. An edge is reported once, with the level of that time. */
    struct object *poller;
    uint64_t token;
    bool edge;

    /* A poller or a ring: whether a thread waits in it, and until when. */
    bool is_waiting;
    uint64_t deadline_ns;
    struct wok__ring *ring;

    /* An event. */
    uint64_t signals;

    /* A socket of any kind. */
    int domain;
    in_port_t port; /* network order; 0: not bound */
    in_port_t peer_port;
    int error;    /* of a connect, until it is asked for; negative errno */
    bool is_told; /* connect has said once that it is connected */

    /* A listener: streams that wait to be accepted, first come first. */
    struct object *queue, *queue_next;
    int queue_length, queue_length_max;

    /* A stream: what has arrived, in a ring, and the other end (NULL when it is gone). */
    struct object *peer;
    bool was_reset;
    bool is_shut;            /* this end sends no more */
    uint64_t signals_caught; /* of a stream of signals, its own peer: bit number - 1 */
    char *bytes;
    size_t start, length, capacity;
};

struct simulation {
    struct wok__system table; /* first: the table's address is the simulation's */
    struct wok__simulation_options options;
    pthread_mutex_t mutex;  /* recursive: a ring calls the functions of the sockets */
    pthread_cond_t changed; /* time moved, or an edge appeared */
    uint64_t now_ns;
    uint64_t random_state;
    struct object **objects; /* by number; NULL: free */
    uint32_t objects_capacity;
    uint32_t open_count;
    int blocking_calls;  /* queued or running on threads of a pool: time stands still */
    in_port_t next_port; /* host order */
};

/* Simulation of a table, locked; and unlocked again. */
struct simulation *wok__simulation_lock(struct wok__system *table);
void wok__simulation_unlock(struct simulation *simulation);

/* The object of a number, or NULL. */
struct object *wok__simulation_object(struct simulation *simulation, int number);
/* A new object under the lowest free number; the number, -EMFILE or -ENOMEM. */
int wok__simulation_open(struct simulation *simulation, enum object_kind kind, struct object **out);
/* Give an object that has no number yet one. */
int wok__simulation_number(struct simulation *simulation, struct object *object);
/* Something happened to it: tell its poller, if it has one. */
void wok__simulation_edge(struct simulation *simulation, struct object *object);
/* Whether the poller has something to report. */
bool wok__simulation_has_edge(const struct simulation *simulation, const struct object *poller);
/* Let time jump or another thread do something. -EDEADLK when neither can be. */
int wok__simulation_wait_for_change(struct simulation *simulation);
/* Uniform in [0, limit), from the seed. */
uint64_t wok__simulation_random(struct simulation *simulation, uint64_t limit);

/* simulation_socket.c: fill in the socket functions; the level of a socket; the end of one. */
void wok__simulation_fill_sockets(struct wok__system *table);
uint32_t wok__simulation_socket_level(const struct object *object);
void wok__simulation_socket_close(struct simulation *simulation, struct object *object);

/* simulation_ring.c */
void wok__simulation_fill_ring(struct wok__system *table);
void wok__simulation_ring_free(struct wok__ring *ring);
bool wok__simulation_ring_is_ready(struct simulation *simulation, const struct wok__ring *ring);
bool wok__simulation_ring_polls(const struct wok__ring *ring, const struct object *poller);

#endif
