// Pointers to what nobody marked go to tasks, through calls by pointer as well.
#include "corpus.h"

struct object {
    int (*do_something)(const struct object *self);
};

static int nothing_done(const struct object *self) {
    (void)self;
    return 0;
}

static async int call(const struct object *object) {
    await nothing();
    return object->do_something(object);
}

async int main(void) {
    static const struct object object = {nothing_done};
    async int (*through)(const struct object *) = call;
    int sum = await spawn(call(&object));
    return sum + await spawn(through(&object));
}
