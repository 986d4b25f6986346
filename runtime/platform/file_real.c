/*
 * file_real.c: files of the machine. Called on threads that may block, and that block all signals,
 * so a write to a pipe whose reader is gone is an error and nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/system.h"
#include "platform/system_real.h"

static int checked(long answer) {
    return answer < 0 ? -errno : (int)answer;
}

static ssize_t checked_size(ssize_t answer) {
    return answer < 0 ? -errno : answer;
}

int wok__real_file_open(struct wok__system *system, int folder, const char *path, int flags,
                        uint32_t mode) {
    (void)system;
    return checked(openat(folder, path, flags | O_CLOEXEC, mode));
}

ssize_t wok__real_file_read(struct wok__system *system, int file, void *buffer, size_t size) {
    (void)system;
    return checked_size(read(file, buffer, size));
}

ssize_t wok__real_file_write(struct wok__system *system, int file, const void *buffer,
                             size_t size) {
    (void)system;
    return checked_size(write(file, buffer, size));
}

ssize_t wok__real_file_read_at(struct wok__system *system, int file, void *buffer, size_t size,
                               uint64_t offset) {
    (void)system;
    return checked_size(pread(file, buffer, size, (off_t)offset));
}

ssize_t wok__real_file_write_at(struct wok__system *system, int file, const void *buffer,
                                size_t size, uint64_t offset) {
    (void)system;
    return checked_size(pwrite(file, buffer, size, (off_t)offset));
}

int wok__real_file_sync(struct wok__system *system, int file) {
    (void)system;
    return checked(fsync(file));
}

int wok__real_file_stat(struct wok__system *system, int file, const char *path, struct stat *out) {
    (void)system;
    return checked(path ? stat(path, out) : fstat(file, out));
}

int wok__real_file_rename(struct wok__system *system, const char *from, const char *to) {
    (void)system;
    return checked(rename(from, to));
}

/* A file, or a folder that is empty. */
int wok__real_file_unlink(struct wok__system *system, const char *path) {
    (void)system;
    int answer = checked(unlink(path));
    return answer == -EISDIR ? checked(rmdir(path)) : answer;
}

int wok__real_file_make_folder(struct wok__system *system, const char *path, uint32_t mode) {
    (void)system;
    return checked(mkdir(path, mode));
}

ssize_t wok__real_file_list(struct wok__system *system, int folder, void *buffer, size_t size) {
    (void)system;
    return checked(syscall(SYS_getdents64, folder, buffer, size));
}

int wok__real_file_lock(struct wok__system *system, int file, int kind, uint64_t offset,
                        uint64_t size) {
    (void)system;
    struct flock range = {.l_type = (short)kind,
                          .l_whence = SEEK_SET,
                          .l_start = (off_t)offset,
                          .l_len = (off_t)size};
    int answer = checked(fcntl(file, F_OFD_SETLK, &range));
    return answer == -EACCES ? -EAGAIN : answer; /* POSIX allows either */
}

/* EINTR means that it is closed: see real_close. */
int wok__real_file_close(struct wok__system *system, int file) {
    (void)system;
    int answer = checked(close(file));
    return answer == -EINTR ? 0 : answer;
}

/* Changes */

int wok__real_watch_open(struct wok__system *system) {
    (void)system;
    return checked(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
}

int wok__real_watch_add(struct wok__system *system, int watch, const char *path, uint32_t bits) {
    (void)system;
    return checked(inotify_add_watch(watch, path, bits));
}

int wok__real_watch_remove(struct wok__system *system, int watch, int number) {
    (void)system;
    return checked(inotify_rm_watch(watch, number));
}
