/* Commands on strings and counters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "reply.h"

static void get(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_STRING, &answered);
    if (value)
        reply_bulk(call->reply, value->string);
    else if (!answered)
        reply_nothing(call->reply);
}

struct set_options {
    bool only_new, only_known, keeps_end;
    int64_t ends_ms;
};

static bool ending_read(struct call *call, size_t word, int64_t unit_ms,
                        struct set_options *options) {
    int64_t amount, length_ms;
    if (word >= call->count) {
        command_syntax(call);
        return false;
    }
    if (!command_integer(call, word, &amount))
        return false;
    if (amount > 0 && !__builtin_mul_overflow(amount, unit_ms, &length_ms) &&
        !__builtin_add_overflow(length_ms, call->now_ms, &options->ends_ms))
        return true;
    call->has_failed = true;
    reply_error(call->reply, "ERR invalid expire time in 'set' command");
    return false;
}

static bool set_options_read(struct call *call, struct set_options *options) {
    for (size_t i = 3; i < call->count; i++) {
        if (bytes_is_word(call->words[i], "nx")) {
            options->only_new = true;
        } else if (bytes_is_word(call->words[i], "xx")) {
            options->only_known = true;
        } else if (bytes_is_word(call->words[i], "keepttl")) {
            options->keeps_end = true;
        } else if (bytes_is_word(call->words[i], "ex") || bytes_is_word(call->words[i], "px")) {
            int64_t unit_ms = bytes_is_word(call->words[i], "ex") ? 1000 : 1;
            if (!ending_read(call, ++i, unit_ms, options))
                return false;
        } else {
            command_syntax(call);
            return false;
        }
    }
    if ((options->only_new && options->only_known) || (options->keeps_end && options->ends_ms)) {
        command_syntax(call);
        return false;
    }
    return true;
}

/* Logged as what it came to: the value, and the time at which it ends. */
static void log_set(struct call *call, int64_t ends_ms) {
    command_log(call, (struct bytes[]){BYTES("SET"), call->words[1], call->words[2]}, 3);
    if (!ends_ms)
        return;
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)ends_ms);
    command_log(call, (struct bytes[]){BYTES("PEXPIREAT"), call->words[1], {text, (size_t)length}},
                3);
}

static void set(struct call *call) {
    struct store *store = &call->server->store;
    struct set_options options = {0};
    if (call->count > 3 && !set_options_read(call, &options))
        return;
    struct value *old = store_find(store, call->words[1], call->now_ms);
    if (old ? options.only_new : options.only_known) {
        call->has_failed = true;
        reply_nothing(call->reply);
        return;
    }
    if (options.keeps_end && old)
        options.ends_ms = old->ends_ms;
    bool is_done = store_set(store, call->words[1], call->words[2]);
    if (is_done && options.ends_ms)
        is_done = store_set_end(store, call->words[1],
                                store_find(store, call->words[1], call->now_ms), options.ends_ms);
    if (!is_done) {
        command_no_memory(call);
        return;
    }
    log_set(call, options.ends_ms);
    reply_text(call->reply, "+OK\r\n");
}

static void setnx(struct call *call) {
    bool is_new = !store_find(&call->server->store, call->words[1], call->now_ms);
    if (is_new && !store_set(&call->server->store, call->words[1], call->words[2])) {
        command_no_memory(call);
        return;
    }
    call->has_failed = !is_new;
    reply_integer(call->reply, is_new);
}

static void mset(struct call *call) {
    if (call->count % 2 == 0) {
        call->has_failed = true;
        reply_error(call->reply, "ERR wrong number of arguments for 'mset' command");
        return;
    }
    for (size_t i = 1; i < call->count; i += 2) {
        if (!store_set(&call->server->store, call->words[i], call->words[i + 1])) {
            command_no_memory(call);
            /* What was set before stays, and is logged. */
            if (i > 1)
                command_log(call, call->words, i);
            return;
        }
    }
    reply_text(call->reply, "+OK\r\n");
}

static void mget(struct call *call) {
    reply_array(call->reply, call->count - 1);
    for (size_t i = 1; i < call->count; i++) {
        struct value *value = store_find(&call->server->store, call->words[i], call->now_ms);
        if (value && value->kind == VALUE_STRING)
            reply_bulk(call->reply, value->string);
        else
            reply_nothing(call->reply);
    }
}

static void add(struct call *call, int64_t amount) {
    bool answered;
    int64_t number = 0;
    struct value *value = command_value(call, call->words[1], VALUE_STRING, &answered);
    if (answered)
        return;
    if (value && !bytes_to_integer(value->string, &number)) {
        call->has_failed = true;
        reply_error(call->reply, "ERR value is not an integer or out of range");
        return;
    }
    if (__builtin_add_overflow(number, amount, &number)) {
        call->has_failed = true;
        reply_error(call->reply, "ERR increment or decrement would overflow");
        return;
    }
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)number);
    struct bytes copy = bytes_copy((struct bytes){text, (size_t)length});
    if (copy.data && !value)
        value = command_make(call, call->words[1], VALUE_STRING);
    if (!copy.data || !value) {
        bytes_free(&copy);
        if (!call->has_failed)
            command_no_memory(call);
        return;
    }
    bytes_free(&value->string);
    value->string = copy;
    reply_integer(call->reply, number);
}

static void incr(struct call *call) {
    add(call, 1);
}

static void decr(struct call *call) {
    add(call, -1);
}

static void incrby(struct call *call) {
    int64_t amount;
    if (command_integer(call, 2, &amount))
        add(call, amount);
}

static void decrby(struct call *call) {
    int64_t amount;
    if (!command_integer(call, 2, &amount))
        return;
    if (amount != INT64_MIN) {
        add(call, -amount);
        return;
    }
    call->has_failed = true;
    reply_error(call->reply, "ERR decrement would overflow");
}

static void append_to(struct call *call) {
    struct value *value = command_make(call, call->words[1], VALUE_STRING);
    if (!value)
        return;
    size_t size = value->string.size + call->words[2].size;
    char *data = realloc(value->string.data, size + 1);
    if (!data) {
        command_no_memory(call);
        if (!value->string.data)
            store_remove(&call->server->store, call->words[1]);
        return;
    }
    memcpy(data + value->string.size, call->words[2].data, call->words[2].size);
    data[size] = 0;
    value->string = (struct bytes){data, size};
    reply_integer(call->reply, (int64_t)size);
}

static void length(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_STRING, &answered);
    if (!answered)
        reply_integer(call->reply, value ? (int64_t)value->string.size : 0);
}

const struct command commands_of_strings[] = {
    {"get", get, 2, false},         {"set", set, -3, true},       {"setnx", setnx, 3, true},
    {"mset", mset, -3, true},       {"mget", mget, -2, false},    {"incr", incr, 2, true},
    {"decr", decr, 2, true},        {"incrby", incrby, 3, true},  {"decrby", decrby, 3, true},
    {"append", append_to, 3, true}, {"strlen", length, 2, false}, {0},
};
