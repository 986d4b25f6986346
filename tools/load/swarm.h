/*
 * Many keep-alive connections to one HTTP server, driven by one thread and epoll.
 *
 * Deliberately without libwok: when the server under test fails, its load must not.
 *
 *     opening    connect all, a bounded number at a time
 *     sending    every connection sends its requests; at most `in_flight` are unanswered at once,
 *                and connections take turns
 *     closing    all at once
 *
 * A connection that fails is closed, counted once under its reason, and not opened again; the
 * requests it still owed are counted as errors too.
 */
#ifndef LOAD_SWARM_H
#define LOAD_SWARM_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "histogram.h"
#include "response.h"

enum swarm_failure {
    SWARM_CONNECT,    /* refused, timed out, or out of ports */
    SWARM_CLOSED,     /* by the server, before the answer or while idle */
    SWARM_BROKEN,     /* a read or a write failed */
    SWARM_MALFORMED,  /* the answer was not HTTP/1.1 with a length */
    SWARM_STATUS,     /* the answer's status was not 2xx; the connection goes on */
    SWARM_UNFINISHED, /* time was up before the answer */
    SWARM_FAILURES,
};

extern const char *const swarm_failure_names[SWARM_FAILURES];

struct connection;

struct swarm {
    struct sockaddr_in server;
    unsigned connections, requests_each, in_flight_max;
    char **requests; /* the texts, which requests take turns of */
    unsigned request_count;

    int poller;
    struct connection *all;
    unsigned *turn; /* ring of connections that wait for their turn */
    unsigned turn_head, turn_length;

    unsigned started, connecting, open, in_flight;
    uint64_t sent, answered, bytes; /* answered counts every status */
    uint64_t failures[SWARM_FAILURES];
    int first_errno; /* of the first failure that had one */
    struct histogram latencies;
};

/* Returns 0 or negative errno; finish is fine after either. */
int swarm_init(struct swarm *swarm);
void swarm_finish(struct swarm *swarm);

/* Advance for at most `wait_ms`; 0 or negative errno when epoll itself fails. */
int swarm_open_some(struct swarm *swarm, int wait_ms);
int swarm_send_some(struct swarm *swarm, int wait_ms);

bool swarm_all_open(const struct swarm *swarm); /* or failed */
bool swarm_all_answered(const struct swarm *swarm);

/* Time is up: what is unanswered now counts as unfinished. */
void swarm_give_up(struct swarm *swarm);
uint64_t swarm_errors(const struct swarm *swarm);

#endif
