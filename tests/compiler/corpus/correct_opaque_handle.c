// A handle of a library, opaque here, in a struct that goes to a task.
#include "corpus.h"

struct database;

struct request {
    struct database *database;
    const char *query;
};

static async int run(struct request request) {
    await nothing();
    return request.database != NULL || request.query[0] != 's';
}

async int main(void) {
    return await spawn(run((struct request){NULL, "select"}));
}
