// Of a struct that holds such a value only the plain members are read after the await.
#include "corpus.h"

struct session {
    struct counted *cache;
    int number;
    struct {
        struct counted own;
        int length;
    } buffer;
};

static async int serve(int number) {
    struct counted cache = counted_new(0);
    struct session session = {&cache, number, {counted_new(1), 2}};
    counted_use(session.cache);
    counted_use(&session.buffer.own);
    await nothing();
    return session.number + session.buffer.length - 2;
}

async int main(void) {
    return await spawn(serve(0));
}
