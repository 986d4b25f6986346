/* Commands on sorted sets. */
#include "command.h"
#include "reply.h"

static bool scores_are_numbers(struct call *call) {
    double score;
    if (call->count % 2) {
        command_syntax(call);
        return false;
    }
    for (size_t i = 2; i < call->count; i += 2) {
        if (bytes_to_double(call->words[i], &score))
            continue;
        call->has_failed = true;
        reply_error(call->reply, "ERR value is not a valid float");
        return false;
    }
    return true;
}

static void zadd(struct call *call) {
    int64_t added = 0;
    double score = 0;
    if (!scores_are_numbers(call))
        return;
    struct value *value = command_make(call, call->words[1], VALUE_SORTED);
    if (!value)
        return;
    for (size_t i = 2; i < call->count; i += 2) {
        bytes_to_double(call->words[i], &score);
        int answer = sorted_put(&value->sorted, call->words[i + 1], score,
                                store_random(&call->server->store));
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

static void zrem(struct call *call) {
    bool answered;
    int64_t removed = 0;
    struct value *value = command_value(call, call->words[1], VALUE_SORTED, &answered);
    if (answered)
        return;
    for (size_t i = 2; value && i < call->count; i++)
        removed += sorted_remove(&value->sorted, call->words[i]);
    if (value)
        store_tidy(&call->server->store, call->words[1], value);
    call->has_failed = removed == 0;
    reply_integer(call->reply, removed);
}

static void zpopmin(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_SORTED, &answered);
    if (answered)
        return;
    if (!value) {
        call->has_failed = true;
        reply_array(call->reply, 0);
        return;
    }
    const struct sorted_node *node = sorted_at(&value->sorted, 0);
    reply_array(call->reply, 2);
    reply_bulk(call->reply, node->member);
    reply_double(call->reply, node->score);
    command_log(call, (struct bytes[]){BYTES("ZREM"), call->words[1], node->member}, 3);
    sorted_remove(&value->sorted, node->member);
    store_tidy(&call->server->store, call->words[1], value);
}

static void zrange(struct call *call) {
    bool answered;
    int64_t from, to;
    bool with_scores = call->count == 5 && bytes_is_word(call->words[4], "withscores");
    if (call->count > 4 && !with_scores) {
        command_syntax(call);
        return;
    }
    if (!command_integer(call, 2, &from) || !command_integer(call, 3, &to))
        return;
    struct value *value = command_value(call, call->words[1], VALUE_SORTED, &answered);
    if (answered)
        return;
    size_t first = 0;
    size_t count = value ? command_range(from, to, value->sorted.members.count, &first) : 0;
    reply_array(call->reply, with_scores ? 2 * count : count);
    for (size_t i = 0; i < count; i++) {
        const struct sorted_node *node = sorted_at(&value->sorted, first + i);
        reply_bulk(call->reply, node->member);
        if (with_scores)
            reply_double(call->reply, node->score);
    }
}

static const struct sorted_node *member_of(struct call *call, bool *answered) {
    struct value *value = command_value(call, call->words[1], VALUE_SORTED, answered);
    const struct sorted_node *node = value ? sorted_find(&value->sorted, call->words[2]) : NULL;
    if (!node && !*answered) {
        reply_nothing(call->reply);
        *answered = true;
    }
    return node;
}

static void zscore(struct call *call) {
    bool answered;
    const struct sorted_node *node = member_of(call, &answered);
    if (node)
        reply_double(call->reply, node->score);
}

static void zrank(struct call *call) {
    bool answered;
    const struct sorted_node *node = member_of(call, &answered);
    if (node) {
        struct value *value = store_find(&call->server->store, call->words[1], call->now_ms);
        reply_integer(call->reply, (int64_t)sorted_rank(&value->sorted, node));
    }
}

static void zcard(struct call *call) {
    bool answered;
    struct value *value = command_value(call, call->words[1], VALUE_SORTED, &answered);
    if (!answered)
        reply_integer(call->reply, value ? (int64_t)value->sorted.members.count : 0);
}

const struct command commands_of_sorted_sets[] = {
    {"zadd", zadd, -4, true},      {"zrem", zrem, -3, true},
    {"zpopmin", zpopmin, 2, true}, {"zrange", zrange, -4, false},
    {"zscore", zscore, 3, false},  {"zrank", zrank, 3, false},
    {"zcard", zcard, 2, false},    {0},
};
