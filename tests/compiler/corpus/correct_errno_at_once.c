// errno is read right behind the call that set it, and again behind another.
#include "corpus.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static async int look(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int failure = errno;
        await nothing();
        return failure == ENOENT ? 0 : failure;
    }
    close(fd);
    await nothing();
    errno = 0;
    return 1;
}

async int main(void) {
    return await look("/there/is/no/such/file");
}
