// Locals lent to the children of scopes and groups, on paths where they are gone before these have ended.
// The twin lends what stays.
// says: the address of `count` goes to a child of `server->scope`, which may outlive it
// says: `scope` comes from others, who run it
// says: the address of this compound literal goes to a child of `scope`, which may outlive it
// says: the address of `count` goes to a task of `group`, which may outlive it
// says: a group does not lend
#include <stdlib.h>
#include <wok/wok.h>

#ifdef TWIN
#define LOCAL static
#else
#define LOCAL
#endif

struct pair {
    int first, second;
};

struct server {
    struct wok_scope scope;
    struct wok_scope *outer;
};

static struct wok_scope everybody;

static async int work(int *count) {
    await wok_yield();
    return ++*count;
}

static async int add(int *sum, struct pair *pair) {
    await wok_yield();
    *sum += pair->first + pair->second;
    return 0;
}

static async int finish(struct wok_scope *scope) {
    return await wok_scope_run(scope);
}

async int the_second_argument(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    for (int i = 0; i < 2; i++) {
        LOCAL struct pair pair;
        pair.first = pair.second = i;
        wok_scope_spawn(&scope, add(&sum, &pair)); // error: E0402 (unless TWIN)
    }
    await wok_scope_run(&scope);
    return sum;
}

#ifndef TWIN
async int variable_of_the_loop(void) {
    WOK_SCOPE(scope);
    for (int i = 0; i < 2; i++)
        wok_scope_spawn(&scope, work(&i)); // error: E0402
    return await wok_scope_run(&scope);
}

async int literal(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    {
        wok_scope_spawn(&scope, add(&sum, &(struct pair){1, 2})); // error: E0402
    }
    await wok_scope_run(&scope);
    return sum;
}
#endif

async int in_the_turn_before(int turns) {
    WOK_SCOPE(scope);
    for (int i = 0; i < turns; i++) {
        LOCAL int count = 0;
        wok_scope_spawn(&scope, work(&count)); // error: E0402 (unless TWIN)
        if (i % 2)
            await wok_scope_run(&scope);
    }
    return 0;
}

async int on_one_path(int flag) {
    WOK_SCOPE(scope);
    {
        LOCAL int count = 0;
        wok_scope_spawn(&scope, work(&count)); // error: E0402 (unless TWIN)
        if (flag)
            await wok_scope_run(&scope);
    }
    return await wok_scope_run(&scope);
}

async int by_another_name(void) {
    WOK_SCOPE(scope);
    struct wok_scope *pointer = &scope;
    {
        LOCAL int count = 0;
        wok_scope_spawn(pointer, work(&count)); // error: E0402 (unless TWIN)
    }
    return await wok_scope_run(&scope);
}

async int built_before(void) {
    WOK_SCOPE(scope);
    {
        LOCAL int count = 0;
        auto future = box(work(&count)); // error: E0402 (unless TWIN)
        wok_scope_add(&scope, future);
    }
    return await wok_scope_run(&scope);
}

async int by_a_block(void) {
    WOK_SCOPE(scope);
    {
        LOCAL int count = 0;
        int *pointer = &count;
        wok_scope_add(&scope, box(async_move ({
            await wok_yield();
            ++*pointer; // error: E0402 (unless TWIN)
        })));
    }
    return await wok_scope_run(&scope);
}

async int run_by_a_function(void) {
    WOK_SCOPE(scope);
    {
        LOCAL int count = 0;
        wok_scope_spawn(&scope, work(&count)); // error: E0402 (unless TWIN)
    }
    return await finish(&scope);
}

async int run_by_a_variable(void) {
    WOK_SCOPE(scope);
    auto run = wok_scope_run(&scope);
    {
        LOCAL int count = 0;
        wok_scope_spawn(&scope, work(&count)); // error: E0402 (unless TWIN)
    }
    return await run;
}

async int run_by_a_task(void) {
    WOK_SCOPE(scope);
    {
        LOCAL int count = 0;
        wok_scope_spawn(&scope, work(&count)); // error: E0402 (unless TWIN)
    }
    auto running = spawn(wok_scope_run(&scope));
    return await running;
}

async int run_by_a_child(void) {
    WOK_SCOPE(outer);
    WOK_SCOPE(inner);
    {
        LOCAL int count = 0;
        wok_scope_spawn(&inner, work(&count)); // error: E0402 (unless TWIN)
    }
    wok_scope_spawn(&outer, wok_scope_run(&inner));
    return await wok_scope_run(&outer);
}

async int on_the_heap(void) {
    struct wok_scope *scope = calloc(1, sizeof *scope);
    {
        LOCAL int count = 0;
        wok_scope_spawn(scope, work(&count)); // error: E0402 (unless TWIN)
    }
    int error = await wok_scope_run(scope);
    free(scope);
    return error;
}

async struct wok_scope *handed_on(void) {
    struct wok_scope *scope = calloc(1, sizeof *scope);
    LOCAL int count = 0;
    wok_scope_spawn(scope, work(&count)); // error: E0402 (unless TWIN)
    return scope;
}

async int kept_by_others(struct server *server) {
    struct wok_scope *scope = calloc(1, sizeof *scope);
    LOCAL int count = 0;
    wok_scope_spawn(scope, work(&count)); // error: E0402 (unless TWIN)
    server->outer = scope;
    return 0;
}

async int of_the_caller(struct wok_scope *scope) {
    LOCAL int count = 0;
    wok_scope_spawn(scope, work(&count)); // error: E0402 (unless TWIN)
    await wok_yield();
    return count;
}

async int of_the_caller_on_one_path(struct wok_scope *scope, int flag) {
    LOCAL int count = 0;
    wok_scope_spawn(scope, work(&count)); // error: E0402 (unless TWIN)
    if (flag)
        return -1;
    return await wok_scope_run(scope);
}

async int in_a_struct_of_the_callers(struct server *server) {
    LOCAL int count = 0;
    wok_scope_spawn(&server->scope, work(&count)); // error: E0402 (unless TWIN)
    return 0;
}

async int of_everybody(void) {
    LOCAL int count = 0;
    wok_scope_spawn(&everybody, work(&count)); // error: E0402 (unless TWIN)
    return 0;
}

int of_a_plain_function(struct wok_scope *scope) {
    LOCAL int count = 0;
    wok_scope_spawn(scope, work(&count)); // error: E0402 (unless TWIN)
    return 0;
}

async int of_a_group(void) {
    wok_group *group = wok_group_create();
    defer wok_group_destroy(group);
    for (int i = 0; i < 2; i++) {
        LOCAL int count = 0;
        (void)wok_group_spawn(group, work(&count)); // error: E0402 (unless TWIN)
    }
    int answer;
    return await wok_group_next(group, &answer);
}

async int main(void) {
    return 0;
}
