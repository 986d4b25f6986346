// Fields of a copy are assigned, the copy is read, its parts go to an awaited function.
#include "corpus.h"
#include <string.h>

struct result {
    const char *node;
    size_t length;
};

struct agent {
    struct result result;
};

static async int send(size_t length) {
    await nothing();
    return length != 3;
}

static async int agent_handle(struct agent *agent) {
    struct result info = agent->result;
    info.node = "bar";
    info.length = strlen(info.node);
    return await send(info.length);
}

async int main(void) {
    struct agent agent = {{NULL, 0}};
    return await spawn(agent_handle(&agent));
}
