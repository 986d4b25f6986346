// Addresses that leave with a result or a task, between those that only look as if they did. The twin has
// only the latter.
#include <wok/wok.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ctx {
    int *p;
    char name[8];
    const char *s;
    struct ctx *next;
};
static async int later(int a) {
    await wok_yield();
    return a;
}

static async int read_byte(const char *p) {
    await wok_yield();
    return p[0];
}

static async int read_context(struct ctx *c) {
    await wok_yield();
    return c->name[0];
}

async long difference_of_two(void) {
    char b[10] = "abc";
    char *e = b + strlen(b);
    await later(1);
    return e - b;
}

async int values_of_an_array(void) {
    int a[2] = {1, 2};
    int *p = a;
    await later(1);
    return *p + p[1];
}

async int comparison(void) {
    int x = 1;
    int *p = &x;
    await later(1);
    return p != NULL;
}

async char *copy(const char *s) {
    char *c = strdup(s);
    await later(1);
    return c;
}

async char *inside_of_the_callers(char *s) {
    await later(1);
    return s + 1;
}

async const char *everybodys(int n) {
    static const char *const names[] = {"a", "b"};
    await later(1);
    return names[n];
}

async const char *string_out_of_a_table(int n) {
    const char *names[] = {"a", "b"};
    await later(1);
    return names[n];
}
#ifndef TWIN
async char *array_returned(void) {
    char b[8] = "x";
    await later(1);
    return b; // error: E0402
}
#endif
#ifndef TWIN
async char *array_of_a_struct_returned(void) {
    struct ctx c = {0};
    await later(1);
    return c.name; // error: E0402
}
#endif
async struct ctx *end_of_the_callers_list(struct ctx *list) {
    struct ctx *c = list;
    while (c && c->next)
        c = c->next;
    await later(1);
    return c;
}

async struct ctx *own_memory(void) {
    struct ctx *c = malloc(sizeof *c);
    struct ctx *d = c;
    await later(1);
    return d;
}

async uintptr_t number_of_an_address(void) {
    int x;
    int *p = &x;
    await later(1);
    return (uintptr_t)p % 16;
}
#ifndef TWIN
async int *one_of_two(int *a) {
    int x = 0;
    int *p = a;
    if (!p)
        p = &x;
    await later(*p);
    return p == &x ? NULL : p; // error: E0402
}
#endif
async void *what_it_points_to(void *p) {
    void **q = &p;
    await later(1);
    return *q;
}

async int arguments_of_the_program(int argc, char **argv) {
    wok_detach(spawn(read_byte(argv[1])));
    wok_detach(spawn(read_byte(&argv[0][1])));
    return argc;
}

async int what_the_callers_holds(struct ctx *c) {
    wok_detach(spawn(read_context(c->next)));
    wok_detach(spawn(read_byte(c->name)));
    return 0;
}

async int pointers_of_a_copy(struct ctx c) {
    wok_detach(spawn(read_byte(c.s)));
    wok_detach(spawn(read_context(c.next)));
    return 0;
}
#ifndef TWIN
async int array_of_a_copy(struct ctx c) {
    wok_detach(spawn(read_byte(c.name))); // error: E0402
    return 0;
}
#endif
async int own_memory_through_a_pointer(void) {
    struct ctx *c = calloc(1, sizeof *c);
    struct ctx **pp = &c;
    (*pp)->s = "x";
    wok_detach(spawn(read_context(c)));
    return 0;
}

async int list_of_own_memory(void) {
    struct ctx *list = NULL;
    for (int i = 0; i < 3; i++) {
        struct ctx *c = malloc(sizeof *c);
        c->next = list;
        list = c;
    }
    wok_detach(spawn(read_context(list)));
    return 0;
}

async int list_behind_a_local_head(void) {
    struct ctx head = {0}, *tail = &head;
    for (int i = 0; i < 3; i++) {
        tail->next = malloc(sizeof *tail);
        tail = tail->next;
    }
    wok_detach(spawn(read_context(head.next)));
    return 0;
}

async int awaited_by_its_handle(const char *s) {
    char b[64];
    snprintf(b, sizeof b, "%s", s);
    auto t = spawn(read_byte(b));
    int r = await t;
    return r;
}

async int awaited_at_once(const char *s) {
    char b[64];
    snprintf(b, sizeof b, "%s", s);
    return await spawn(read_byte(b));
}

async int freed_after(const char *s) {
    char *b = strdup(s);
    defer free(b);
    return await spawn(read_byte(b));
}

async int memory_or_nothing(int n) {
    int *a = n > 2 ? malloc(4) : NULL;
    wok_detach(spawn(read_byte((char *)a)));
    return 0;
}

struct pool {
    task(int) tasks[4];
    int n;
};
static void pool_add(struct pool *p, task(int) t) {
    p->tasks[p->n++] = t;
}

async int handles_in_a_pool(void) {
    int x[4] = {0};
    struct pool p = {0};
    for (int i = 0; i < 4; i++)
        pool_add(&p, spawn(read_byte((char *)&x[i])));
    int s = 0;
    for (int i = 0; i < 4; i++)
        s += await p.tasks[i];
    return s;
}

async int handle_in_own_memory(void) {
    int x = 0;
    struct pool *p = calloc(1, sizeof *p);
    p->tasks[0] = spawn(read_byte((char *)&x));
    int r = await p->tasks[0];
    free(p);
    return r;
}

async int handles_in_own_memory(void) {
    int x = 0;
    struct pool *p = calloc(1, sizeof *p);
    for (int i = 0; i < 2; i++)
        p->tasks[i] = spawn(read_byte((char *)&x));
    int s = 0;
    for (int i = 0; i < 2; i++)
        s += await p->tasks[i];
    free(p);
    return s;
}

async int handles_by_a_moving_pointer(void) {
    int x = 0;
    task(int) *ts = calloc(2, sizeof *ts);
    task(int) *t = ts;
    *t++ = spawn(read_byte((char *)&x));
    *t++ = spawn(read_byte((char *)&x));
    int s = 0;
    while (t > ts)
        s += await * --t;
    free(ts);
    return s;
}

async int main(void) {
    return 0;
}
