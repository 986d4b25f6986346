/* What all connections of one server share. */
#ifndef HTTPD_SERVER_H
#define HTTPD_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limits {
    size_t head_size; /* bytes of one request head */
    size_t body_size; /* bytes of a request body, which is read and thrown away */
    unsigned long connections;
    uint64_t head_ns;  /* from the first byte of a request head to its last */
    uint64_t body_ns;  /* the same of its body */
    uint64_t idle_ns;  /* between requests */
    uint64_t write_ns; /* for the client to take more of a response */
};

/*
 * Fields without a letter are written before the first connection and then only read.
 * A: atomic, any worker.
 */
struct server {
    int folder;
    struct limits limits;
    uint64_t started_ns;
    _Atomic unsigned long connections; /* A: open now */
    _Atomic unsigned long accepted;    /* A: since the start */
    _Atomic unsigned long requests;    /* A: answered, errors included */
    _Atomic unsigned long active;      /* A: requests being answered now */
    _Atomic bool stopping;             /* A: answer what was asked, then close */
};

#endif
