// A table of async operations takes a future that was written by hand.
// no-erase
// expect: 41
#include "corpus.h"
#include <stdio.h>

struct me {
    int value, result;
};

void me_init(struct me *self, int value) {
    *self = (struct me){.value = value};
}

enum wok_poll me_poll(struct me *self, struct wok_context *cx) {
    (void)cx;
    self->result = self->value;
    return WOK_READY;
}

enum wok_poll me_cancel(struct me *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}

void me_drop(struct me *self) {
    (void)self;
}

async int me(int value) WOK_FUTURE(struct me, me_init, me_poll, me_cancel, me_drop);

struct my_trait {
    async int (*foo)(int self);
};

async int main(void) {
    const struct my_trait operations = {me};
    int direct = await me(20);
    printf("%d\n", direct + await operations.foo(21));
    return 0;
}
