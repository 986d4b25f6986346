// A boxed future in a struct is awaited through the struct.
#include "corpus.h"

struct job {
    future(int) work;
    int number;
};

async int main(void) {
    struct job job = {box(step(0)), 1};
    int sum = job.number - 1;
    return sum + await job.work;
}
