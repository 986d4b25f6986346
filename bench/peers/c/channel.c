/*
 * The floor for channels: the same work as a loop over structs, one thread, no runtime.
 *
 * A task is a function that goes on from its state; a channel is a ring, and remembers the one task that
 * waits at either end. There is no lock, no waker, no other thread, no closing while others wait.
 */
#include "../../figure.h"

struct task {
    struct task *next;
    int (*resume)(struct task *self); /* 1 once finished */
    struct channel *in, *out;
    uint64_t state, value, sum, count;
};

static struct { struct task *head, **tail; } ready = {NULL, &ready.head};

static void enqueue(struct task *task) {
    task->next = NULL;
    *ready.tail = task;
    ready.tail = &task->next;
}

static void run_until_idle(void) {
    while (ready.head) {
        struct task *task = ready.head;
        ready.head = task->next;
        if (!ready.head)
            ready.tail = &ready.head;
        task->resume(task);
    }
}

struct channel {
    uint64_t *values;
    uint32_t begin, end, mask;
    struct task *receiver, *senders;
};

static int channel_init(struct channel *channel, uint32_t capacity) {
    *channel = (struct channel){.mask = capacity - 1};
    channel->values = calloc(capacity, sizeof *channel->values);
    return channel->values ? 0 : 1;
}

/* 0: the task waits. */
static int channel_send(struct channel *channel, struct task *task, uint64_t value) {
    if (channel->end - channel->begin > channel->mask) {
        task->next = channel->senders;
        channel->senders = task;
        return 0;
    }
    channel->values[channel->end++ & channel->mask] = value;
    if (channel->receiver)
        enqueue(channel->receiver);
    channel->receiver = NULL;
    return 1;
}

static int channel_receive(struct channel *channel, struct task *task, uint64_t *value) {
    if (channel->end == channel->begin) {
        channel->receiver = task;
        return 0;
    }
    *value = channel->values[channel->begin++ & channel->mask];
    if (channel->senders) {
        struct task *sender = channel->senders;
        channel->senders = sender->next;
        enqueue(sender);
    }
    return 1;
}

static int resume_echo(struct task *self) {
    for (;;) {
        if (self->state == 0 && !channel_receive(self->in, self, &self->value))
            return 0;
        self->state = 1;
        if (!channel_send(self->out, self, self->value))
            return 0;
        self->state = 0;
    }
}

static int resume_serve(struct task *self) {
    while (self->sum < self->count) {
        if (self->state == 0 && !channel_send(self->out, self, self->sum))
            return 0;
        self->state = 1;
        if (!channel_receive(self->in, self, &self->value))
            return 0;
        self->state = 0;
        self->sum += self->value == self->sum;
    }
    return 1;
}

static int ping_pong(const char *figure, const char *peer, uint32_t count, uint64_t rounds) {
    struct channel *channels = calloc(2 * (size_t)count, sizeof *channels);
    struct task *tasks = calloc(2 * (size_t)count, sizeof *tasks);
    if (!channels || !tasks)
        return 1;
    for (uint32_t index = 0; index < 2 * count; index++)
        if (channel_init(&channels[index], 1))
            return 1;
    uint64_t started_ns = figure_now_ns();
    for (uint32_t index = 0; index < 2 * count; index += 2) {
        tasks[index] = (struct task){
            .resume = resume_echo, .in = &channels[index], .out = &channels[index + 1]};
        tasks[index + 1] = (struct task){.resume = resume_serve,
                                         .in = &channels[index + 1],
                                         .out = &channels[index],
                                         .count = rounds};
        enqueue(&tasks[index]);
        enqueue(&tasks[index + 1]);
    }
    run_until_idle();
    double took_ns = (double)(figure_now_ns() - started_ns);
    for (uint32_t index = 1; index < 2 * count; index += 2)
        if (tasks[index].sum != rounds)
            return 1;
    figure_print(figure, peer, took_ns / count / (double)rounds, "ns");
    return 0;
}

static int resume_producer(struct task *self) {
    while (self->value < self->count) {
        if (!channel_send(self->out, self, self->value + 1))
            return 0;
        self->value++;
    }
    return 1;
}

static int resume_consumer(struct task *self) {
    while (channel_receive(self->in, self, &self->value))
        self->sum += self->value;
    return 0;
}

static int mpsc(const char *peer) {
    enum { producers = 4 };
    const uint64_t count = 1000000;
    struct task tasks[producers + 1];
    struct channel channel;
    if (channel_init(&channel, 1024))
        return 1;
    uint64_t started_ns = figure_now_ns();
    tasks[producers] = (struct task){.resume = resume_consumer, .in = &channel};
    enqueue(&tasks[producers]);
    for (int index = 0; index < producers; index++) {
        tasks[index] = (struct task){.resume = resume_producer, .out = &channel, .count = count};
        enqueue(&tasks[index]);
    }
    run_until_idle();
    double took_ns = (double)(figure_now_ns() - started_ns);
    if (tasks[producers].sum != producers * (count * (count + 1) / 2))
        return 1;
    figure_print("channel/mpsc_4", peer, took_ns / producers / (double)count, "ns");
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], "ping_pong_1 ping_pong_1k mpsc_4");
    if (!strcmp(argv[1], "ping_pong_1"))
        return ping_pong("channel/ping_pong_1", argv[2], 1, 5000000);
    if (!strcmp(argv[1], "ping_pong_1k"))
        return ping_pong("channel/ping_pong_1k", argv[2], 1000, 5000);
    if (!strcmp(argv[1], "mpsc_4"))
        return mpsc(argv[2]);
    return figure_usage(argv[0], "ping_pong_1 ping_pong_1k mpsc_4");
}
