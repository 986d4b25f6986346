// Two locks, nested, both given back before the await.
#include "corpus.h"

struct account {
    pthread_mutex_t mutex;
    int balance;
};

static async int transfer(struct account *from, struct account *to, int amount) {
    pthread_mutex_lock(&from->mutex);
    pthread_mutex_lock(&to->mutex);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->mutex);
    pthread_mutex_unlock(&from->mutex);
    await nothing();
    return to->balance - amount;
}

async int main(void) {
    static struct account a = {PTHREAD_MUTEX_INITIALIZER, 5}, b = {PTHREAD_MUTEX_INITIALIZER, 0};
    return await spawn(transfer(&a, &b, 5));
}
