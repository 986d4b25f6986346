/* Commands on sets. */
#include "command.h"
#include "reply.h"

static void sadd(struct call *call) {
    struct value *value = command_make(call, call->words[1], VALUE_SET);
    int64_t added = 0;
    if (!value)
        return;
    for (size_t i = 2; i < call->count; i++) {
        bool is_new = false;
        if (!map_put(&value->map, call->words[i], &is_new)) {
            command_no_memory(call);
            if (added)
                command_log(call, call->words, i);
            store_tidy(&call->server->store, call->words[1], value);
            return;
        }
        added += is_new;
    }
    call->has_failed = added == 0;
    reply_integer(call->reply, added);
}

static void srem(struct call *call) {
    bool answered;
    int64_t removed = 0;
    struct value *value = command_value(call, call->words[1], VALUE_SET, &answered);
    if (answered)
        return;
    for (size_t i = 2; value && i < call->count; i++) {
        struct map_entry *entry = map_find(&value->map, call->words[i]);
        removed += entry != NULL;
        if (entry)
            map_remove(&value->map, entry);
    }
    if (value)
        store_tidy(&call->server->store, call->words[1], value);
    call->has_failed = removed == 0;
    reply_integer(call->reply, removed);
}

/* Logged as the removal of that member: chance does not come twice. */
static void spop(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_SET, &answered);
    if (answered)
        return;
    if (!value) {
        call->has_failed = true;
        reply_nothing(call->reply);
        return;
    }
    struct map_entry *entry = map_any(&value->map, store_random(&call->server->store));
    reply_bulk(call->reply, entry->key);
    command_log(call, (struct bytes[]){BYTES("SREM"), call->words[1], entry->key}, 3);
    map_remove(&value->map, entry);
    store_tidy(&call->server->store, call->words[1], value);
}

static void sismember(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_SET, &answered);
    if (!answered)
        reply_integer(call->reply, value && map_find(&value->map, call->words[2]));
}

static void smembers(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_SET, &answered);
    struct map_entry *entry;
    if (answered)
        return;
    reply_array(call->reply, value ? value->map.count : 0);
    for (size_t at = 0; value && (entry = map_next(&value->map, &at));)
        reply_bulk(call->reply, entry->key);
}

static void scard(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_SET, &answered);
    if (!answered)
        reply_integer(call->reply, value ? (int64_t)value->map.count : 0);
}

const struct command commands_of_sets[] = {
    {"sadd", sadd, -3, true},
    {"srem", srem, -3, true},
    {"spop", spop, 2, true},
    {"sismember", sismember, 3, false},
    {"smembers", smembers, 2, false},
    {"scard", scard, 2, false},
    {0},
};
