/* Commands that concern the connection and the server. */
#include "command.h"
#include "reply.h"

static void ping(struct call *call) {
    if (call->count > 1)
        reply_bulk(call->reply, call->words[1]);
    else
        reply_text(call->reply, "+PONG\r\n");
}

static void echo(struct call *call) {
    reply_bulk(call->reply, call->words[1]);
}

static void quit(struct call *call) {
    call->quits = true;
    reply_text(call->reply, "+OK\r\n");
}

static void select_database(struct call *call) {
    if (bytes_equal(call->words[1], BYTES("0")))
        reply_text(call->reply, "+OK\r\n");
    else
        reply_error(call->reply, "ERR DB index is out of range");
}

/* redis-benchmark asks for two of them; nothing can be set. */
static void config(struct call *call) {
    if (call->count != 3 || !bytes_is_word(call->words[1], "get")) {
        reply_error(call->reply, "ERR only CONFIG GET is known");
        return;
    }
    bool is_append = bytes_is_word(call->words[2], "appendonly");
    if (!is_append && !bytes_is_word(call->words[2], "save")) {
        reply_array(call->reply, 0);
        return;
    }
    reply_array(call->reply, 2);
    reply_bulk(call->reply, call->words[2]);
    reply_bulk(call->reply, !is_append                            ? BYTES("")
                            : append_is_on(&call->server->append) ? BYTES("yes")
                                                                  : BYTES("no"));
}

/* What clients ask when they begin, and can live without. */
static void command_list(struct call *call) {
    reply_array(call->reply, 0);
}

static void client(struct call *call) {
    reply_text(call->reply, "+OK\r\n");
}

static void info(struct call *call) {
    struct buffer text = {0};
    buffer_format(&text, "# Server\r\nserver:mini-redis\r\n# Clients\r\nconnected_clients:%u\r\n",
                  call->server->connections);
    buffer_format(&text, "# Stats\r\ntotal_commands_processed:%llu\r\n",
                  (unsigned long long)call->server->commands);
    buffer_format(&text, "# Keyspace\r\ndb0:keys=%zu,expires=%zu\r\n",
                  call->server->store.keys.count, call->server->store.endings.count);
    if (text.failed)
        command_no_memory(call);
    else
        reply_bulk(call->reply, (struct bytes){text.data, text.size});
    buffer_free(&text);
}

static void publish(struct call *call) {
    size_t told = channels_publish(&call->server->channels, call->words[1], call->words[2]);
    reply_integer(call->reply, (int64_t)told);
}

static void reply_membership(struct call *call, struct bytes kind, struct bytes name) {
    reply_array(call->reply, 3);
    reply_bulk(call->reply, kind);
    reply_bulk(call->reply, name);
    reply_integer(call->reply, (int64_t)call->subscriber->channels.count);
}

static void subscribe(struct call *call) {
    if (!call->subscriber)
        return;
    for (size_t i = 1; i < call->count; i++) {
        if (channels_add(&call->server->channels, call->words[i], call->subscriber))
            reply_membership(call, BYTES("subscribe"), call->words[i]);
        else
            command_no_memory(call);
    }
}

static void unsubscribe(struct call *call) {
    if (!call->subscriber)
        return;
    for (size_t i = 1; i < call->count; i++) {
        channels_remove(&call->server->channels, call->words[i], call->subscriber);
        reply_membership(call, BYTES("unsubscribe"), call->words[i]);
    }
    if (call->count == 1) {
        channels_remove_all(&call->server->channels, call->subscriber);
        reply_membership(call, BYTES("unsubscribe"), BYTES(""));
    }
}

const struct command commands_of_server[] = {
    {"ping", ping, -1, false},
    {"echo", echo, 2, false},
    {"quit", quit, 1, false},
    {"select", select_database, 2, false},
    {"config", config, -2, false},
    {"command", command_list, -1, false},
    {"client", client, -2, false},
    {"info", info, -1, false},
    {"publish", publish, 3, false},
    {"subscribe", subscribe, -2, false},
    {"unsubscribe", unsubscribe, -1, false},
    {0},
};
