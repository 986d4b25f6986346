/*
 * hiredis HOST PORT: a client library that has a socket of its own, hiredis, driven by await.
 *
 * hiredis knows the protocol and keeps the buffers; here it is told when its socket may be read or
 * written. Commands are pipelined, a value larger than any socket buffer is stored and fetched, and a
 * command that blocks on the server is waited for while another connection goes on. See
 * docs/guide/foreign-descriptors.md.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <hiredis/hiredis.h>
#include <wok/wok.h>

enum { COMMANDS = 1000, LARGE = 8000000 };

/* A connection that is there. 0, or negative errno; the caller frees *out in both cases. */
static async int redis_connect(const char *host, int port, redisContext **out) {
    redisContext *context = redisConnectNonBlock(host, port);
    if (!context)
        return -ENOMEM;
    *out = context;
    if (context->err)
        return -EIO;
    int error = await wok_fd_writable(context->fd);
    if (error)
        return error;
    socklen_t size = sizeof error;
    if (getsockopt(context->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
        return -errno;
    return -error;
}

/* Send all commands that were appended. */
static async int redis_flush(redisContext *context) {
    for (;;) {
        int done = 0;
        if (redisBufferWrite(context, &done) != REDIS_OK)
            return -EIO;
        if (done)
            return 0;
        int error = await wok_fd_writable(context->fd);
        if (error)
            return error;
    }
}

/* The next reply, which the caller frees. */
static async int redis_reply(redisContext *context, redisReply **out) {
    for (;;) {
        void *reply = NULL;
        if (redisGetReplyFromReader(context, &reply) != REDIS_OK)
            return -EIO;
        if (reply) {
            *out = reply;
            return 0;
        }
        int error = await wok_fd_readable(context->fd);
        if (error)
            return error;
        if (redisBufferRead(context) != REDIS_OK)
            return -EIO;
    }
}

/* Commands that were appended go out while replies come in: neither side waits for the other. */
static async int take_integers(redisContext *context, int count, long long *sum) {
    for (int i = 0; i < count; i++) {
        redisReply *reply;
        int error = await redis_reply(context, &reply);
        if (error)
            return error;
        if (reply->type == REDIS_REPLY_INTEGER)
            *sum += reply->integer;
        freeReplyObject(reply);
    }
    return 0;
}

static async int count_up(redisContext *context) {
    long long sum = 0;
    int sent, taken;
    redisAppendCommand(context, "SET wok:counter 0");
    for (int i = 0; i < COMMANDS; i++)
        redisAppendCommand(context, "INCR wok:counter");
    join(sent = await redis_flush(context),
         taken = await take_integers(context, COMMANDS + 1, &sum));
    if (sent || taken)
        return -EIO;
    printf("%d replies, their sum %lld\n", COMMANDS, sum);
    return 0;
}

/* One command and its reply. */
static async int command(redisContext *context, redisReply **out) {
    int error = await redis_flush(context);
    return error ? error : await redis_reply(context, out);
}

static async int store_and_fetch(redisContext *context) {
    redisReply *reply = NULL;
    char *value = malloc(LARGE);
    if (!value)
        return -ENOMEM;
    defer free(value);
    for (size_t i = 0; i < LARGE; i++)
        value[i] = (char)(i * 7 + i / 251);
    redisAppendCommand(context, "SET wok:large %b", value, (size_t)LARGE);
    redisAppendCommand(context, "GET wok:large");
    int error = await command(context, &reply);
    if (error)
        return error;
    freeReplyObject(reply);
    error = await redis_reply(context, &reply);
    if (error)
        return error;
    bool is_same = reply->type == REDIS_REPLY_STRING && reply->len == LARGE &&
                   memcmp(reply->str, value, LARGE) == 0;
    freeReplyObject(reply);
    printf("%d bytes came back %s\n", LARGE, is_same ? "unchanged" : "changed");
    return 0;
}

/* Waits on the server for what the other connection pushes. */
static async int wait_for_push(redisContext *waiting) {
    redisReply *reply;
    redisAppendCommand(waiting, "BLPOP wok:list 0");
    int error = await command(waiting, &reply);
    if (error)
        return error;
    printf("popped: %s\n", reply->elements == 2 ? reply->element[1]->str : "nothing");
    freeReplyObject(reply);
    return 0;
}

static async int push(redisContext *context) {
    redisReply *reply;
    await wok_sleep(20 * WOK_MS);
    redisAppendCommand(context, "RPUSH wok:list noodles");
    int error = await command(context, &reply);
    if (error)
        return error;
    freeReplyObject(reply);
    return 0;
}

static async int talk(const char *host, int port) {
    redisContext *context = NULL, *waiting = NULL;
    int popped = 0, pushed = 0;
    defer redisFree(context);
    defer redisFree(waiting);
    int error = await redis_connect(host, port, &context);
    if (!error)
        error = await redis_connect(host, port, &waiting);
    if (!error)
        error = await count_up(context);
    if (!error)
        error = await store_and_fetch(context);
    if (error)
        return error;
    join(popped = await wait_for_push(waiting), pushed = await push(context));
    return popped ? popped : pushed;
}

async int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: hiredis HOST PORT\n");
        return 2;
    }
    int error = await talk(argv[1], atoi(argv[2]));
    if (error)
        fprintf(stderr, "hiredis: %s\n", strerror(-error));
    return error != 0;
}
