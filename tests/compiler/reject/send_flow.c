// What a spawned function holds across an await: in fields, arrays, lists, loops, defers, recursion; and
// beside it what is finished before, or may go to any thread. In the twin nothing belongs to a thread.
#include <wok/wok.h>

#include <stdio.h>
#include <stdlib.h>

#ifdef TWIN
#define CELL
#define COUNTER
#else
#define CELL    WOK_NOT_SEND
#define COUNTER WOK_NOT_SYNC
#endif

struct CELL cell {
    int n;
};
struct COUNTER counter {
    int n;
};
struct WOK_SEND promised {
    struct cell *c;
};
struct deep {
    struct {
        struct cell *c[2];
    } in;
};
struct fn {
    void (*f)(struct cell *);
};
struct list {
    struct list *next;
    struct cell *c;
};
static void use(struct cell *c) {
    c->n++;
}

static async int yield(void) {
    await wok_yield();
    return 1;
}

static async int finished_before(void) {
    struct cell c = {0};
    {
        use(&c);
    }
    await yield();
    return 0;
}

async int spawn_finished_before(void) {
    return await spawn(finished_before());
}

static async int in_each_turn(void) {
    struct cell c = {0};
    int k = 0;
    for (int i = 0; i < 2; i++) {
        use(&c);
        await yield();
        k++;
    }
    return k;
}

async int spawn_in_each_turn(void) {
    return await spawn(in_each_turn()); // error: E0401 (unless TWIN)
}

static async int on_one_path(int f) {
    struct cell *c = NULL;
    if (f) {
        c = malloc(sizeof *c);
        use(c);
        free(c);
    }
    await yield();
    return f;
}

async int spawn_on_one_path(void) {
    return await spawn(on_one_path(1));
}

static async int promised(void) {
    struct promised p = {0};
    await yield();
    if (p.c)
        use(p.c);
    return 0;
}

async int spawn_promised(void) {
    return await spawn(promised());
}

static async int in_an_array_inside(void) {
    struct deep d = {0};
    await yield();
    if (d.in.c[1])
        use(d.in.c[1]);
    return 0;
}

async int spawn_in_an_array_inside(void) {
    return await spawn(in_an_array_inside()); // error: E0401 (unless TWIN)
}

static async int only_a_function_about_one(void) {
    struct fn f = {use};
    await yield();
    return f.f != NULL;
}

async int spawn_only_a_function_about_one(void) {
    return await spawn(only_a_function_about_one());
}

static async int in_a_list(void) {
    struct list l = {0};
    await yield();
    return l.next != NULL;
}

async int spawn_in_a_list(void) {
    return await spawn(in_a_list()); // error: E0401 (unless TWIN)
}

static async int not_shared_itself(void) {
    struct counter c = {0};
    await yield();
    return c.n;
}

async int spawn_not_shared_itself(void) {
    return await spawn(not_shared_itself());
}

static async int not_shared_but_pointed_to(void) {
    struct counter c = {0};
    struct counter *p = &c;
    await yield();
    return p->n;
}

async int spawn_not_shared_but_pointed_to(void) {
    return await spawn(not_shared_but_pointed_to()); // error: E0401 (unless TWIN)
}

static async int given(struct cell *c) {
    int n = c->n;
    await yield();
    return n;
}

async int spawn_given(void) {
    static struct cell c;
    return await spawn(given(&c)); // error: E0401 (unless TWIN)
}

static async int everybodys(void) {
    static struct cell c;
    use(&c);
    await yield();
    return c.n;
}

async int spawn_everybodys(void) {
    return await spawn(everybodys());
}

static async int in_a_defer(void) {
    struct cell c = {0};
    defer use(&c);
    await yield();
    return 0;
}

async int spawn_in_a_defer(void) {
    return await spawn(in_a_defer()); // error: E0401 (unless TWIN)
}

static async int only_its_size(void) {
    struct cell c = {0};
    int n = sizeof c;
    await yield();
    return n + (int)sizeof(c);
}

async int spawn_only_its_size(void) {
    return await spawn(only_its_size());
}

static async int over_a_join(void) {
    struct cell c = {0};
    join(await yield(), await yield());
    use(&c);
    return 0;
}

async int spawn_over_a_join(void) {
    return await spawn(over_a_join()); // error: E0401 (unless TWIN)
}

static async int with_a_call_after(void) {
    struct cell c = {0};
    use(&c);
    int r = await yield() + 1;
    return r;
}

async int spawn_with_a_call_after(void) {
    return await spawn(with_a_call_after());
}

static async struct cell *result(void) {
    await yield();
    return NULL;
}

async int spawn_result(void) {
    return await spawn(result()) != NULL; // error: E0401 (unless TWIN)
}

static async int hidden_in_a_void_pointer(void *p) {
    await yield();
    return p != NULL;
}

async int spawn_hidden_in_a_void_pointer(void) {
    struct cell *c = malloc(4);
    return await spawn(hidden_in_a_void_pointer(c)); // error: E0401 (unless TWIN)
}

async int spawn_block_with_a_value(void) {
    struct cell c = {1};
    int n = c.n;
    return await spawn(async_move({
        await yield();
        n;
    }));
}

async int spawn_block_with_one(void) {
    struct cell c = {1};
    return await spawn(async_move({ // error: E0401 (unless TWIN)
        await yield();
        c.n;
    }));
}

async int spawn_built_before(void) {
    auto f = given(NULL);
    return await spawn(f); // error: E0401 (unless TWIN)
}

static async int jumped_over(int f) {
    struct cell c = {0};
    if (f)
        goto out;
    use(&c);
out:
    await yield();
    return 0;
}

async int spawn_jumped_over(void) {
    return await spawn(jumped_over(1));
}

static async int before_recursion(int d) {
    struct cell c = {0};
    if (d)
        return await before_recursion(d - 1);
    use(&c);
    return 0;
}

async int spawn_before_recursion(void) {
    return await spawn(before_recursion(2));
}

static async int over_recursion(int d) {
    struct cell c = {0};
    int r = d ? await over_recursion(d - 1) : 0;
    use(&c);
    return r;
}

async int spawn_over_recursion(void) {
    return await spawn(over_recursion(2)); // error: E0401 (unless TWIN)
}

static async int one_of_an_array(void) {
    struct cell a[2] = {{0}};
    await yield();
    return a[0].n;
}

async int spawn_one_of_an_array(void) {
    return await spawn(one_of_an_array()); // error: E0401 (unless TWIN)
}

static async int behind_a_pointer(void) {
    struct cell *c = NULL;
    struct cell **pp = &c;
    await yield();
    return *pp != NULL;
}

async int spawn_behind_a_pointer(void) {
    return await spawn(behind_a_pointer()); // error: E0401 (unless TWIN)
}

static async int a_stream(void) {
    FILE *f = stdin;
    await yield();
    return f != NULL;
}

async int spawn_a_stream(void) {
    return await spawn(a_stream());
}

async int main(void) {
    return 0;
}
