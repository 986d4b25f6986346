/* Commands on lists. */
#include "command.h"
#include "reply.h"

static void push(struct call *call, bool at_front) {
    struct value *value = command_make(call, call->words[1], VALUE_LIST);
    if (!value)
        return;
    for (size_t i = 2; i < call->count; i++) {
        if (list_push(&value->list, at_front, call->words[i]))
            continue;
        command_no_memory(call);
        if (i > 2)
            command_log(call, call->words, i);
        store_tidy(&call->server->store, call->words[1], value);
        return;
    }
    reply_integer(call->reply, (int64_t)value->list.count);
}

static void lpush(struct call *call) {
    push(call, true);
}

static void rpush(struct call *call) {
    push(call, false);
}

static void pop_one(struct call *call, struct value *value, bool at_front) {
    struct bytes item = list_pop(&value->list, at_front);
    reply_bulk(call->reply, item);
    bytes_free(&item);
}

static void pop(struct call *call, bool at_front) {
    bool answered;
    int64_t count = 1;
    if (call->count > 3)
        command_syntax(call);
    if (call->count > 3 || (call->count == 3 && !command_integer(call, 2, &count)))
        return;
    struct value *value = command_value(call, call->words[1], VALUE_LIST, &answered);
    if (answered)
        return;
    if (!value || count < 1) {
        call->has_failed = true;
        reply_nothing(call->reply);
        return;
    }
    if ((uint64_t)count > value->list.count)
        count = (int64_t)value->list.count;
    if (call->count == 3)
        reply_array(call->reply, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        pop_one(call, value, at_front);
    store_tidy(&call->server->store, call->words[1], value);
}

static void lpop(struct call *call) {
    pop(call, true);
}

static void rpop(struct call *call) {
    pop(call, false);
}

static void llen(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_LIST, &answered);
    if (!answered)
        reply_integer(call->reply, value ? (int64_t)value->list.count : 0);
}

static void lrange(struct call *call) {
    bool answered;
    int64_t from, to;
    if (!command_integer(call, 2, &from) || !command_integer(call, 3, &to))
        return;
    struct value *value = command_value(call, call->words[1], VALUE_LIST, &answered);
    if (answered)
        return;
    size_t first = 0;
    size_t count = value ? command_range(from, to, value->list.count, &first) : 0;
    reply_array(call->reply, count);
    for (size_t i = 0; i < count; i++)
        reply_bulk(call->reply, list_at(&value->list, first + i));
}

static void lindex(struct call *call) {
    bool answered;
    int64_t index;
    if (!command_integer(call, 2, &index))
        return;
    struct value *value = command_value(call, call->words[1], VALUE_LIST, &answered);
    if (answered)
        return;
    int64_t count = value ? (int64_t)value->list.count : 0;
    index = index < 0 ? index + count : index;
    if (index < 0 || index >= count)
        reply_nothing(call->reply);
    else
        reply_bulk(call->reply, list_at(&value->list, (size_t)index));
}

const struct command commands_of_lists[] = {
    {"lpush", lpush, -3, true},   {"rpush", rpush, -3, true},
    {"lpop", lpop, -2, true},     {"rpop", rpop, -2, true},
    {"llen", llen, 2, false},     {"lrange", lrange, 4, false},
    {"lindex", lindex, 3, false}, {0},
};
