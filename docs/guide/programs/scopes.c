/* Tasks that belong to somebody. See scopes-and-cancellation.md. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <wok/wok.h>

struct page {
    char text[32];
};

static async int fetch(const char *path, int turns, struct page *page) {
    for (int i = 0; i < turns; i++)
        await wok_yield();
    if (!strcmp(path, "/missing"))
        return -ENOENT;
    snprintf(page->text, sizeof page->text, "the page %s", path);
    return 0;
}

/* The pages are in this frame, and the children write to them. */
static async int load(const char *second) {
    struct page index, news = {""};
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, fetch("/", 3, &index));
    wok_scope_spawn(&scope, fetch(second, 5, &news));
    int error = await wok_scope_run(&scope);
    if (error == 0)
        printf("%s; %s\n", index.text, news.text);
    return error;
}

/* A child that spawns children: each connection lives as long as the server's scope. */
static async void connection(int number, int *served) {
    await wok_sleep((uint64_t)number * WOK_MS / 10);
    ++*served;
}

static async int accept_all(struct wok_scope *scope, int *served) {
    for (int number = 0; number < 5; number++) {
        wok_scope_spawn(scope, connection(number, served));
        await wok_yield();
    }
    return 0;
}

static async int sleep_and_answer(int hours) {
    await wok_sleep((uint64_t)hours * 3600 * WOK_S);
    return hours;
}

static async void commit(int *steps) {
    for (*steps = 1; *steps < 3; ++*steps)
        await wok_sleep(WOK_MS);
}

static async void commit_in_a_shield(int *steps) {
    int error = await wok_shield(commit(steps));
    printf("not printed: cancelled while it commits (%d)\n", error);
}

async int main(void) {
    printf("load: %d\n", await load("/news"));
    printf("load: %s\n", strerror(-await load("/missing")));

    int served = 0;
    WOK_SCOPE(server);
    wok_scope_spawn(&server, accept_all(&server, &served));
    int error = await wok_scope_run(&server);
    printf("served: %d (%d)\n", served, error);

    wok_group *group = wok_group_create();
    defer wok_group_destroy(group);
    if (!group)
        return 1;
    for (int hours = 3; hours >= 0; hours--)
        if (wok_group_spawn(group, sleep_and_answer(hours)) < 0)
            return 1;
    int answer = -1;
    if (await wok_group_next(group, &answer) == 0)
        printf("the fastest took %d hours\n", answer);

    int steps = 0;
    race {
        when(await commit_in_a_shield(&steps)) {
        }
        when(await wok_sleep(WOK_MS / 2)) {
            printf("committed: step %d\n", steps);
        }
    }

    wok_token *server_token = wok_token_create(NULL), *request = wok_token_create(server_token);
    defer wok_token_release(server_token);
    defer wok_token_release(request);
    if (!server_token || !request)
        return 1;
    wok_token_cancel(server_token, -ETIMEDOUT);
    printf("request: %s\n", strerror(-await wok_token_wait(request)));
    return 0;
}
