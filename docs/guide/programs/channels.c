/* Senders, a receiver, and values in between. See channels-and-locks.md. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wok/wok.h>

/* A slow receiver slows its sender down: there is never more than 2 values in between. */
static async void count_to(wok_channel *numbers, int last) {
    for (int number = 1; number <= last; number++)
        if (await wok_send(numbers, &number) < 0)
            break;
    wok_channel_close(numbers);
}

static async int add_up(wok_channel *numbers) {
    int number, sum = 0;
    while (await wok_receive(numbers, &number) == 0)
        sum += number;
    return sum;
}

/* Whoever has a message frees it, and it is always clear who that is. */
static async bool send_within(wok_channel *messages, const char *text, uint64_t limit_ns) {
    char *message = strdup(text);
    bool sent = false;
    defer if (!sent) free(message);
    if (!message)
        return false;
    int error = 0;
    race {
        when(error = await wok_send(messages, &message)) {
            sent = error == 0;
        }
        when(await wok_sleep(limit_ns)) {
        }
    }
    return sent;
}

static async void answer(wok_oneshot *question) {
    int result = 42;
    await wok_yield();
    (void)wok_oneshot_send(question, &result);
}

async int main(void) {
    wok_channel *numbers = wok_channel_create(sizeof(int), 2);
    wok_channel *messages = wok_channel_create(sizeof(char *), 1);
    defer wok_channel_destroy(numbers);
    defer wok_channel_destroy(messages);
    if (!numbers || !messages)
        return 1;

    auto counter = spawn(count_to(numbers, 100));
    printf("the sum is %d\n", await add_up(numbers));
    await counter;

    bool first = await send_within(messages, "there is room", WOK_S);
    bool second = await send_within(messages, "there is none", WOK_MS);
    printf("sent: %s, %s\n", first ? "yes" : "no", second ? "yes" : "no");
    char *message;
    while (wok_try_receive(messages, &message) == 0) {
        printf("received: %s\n", message);
        free(message);
    }

    wok_oneshot *question = wok_oneshot_create(sizeof(int));
    if (!question)
        return 1;
    defer wok_oneshot_drop_receiver(question);
    wok_detach(spawn(answer(question)));
    int result = 0;
    if (await wok_oneshot_receive(question, &result) == 0)
        printf("the answer is %d\n", result);
    return 0;
}
