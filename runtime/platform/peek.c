/*
 * peek.c: see peek.h.
 */
#include "platform/peek.h"

#include <sys/uio.h>
#include <unistd.h>

bool wok__peek(const void *address, void *copy, size_t size) {
    struct iovec to = {.iov_base = copy, .iov_len = size};
    struct iovec from = {.iov_base = (void *)address, .iov_len = size};
    return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)size;
}
