/* The commands, and what runs them. */
#ifndef MINI_REDIS_COMMAND_H
#define MINI_REDIS_COMMAND_H

#include "request.h"
#include "server.h"

/* One command that is being run; the server is locked. */
struct call {
    struct server *server;
    struct subscriber *subscriber; /* whose connection it is; NULL while a log is read */
    struct bytes *words;
    size_t count;
    struct buffer *reply;
    struct buffer *log; /* what the append-only file is to have of it */
    int64_t now_ms;
    bool has_logged; /* the command has said itself what is to be logged */
    bool has_failed; /* it has replied an error, or changed nothing */
    bool quits;
};

/* Looks the command up, checks the number of words, runs it, logs what changed something. */
void command_run(struct call *call);

/* What commands.c, collections.c share. */
void command_wrong_kind(struct call *call);
void command_no_memory(struct call *call);
void command_syntax(struct call *call);
bool command_integer(struct call *call, size_t word, int64_t *out);
/* The value of a key if it is of that kind; NULL with *answered: an error was replied. */
struct value *command_value(struct call *call, struct bytes key, enum value_kind kind,
                            bool *answered);
/* The same, made if there is none; NULL: an error was replied. */
struct value *command_make(struct call *call, struct bytes key, enum value_kind kind);
/* "from" and "to" of a range as C understands it: first index and count. */
size_t command_range(int64_t from, int64_t to, size_t length, size_t *first);
/* Log another command in place of this one. */
void command_log(struct call *call, const struct bytes *words, size_t count);

struct command {
    const char *name;
    void (*run)(struct call *call);
    int words;    /* exactly so many; negative: at least */
    bool changes; /* logged as it is, unless it logs something itself or fails */
};

extern const struct command commands_of_keys[], commands_of_strings[], commands_of_lists[],
    commands_of_sets[], commands_of_hashes[], commands_of_sorted_sets[], commands_of_server[];

#endif
