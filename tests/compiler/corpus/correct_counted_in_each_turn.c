// A value of a loop's body is done with before the await at its end.
#include "corpus.h"

static async int turns(int count) {
    int sum = 0;
    while (count-- > 0) {
        struct counted one = counted_new(0);
        sum += counted_use(&one);
        await nothing();
    }
    return sum;
}

async int main(void) {
    return await spawn(turns(3));
}
