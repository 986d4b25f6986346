// A block takes a value along, decides by it, and awaits inside the decision.
#include "corpus.h"

struct client {
    void *connection;
    int status;
};

static int client_status(const struct client *client) {
    return client->status;
}

static future(int) ask(void) {
    struct client client = {NULL, 200};
    return box(async_move ({
        int answer = 1;
        switch (client_status(&client)) {
        case 200:
            answer = await step(0);
            break;
        default:
            break;
        }
        answer;
    }));
}

async int main(void) {
    return await spawn(ask());
}
