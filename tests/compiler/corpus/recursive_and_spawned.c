// The search through what a task awaits ends although the function awaits itself.
#include "corpus.h"

static async int process(const int *left) {
    int fewer = *left - 1;
    if (*left == 0)
        return 0;
    return await process(&fewer);
}

static async int process_boxed(int left) {
    if (left == 0)
        return 0;
    return await box(process_boxed(left - 1));
}

async int main(void) {
    static const int three = 3;
    int sum = await spawn(process(&three));
    return sum + await spawn(process_boxed(3));
}
