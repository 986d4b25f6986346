/*
 * What the server holds: keys, their values, and when they end. Not locked: see server.h.
 */
#ifndef MINI_REDIS_STORE_H
#define MINI_REDIS_STORE_H

#include "list.h"
#include "map.h"
#include "sorted.h"

enum value_kind { VALUE_STRING, VALUE_LIST, VALUE_SET, VALUE_HASH, VALUE_SORTED };

struct value {
    enum value_kind kind;
    int64_t ends_ms; /* of the time of day; 0: never */
    union {
        struct bytes string;
        struct list list;
        struct map map; /* of a set: no values; of a hash: struct bytes on the heap */
        struct sorted sorted;
    };
};

struct store {
    struct map keys;    /* → struct value */
    struct map endings; /* keys that have an end: what expiry looks through; no values */
    uint64_t random;    /* state of store_random */
    struct buffer *log; /* told of keys that have ended, as a DEL; NULL: nobody is */
};

uint64_t store_random(struct store *store);

/* The value of a key that has not ended at now_ms; NULL: none. Removes one that has. */
struct value *store_find(struct store *store, struct bytes key, int64_t now_ms);
/* The same, and made if there is none. NULL: no memory, or, with *is_other, a value of another kind. */
struct value *store_make(struct store *store, struct bytes key, enum value_kind kind,
                         int64_t now_ms, bool *is_other);
bool store_remove(struct store *store, struct bytes key);
/* A new string in the place of whatever was there, without an end. False: no memory. */
bool store_set(struct store *store, struct bytes key, struct bytes string);
/* 0: no end. False: no memory. */
bool store_set_end(struct store *store, struct bytes key, struct value *value, int64_t ends_ms);
/* A list, set, hash or sorted set that has become empty does not exist. */
void store_tidy(struct store *store, struct bytes key, struct value *value);
/* Look at up to `looks` keys that have an end; how many of them were over and are gone. */
unsigned store_expire(struct store *store, unsigned looks, int64_t now_ms);
void store_clear(struct store *store);

#endif
