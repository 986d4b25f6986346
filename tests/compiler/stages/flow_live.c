/* What is alive where: values set again, parts of a struct, jumps back, defers, a switch. */
#include <wok/task.h>

struct pair {
    int left, right;
};

int use(int value);
int *keep(int *place);

async int set_again(int a) {
    int b = a + 1;
    await wok_yield();              /* nothing: both are set before they are read */
    a = 1, b = 2;
    await wok_yield();              /* a and b */
    return a + b;
}

async int parts(int a) {
    struct pair pair;
    await wok_yield();              /* a; pair holds nothing yet */
    pair.left = a;
    await wok_yield();              /* pair, not a */
    pair.right = 2;
    return pair.left + pair.right;
}

async int back(int a) {
    int turns = 0, once = 7;
    use(once);
again:
    await wok_yield();              /* a, turns */
    if (turns++ < a)
        goto again;
    return turns;
}

async int chosen(int kind, int a, int b) {
    await wok_yield();              /* all three */
    switch (kind) {
    case 1:
        await wok_yield();          /* a */
        return a;
    case 2:
        await wok_yield();          /* b, and a by falling through */
        use(b);
        break;
    }
    return a;
}

async int kept(int a) {
    {
        int inner = a;
        int *place = keep(&inner);
        await wok_yield();          /* inner keeps its address; place */
        use(*place);
        await wok_yield();          /* inner, still in scope */
    }
    await wok_yield();              /* nothing */
    return 0;
}

async void arms(task(int) *handles, int i) {
    int value = 0;
    (void)await wok_cancel(handles[i]);   /* handles and i: the handle is zeroed there afterwards */
    race {
        when (value = await handles[0])
            use(value);
        when (await wok_yield())
            use(i);
    }
}
