/*
 * Finding and running a command. The tables end with a name NULL; they are put into one hash table
 * when the first command runs, under the server's lock.
 */
#include "command.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "reply.h"

enum { SLOTS = 512, NAME_SIZE_MAX = 16 };

static const struct command *slots[SLOTS];

static unsigned slot_of(const char *name, size_t size) {
    unsigned hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)(name[i] | 0x20)) * 16777619u;
    return hash % SLOTS;
}

static void add_table(const struct command *table) {
    for (const struct command *command = table; command->name; command++) {
        unsigned slot = slot_of(command->name, strlen(command->name));
        while (slots[slot])
            slot = (slot + 1) % SLOTS;
        slots[slot] = command;
    }
}

static const struct command *find(struct bytes name) {
    static bool is_filled;
    if (!is_filled) {
        add_table(commands_of_keys);
        add_table(commands_of_strings);
        add_table(commands_of_lists);
        add_table(commands_of_sets);
        add_table(commands_of_hashes);
        add_table(commands_of_sorted_sets);
        add_table(commands_of_server);
        is_filled = true;
    }
    for (unsigned slot = slot_of(name.data, name.size); slots[slot]; slot = (slot + 1) % SLOTS)
        if (bytes_is_word(name, slots[slot]->name))
            return slots[slot];
    return NULL;
}

static void unknown(struct call *call) {
    char name[NAME_SIZE_MAX + 1] = {0};
    size_t size = call->words[0].size < NAME_SIZE_MAX ? call->words[0].size : NAME_SIZE_MAX;
    for (size_t i = 0; i < size; i++)
        name[i] = isprint((unsigned char)call->words[0].data[i]) ? call->words[0].data[i] : '?';
    buffer_format(call->reply, "-ERR unknown command '%s'\r\n", name);
}

void command_log(struct call *call, const struct bytes *words, size_t count) {
    call->has_logged = true;
    if (!call->log)
        return;
    reply_array(call->log, count);
    for (size_t i = 0; i < count; i++)
        reply_bulk(call->log, words[i]);
}

void command_run(struct call *call) {
    const struct command *command = find(call->words[0]);
    if (!command) {
        unknown(call);
        return;
    }
    bool fits = command->words < 0 ? call->count >= (size_t)-command->words
                                   : call->count == (size_t)command->words;
    if (!fits) {
        buffer_format(call->reply, "-ERR wrong number of arguments for '%s' command\r\n",
                      command->name);
        return;
    }
    call->has_logged = call->has_failed = false;
    call->server->commands++;
    command->run(call);
    if (command->changes && !call->has_logged && !call->has_failed)
        command_log(call, call->words, call->count);
}

void command_wrong_kind(struct call *call) {
    call->has_failed = true;
    reply_error(call->reply, "WRONGTYPE Operation against a key holding the wrong kind of value");
}

void command_no_memory(struct call *call) {
    call->has_failed = true;
    reply_error(call->reply, "OOM command not allowed: out of memory");
}

void command_syntax(struct call *call) {
    call->has_failed = true;
    reply_error(call->reply, "ERR syntax error");
}

bool command_integer(struct call *call, size_t word, int64_t *out) {
    if (bytes_to_integer(call->words[word], out))
        return true;
    call->has_failed = true;
    reply_error(call->reply, "ERR value is not an integer or out of range");
    return false;
}

struct value *command_value(struct call *call, struct bytes key, enum value_kind kind,
                            bool *answered) {
    struct value *value = store_find(&call->server->store, key, call->now_ms);
    *answered = value && value->kind != kind;
    if (!*answered)
        return value;
    command_wrong_kind(call);
    return NULL;
}

struct value *command_make(struct call *call, struct bytes key, enum value_kind kind) {
    bool is_other;
    struct value *value = store_make(&call->server->store, key, kind, call->now_ms, &is_other);
    if (!value && is_other)
        command_wrong_kind(call);
    else if (!value)
        command_no_memory(call);
    return value;
}

size_t command_range(int64_t from, int64_t to, size_t length, size_t *first) {
    int64_t size = (int64_t)length;
    from = from < 0 ? from + size : from;
    to = to < 0 ? to + size : to;
    if (from < 0)
        from = 0;
    if (to >= size)
        to = size - 1;
    *first = (size_t)from;
    return from > to ? 0 : (size_t)(to - from + 1);
}
