/* Commands on hashes. A field's value is a struct bytes on the heap. */
#include <stdlib.h>

#include "command.h"
#include "reply.h"

/* 1: new, 0: known, -1: no memory. */
static int field_set(struct map *map, struct bytes name, struct bytes content) {
    bool is_new;
    struct bytes *field = malloc(sizeof *field);
    if (field)
        *field = bytes_copy(content);
    struct map_entry *entry = field && field->data ? map_put(map, name, &is_new) : NULL;
    struct bytes *old = field;
    if (entry) {
        old = entry->value;
        entry->value = field;
    }
    if (old)
        bytes_free(old);
    free(old);
    return entry ? is_new : -1;
}

static void hset(struct call *call) {
    int64_t added = 0;
    if (call->count % 2) {
        call->has_failed = true;
        reply_error(call->reply, "ERR wrong number of arguments for 'hset' command");
        return;
    }
    struct value *value = command_make(call, call->words[1], VALUE_HASH);
    if (!value)
        return;
    for (size_t i = 2; i < call->count; i += 2) {
        int answer = field_set(&value->map, call->words[i], call->words[i + 1]);
        if (answer < 0) {
            command_no_memory(call);
            if (i > 2)
                command_log(call, call->words, i);
            store_tidy(&call->server->store, call->words[1], value);
            return;
        }
        added += answer;
    }
    reply_integer(call->reply, added);
}

static struct bytes *field_of(struct call *call, bool *answered) {
    struct value *value = command_value(call, call->words[1], VALUE_HASH, answered);
    struct map_entry *entry = value ? map_find(&value->map, call->words[2]) : NULL;
    return entry ? entry->value : NULL;
}

static void hget(struct call *call) {
    bool answered;
    struct bytes *field = field_of(call, &answered);
    if (field)
        reply_bulk(call->reply, *field);
    else if (!answered)
        reply_nothing(call->reply);
}

static void hexists(struct call *call) {
    bool answered;
    struct bytes *field = field_of(call, &answered);
    if (!answered)
        reply_integer(call->reply, field != NULL);
}

static void hdel(struct call *call) {
    bool answered;
    int64_t removed = 0;
    struct value *value = command_value(call, call->words[1], VALUE_HASH, &answered);
    if (answered)
        return;
    for (size_t i = 2; value && i < call->count; i++) {
        struct map_entry *entry = map_find(&value->map, call->words[i]);
        if (!entry)
            continue;
        bytes_free(entry->value);
        free(entry->value);
        map_remove(&value->map, entry);
        removed++;
    }
    if (value)
        store_tidy(&call->server->store, call->words[1], value);
    call->has_failed = removed == 0;
    reply_integer(call->reply, removed);
}

static void hgetall(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_HASH, &answered);
    struct map_entry *entry;
    if (answered)
        return;
    reply_array(call->reply, value ? 2 * value->map.count : 0);
    for (size_t at = 0; value && (entry = map_next(&value->map, &at));) {
        reply_bulk(call->reply, entry->key);
        reply_bulk(call->reply, *(struct bytes *)entry->value);
    }
}

static void hlen(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_HASH, &answered);
    if (!answered)
        reply_integer(call->reply, value ? (int64_t)value->map.count : 0);
}

const struct command commands_of_hashes[] = {
    {"hset", hset, -4, true}, {"hmset", hset, -4, true},
    {"hget", hget, 3, false}, {"hexists", hexists, 3, false},
    {"hdel", hdel, -3, true}, {"hgetall", hgetall, 2, false},
    {"hlen", hlen, 2, false}, {0},
};
