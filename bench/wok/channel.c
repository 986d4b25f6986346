/* Channels in async C: ping-pong of one pair and of a thousand, and many senders to one receiver. */
#include <wok/wok.h>

#include "../figure.h"

#define FIGURES "ping_pong_1 ping_pong_1k mpsc_4"

struct pair {
    wok_channel *there, *back;
};

static async int echo(struct pair *pair) {
    uint64_t value;
    while (await wok_receive(pair->there, &value) == 0)
        if (await wok_send(pair->back, &value) < 0)
            return 1;
    return 0;
}

static async int serve(struct pair *pair, int rounds) {
    for (uint64_t round = 0; round < (uint64_t)rounds; round++) {
        uint64_t value = 0;
        if (await wok_send(pair->there, &round) < 0 || await wok_receive(pair->back, &value) < 0 ||
            value != round)
            return 1;
    }
    wok_channel_close(pair->there);
    return 0;
}

static void pair_destroy(struct pair *pair) {
    wok_channel_destroy(pair->there);
    wok_channel_destroy(pair->back);
}

static int pair_create(struct pair *pair) {
    pair->there = wok_channel_create(sizeof(uint64_t), 1);
    pair->back = wok_channel_create(sizeof(uint64_t), 1);
    return pair->there && pair->back ? 0 : 1;
}

static async int ping_pong(const char *figure, const char *peer, int count, int rounds) {
    struct pair *pairs = calloc((size_t)count, sizeof *pairs);
    task(int) *handles = calloc((size_t)count * 2, sizeof *handles);
    defer free(pairs);
    defer free(handles);
    if (!pairs || !handles)
        return 1;
    for (int index = 0; index < count; index++)
        if (pair_create(&pairs[index]))
            return 1;
    uint64_t started_ns = figure_now_ns();
    for (int index = 0; index < count; index++) {
        handles[2 * index] = spawn(echo(&pairs[index]));
        handles[2 * index + 1] = spawn(serve(&pairs[index], rounds));
    }
    int wrong = 0;
    for (int index = 0; index < 2 * count; index++)
        wrong += await handles[index];
    double took_ns = (double)(figure_now_ns() - started_ns);
    for (int index = 0; index < count; index++)
        pair_destroy(&pairs[index]);
    if (!wrong)
        figure_print(figure, peer, took_ns / count / rounds, "ns");
    return wrong;
}

static async int produce(wok_channel *channel, uint64_t count) {
    for (uint64_t value = 1; value <= count; value++)
        if (await wok_send(channel, &value) < 0)
            return 1;
    return 0;
}

static async uint64_t consume(wok_channel *channel) {
    uint64_t sum = 0, value;
    while (await wok_receive(channel, &value) == 0)
        sum += value;
    return sum;
}

static async int mpsc(const char *peer) {
    enum { producers = 4 };
    const uint64_t count = 1000000;
    task(int) handles[producers];
    wok_channel *channel = wok_channel_create(sizeof(uint64_t), 1024);
    defer wok_channel_destroy(channel);
    if (!channel)
        return 1;
    uint64_t started_ns = figure_now_ns();
    task(uint64_t) consumer = spawn(consume(channel));
    for (int index = 0; index < producers; index++)
        handles[index] = spawn(produce(channel, count));
    int wrong = 0;
    for (int index = 0; index < producers; index++)
        wrong += await handles[index];
    wok_channel_close(channel);
    uint64_t sum = await consumer;
    double took_ns = (double)(figure_now_ns() - started_ns);
    if (wrong || sum != producers * (count * (count + 1) / 2))
        return 1;
    figure_print("channel/mpsc_4", peer, took_ns / producers / (double)count, "ns");
    return 0;
}

async int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], FIGURES);
    if (!strcmp(argv[1], "ping_pong_1"))
        return await ping_pong("channel/ping_pong_1", argv[2], 1, 1000000);
    if (!strcmp(argv[1], "ping_pong_1k"))
        return await ping_pong("channel/ping_pong_1k", argv[2], 1000, 2000);
    if (!strcmp(argv[1], "mpsc_4"))
        return await mpsc(argv[2]);
    return figure_usage(argv[0], FIGURES);
}
