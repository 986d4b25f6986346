/* Commands on keys, whatever their values are. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "reply.h"

static void del(struct call *call) {
    int64_t removed = 0;
    for (size_t i = 1; i < call->count; i++)
        if (store_find(&call->server->store, call->words[i], call->now_ms))
            removed += store_remove(&call->server->store, call->words[i]);
    call->has_failed = removed == 0;
    reply_integer(call->reply, removed);
}

static void exists(struct call *call) {
    int64_t found = 0;
    for (size_t i = 1; i < call->count; i++)
        found += store_find(&call->server->store, call->words[i], call->now_ms) != NULL;
    reply_integer(call->reply, found);
}

static void type(struct call *call) {
    static const char *const names[] = {"+string\r\n", "+list\r\n", "+set\r\n", "+hash\r\n",
                                        "+zset\r\n"};
    struct value *value = store_find(&call->server->store, call->words[1], call->now_ms);
    reply_text(call->reply, value ? names[value->kind] : "+none\r\n");
}

/* What is logged is the time itself, so that a log that is read later means the same. */
static void end_at(struct call *call, int64_t ends_ms) {
    struct value *value = store_find(&call->server->store, call->words[1], call->now_ms);
    if (!value) {
        call->has_failed = true;
        reply_integer(call->reply, 0);
        return;
    }
    if (ends_ms <= call->now_ms) {
        store_remove(&call->server->store, call->words[1]);
        command_log(call, (struct bytes[]){BYTES("DEL"), call->words[1]}, 2);
    } else if (!store_set_end(&call->server->store, call->words[1], value, ends_ms)) {
        command_no_memory(call);
        return;
    } else {
        struct buffer text = {0};
        buffer_format(&text, "%lld", (long long)ends_ms);
        command_log(
            call, (struct bytes[]){BYTES("PEXPIREAT"), call->words[1], {text.data, text.size}}, 3);
        buffer_free(&text);
    }
    reply_integer(call->reply, 1);
}

static void end_in_units(struct call *call, int64_t unit_ms, int64_t base_ms) {
    int64_t amount, ends_ms;
    if (!command_integer(call, 2, &amount))
        return;
    if (__builtin_mul_overflow(amount, unit_ms, &ends_ms) ||
        __builtin_add_overflow(ends_ms, base_ms, &ends_ms)) {
        call->has_failed = true;
        reply_error(call->reply, "ERR invalid expire time");
        return;
    }
    end_at(call, ends_ms < 1 ? 1 : ends_ms);
}

static void expire(struct call *call) {
    end_in_units(call, 1000, call->now_ms);
}

static void pexpire(struct call *call) {
    end_in_units(call, 1, call->now_ms);
}

static void expireat(struct call *call) {
    end_in_units(call, 1000, 0);
}

static void pexpireat(struct call *call) {
    end_in_units(call, 1, 0);
}

static void time_left(struct call *call, int64_t unit_ms) {
    struct value *value = store_find(&call->server->store, call->words[1], call->now_ms);
    if (!value || !value->ends_ms)
        reply_integer(call->reply, value ? -1 : -2);
    else
        reply_integer(call->reply, (value->ends_ms - call->now_ms + unit_ms / 2) / unit_ms);
}

static void ttl(struct call *call) {
    time_left(call, 1000);
}

static void pttl(struct call *call) {
    time_left(call, 1);
}

static void persist(struct call *call) {
    struct value *value = store_find(&call->server->store, call->words[1], call->now_ms);
    bool had_end = value && value->ends_ms;
    if (had_end)
        store_set_end(&call->server->store, call->words[1], value, 0);
    call->has_failed = !had_end;
    reply_integer(call->reply, had_end);
}

/* Keys hold any bytes; fnmatch sees them up to the first zero. */
static void keys(struct call *call) {
    struct buffer found = {0};
    struct bytes pattern = bytes_copy(call->words[1]);
    struct map_entry *entry;
    size_t count = 0;
    for (size_t at = 0; pattern.data && (entry = map_next(&call->server->store.keys, &at));) {
        const struct value *value = entry->value;
        if (value->ends_ms && value->ends_ms <= call->now_ms)
            continue;
        if (fnmatch(pattern.data, entry->key.data, 0) != 0)
            continue;
        reply_bulk(&found, entry->key);
        count++;
    }
    if (!pattern.data || found.failed) {
        command_no_memory(call);
    } else {
        reply_array(call->reply, count);
        buffer_put(call->reply, found.data, found.size);
    }
    bytes_free(&pattern);
    buffer_free(&found);
}

static void dbsize(struct call *call) {
    reply_integer(call->reply, (int64_t)call->server->store.keys.count);
}

static void flushall(struct call *call) {
    store_clear(&call->server->store);
    reply_text(call->reply, "+OK\r\n");
}

const struct command commands_of_keys[] = {
    {"del", del, -2, true},          {"unlink", del, -2, true},
    {"exists", exists, -2, false},   {"type", type, 2, false},
    {"expire", expire, 3, true},     {"pexpire", pexpire, 3, true},
    {"expireat", expireat, 3, true}, {"pexpireat", pexpireat, 3, true},
    {"ttl", ttl, 2, false},          {"pttl", pttl, 2, false},
    {"persist", persist, 2, true},   {"keys", keys, 2, false},
    {"dbsize", dbsize, 1, false},    {"flushall", flushall, -1, true},
    {"flushdb", flushall, -1, true}, {0},
};
