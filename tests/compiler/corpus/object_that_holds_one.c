// The method's object holds a counted pointer, and the task that runs the method gets the object.
#include "corpus.h"

struct result {
    struct counted *node;
    int length;
};

struct agent {
    struct result result;
};

static async int agent_handle(struct agent *agent) {
    struct result info = agent->result;
    info.node = NULL;
    return await step(info.length);
}

async int main(void) {
    struct agent agent = {{NULL, 0}};
#ifdef TWIN
    return await agent_handle(&agent);
#else
    return await spawn(agent_handle(&agent)); // error: E0401
#endif
    // says: `&agent->result.node` points to a `struct counted`, which is marked WOK_NOT_SEND
}
