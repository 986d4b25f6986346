#include "store.h"

#include <stdlib.h>

#include "reply.h"

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators" (2016). */
uint64_t store_random(struct store *store) {
    store->random ^= store->random >> 12;
    store->random ^= store->random << 25;
    store->random ^= store->random >> 27;
    return store->random * 0x2545f4914f6cdd1d;
}

static void free_field(void *field) {
    struct bytes *bytes = field;
    if (bytes)
        bytes_free(bytes);
    free(bytes);
}

static void content_free(struct value *value) {
    switch (value->kind) {
    case VALUE_STRING:
        bytes_free(&value->string);
        break;
    case VALUE_LIST:
        list_clear(&value->list);
        break;
    case VALUE_SET:
    case VALUE_HASH:
        map_clear(&value->map, free_field);
        break;
    case VALUE_SORTED:
        sorted_clear(&value->sorted);
        break;
    }
}

static void value_free(void *value) {
    content_free(value);
    free(value);
}

static void forget_end(struct store *store, struct bytes key) {
    struct map_entry *ending = map_find(&store->endings, key);
    if (ending)
        map_remove(&store->endings, ending);
}

static void entry_remove(struct store *store, struct map_entry *entry) {
    struct value *value = entry->value;
    if (value->ends_ms)
        forget_end(store, entry->key);
    map_remove(&store->keys, entry);
    value_free(value);
}

/* A log that is read later must end them at the same place between commands. */
static void entry_end(struct store *store, struct map_entry *entry) {
    if (store->log) {
        reply_array(store->log, 2);
        reply_bulk(store->log, BYTES("DEL"));
        reply_bulk(store->log, entry->key);
    }
    entry_remove(store, entry);
}

struct value *store_find(struct store *store, struct bytes key, int64_t now_ms) {
    struct map_entry *entry = map_find(&store->keys, key);
    if (!entry)
        return NULL;
    struct value *value = entry->value;
    if (!value->ends_ms || value->ends_ms > now_ms)
        return value;
    entry_end(store, entry);
    return NULL;
}

static struct value *make_new(struct store *store, struct bytes key, enum value_kind kind) {
    bool is_new;
    struct value *value = calloc(1, sizeof *value);
    struct map_entry *entry = value ? map_put(&store->keys, key, &is_new) : NULL;
    if (!entry) {
        free(value);
        return NULL;
    }
    value->kind = kind;
    entry->value = value;
    return value;
}

struct value *store_make(struct store *store, struct bytes key, enum value_kind kind,
                         int64_t now_ms, bool *is_other) {
    struct value *value = store_find(store, key, now_ms);
    *is_other = value && value->kind != kind;
    if (value)
        return *is_other ? NULL : value;
    return make_new(store, key, kind);
}

bool store_remove(struct store *store, struct bytes key) {
    struct map_entry *entry = map_find(&store->keys, key);
    if (entry)
        entry_remove(store, entry);
    return entry;
}

bool store_set(struct store *store, struct bytes key, struct bytes string) {
    struct bytes copy = bytes_copy(string);
    struct map_entry *entry = copy.data ? map_find(&store->keys, key) : NULL;
    struct value *value = entry       ? entry->value
                          : copy.data ? make_new(store, key, VALUE_STRING)
                                      : NULL;
    if (!value) {
        bytes_free(&copy);
        return false;
    }
    if (value->ends_ms)
        forget_end(store, key);
    content_free(value);
    *value = (struct value){.kind = VALUE_STRING, .string = copy};
    return true;
}

bool store_set_end(struct store *store, struct bytes key, struct value *value, int64_t ends_ms) {
    bool is_new;
    if (ends_ms && !map_put(&store->endings, key, &is_new))
        return false;
    if (!ends_ms && value->ends_ms)
        forget_end(store, key);
    value->ends_ms = ends_ms;
    return true;
}

static bool is_empty(const struct value *value) {
    switch (value->kind) {
    case VALUE_LIST:
        return value->list.count == 0;
    case VALUE_SET:
    case VALUE_HASH:
        return value->map.count == 0;
    case VALUE_SORTED:
        return value->sorted.members.count == 0;
    default:
        return false;
    }
}

void store_tidy(struct store *store, struct bytes key, struct value *value) {
    if (is_empty(value))
        store_remove(store, key);
}

unsigned store_expire(struct store *store, unsigned looks, int64_t now_ms) {
    unsigned ended = 0;
    for (unsigned i = 0; i < looks && store->endings.count; i++) {
        struct map_entry *ending = map_any(&store->endings, store_random(store));
        struct map_entry *entry = map_find(&store->keys, ending->key);
        const struct value *value = entry->value;
        if (value->ends_ms > now_ms)
            continue;
        entry_end(store, entry);
        ended++;
    }
    return ended;
}

void store_clear(struct store *store) {
    map_clear(&store->keys, value_free);
    map_clear(&store->endings, NULL);
}
