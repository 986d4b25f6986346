// Locals lent to the children of scopes and groups that end before these locals do.
// wokcc: -Werror=wok
// no-erase
// expect: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
#include <wok/wok.h>

#include <stdio.h>
#include <stdlib.h>

struct site {
    const char *name;
    struct wok_scope scope;
    int visits;
};

struct server {
    struct wok_scope *scope;
};

static struct wok_scope everybody;

static async int add(int *sum, int by) {
    await wok_yield();
    *sum += by;
    return 0;
}

static async int add_twice(struct wok_scope *scope, int *sum) {
    wok_scope_spawn(scope, add(sum, 1));
    await wok_yield();
    wok_scope_spawn(scope, add(sum, 1));
    return 0;
}

static async int finish(struct wok_scope *scope) {
    return await wok_scope_run(scope);
}

static async int serve(struct server *server) {
    return await wok_scope_run(server->scope);
}

static async int in_one_block(void) {
    WOK_SCOPE(scope);
    int sum = 0; // behind the scope, but it ends with it
    wok_scope_spawn(&scope, add(&sum, 1));
    await wok_scope_run(&scope);
    return sum;
}

static async int left_early(int flag) {
    int sum = 2;
    WOK_SCOPE(scope);
    {
        int other = 0;
        wok_scope_spawn(&scope, add(&other, 1));
        if (flag)
            return sum; // the child is forgotten
    }
    return 0;
}

static async int in_each_turn(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    for (int i = 0; i < 3; i++) {
        int count = 0;
        wok_scope_spawn(&scope, add(&count, 1));
        await wok_scope_run(&scope);
        sum += count;
    }
    return sum;
}

static async int of_its_own_in_each_turn(void) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        int count = 0;
        WOK_SCOPE(scope);
        wok_scope_spawn(&scope, add(&count, 1));
        if (i == 0) {
            sum++;
            continue;
        }
        await wok_scope_run(&scope);
        sum += count;
    }
    return sum;
}

static async int farther_in(void) {
    int sum = 0;
    for (int i = 0; i < 5; i++) {
        WOK_SCOPE(scope);
        wok_scope_spawn(&scope, add(&sum, 1));
        await wok_scope_run(&scope);
    }
    return sum;
}

static async int children_of_children(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    for (int i = 0; i < 3; i++)
        wok_scope_spawn(&scope, add_twice(&scope, &sum));
    await wok_scope_run(&scope);
    return sum;
}

static async int by_a_function(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    {
        int count = 0;
        wok_scope_spawn(&scope, add(&count, 7));
        await finish(&scope);
        sum += count;
    }
    await finish(&scope);
    return sum;
}

static async int by_a_task(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    {
        int count = 0;
        wok_scope_spawn(&scope, add(&count, 8));
        auto running = spawn(wok_scope_run(&scope));
        await running;
        sum += count;
    }
    await wok_scope_run(&scope);
    return sum;
}

static async int in_a_race(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    {
        int count = 0;
        wok_scope_spawn(&scope, add(&count, 9));
        race {
            when(await wok_scope_run(&scope)) {
                sum = count;
            }
            when(await wok_sleep(3600 * WOK_S)) {
                sum = -1;
            }
        }
    }
    await wok_scope_run(&scope);
    return sum;
}

static async int beside_own_work(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, add(&sum, 4));
    join(await wok_scope_run(&scope), await add(&sum, 6));
    return sum;
}

static async int in_a_field(const char *name) {
    struct site site = {name, WOK_SCOPE_INIT, 0};
    wok_scope_spawn(&site.scope, add(&site.visits, 11));
    await wok_scope_run(&site.scope);
    return site.visits;
}

static async int of_the_caller(struct wok_scope *scope) {
    int sum = 0;
    wok_scope_spawn(scope, add(&sum, 6));
    await wok_scope_run(scope);
    wok_scope_spawn(&everybody, add(&sum, 6));
    await wok_scope_run(&everybody);
    return sum;
}

static async int by_two_names(struct server *server) {
    int sum = 0;
    struct wok_scope *scope = server->scope;
    wok_scope_spawn(scope, add(&sum, 15));
    await wok_scope_run(server->scope);
    return sum;
}

static async int by_two_names_and_a_function(struct server *server) {
    int sum = 0;
    struct wok_scope *scope = server->scope;
    wok_scope_spawn(scope, add(&sum, 16));
    await serve(server);
    return sum;
}

static async int on_the_heap(void) {
    int sum = 0;
    struct wok_scope *scope = calloc(1, sizeof *scope);
    if (!scope)
        return 0;
    defer free(scope);
    wok_scope_spawn(scope, add(&sum, 13));
    await wok_scope_run(scope);
    return sum;
}

static async int of_a_group(void) {
    int sum = 0, answer;
    wok_group *group = wok_group_create();
    if (!group)
        return 0;
    defer wok_group_destroy(group);
    for (int i = 0; i < 2; i++) {
        int count = 0;
        if (wok_group_spawn(group, add(&count, 7)) < 0)
            break;
        while (await wok_group_next(group, &answer) == 0)
            sum += count;
    }
    return sum;
}

async int main(void) {
    printf("%d %d %d ", await in_one_block(), await left_early(1), await in_each_turn());
    printf("%d %d %d ", await of_its_own_in_each_turn(), await farther_in(), await children_of_children());
    printf("%d %d %d ", await by_a_function(), await by_a_task(), await in_a_race());
    WOK_SCOPE(scope);
    printf("%d %d %d ", await beside_own_work(), await in_a_field("n"), await of_the_caller(&scope));
    struct server server = {&scope};
    printf("%d %d ", await on_the_heap(), await of_a_group());
    printf("%d %d\n", await by_two_names(&server), await by_two_names_and_a_function(&server));
    return 0;
}
